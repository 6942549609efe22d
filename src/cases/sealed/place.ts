import type { KeyObject } from "node:crypto";
import type { Random } from "../../kernel/index.ts";
import { open, seal } from "./aead.ts";

/** Where a sealed value belongs. It opens there and nowhere else. */
export interface Place {
  readonly caseId: string;
  /** Which of the case's values: `case`, `message/4f…`, `message/4f…/raw`. */
  readonly record: string;
  /** Counts from 1; a value that was replaced does not open in its successor's place. */
  readonly version: number;
}

/** Seals a value of a case with the case's own key. */
export function sealValue(key: KeyObject, place: Place, plain: Uint8Array, random: Random): Uint8Array {
  return seal(key, boundTo(place), plain, random);
}

/** Throws SEAL_BROKEN for a value of another case, record or version, and for one that was changed. */
export function openValue(key: KeyObject, place: Place, sealed: Uint8Array): Uint8Array {
  return open(key, boundTo(place), sealed);
}

/** JSON, because its quotes keep one part from running into the next. */
function boundTo({ caseId, record, version }: Place): Uint8Array {
  return Buffer.from(JSON.stringify(["sameday case value", caseId, record, version]));
}
