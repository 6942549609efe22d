import type { KeyObject } from "node:crypto";
import type { Insertable } from "kysely";
import type { CaseActTable } from "../../store/index.ts";
import type { Place } from "../sealed/index.ts";
import { type CaseVault, sealContents } from "./vault.ts";

/** An act of a case's history as it is stored; `number` counts from 1. */
export function actRow(
  vault: CaseVault,
  key: KeyObject,
  { caseId, number }: { readonly caseId: string; readonly number: number },
  contents: unknown,
): Insertable<CaseActTable> {
  const sealed = sealContents(vault, key, actPlace(caseId, number), contents);
  return { case_id: caseId, number, at: vault.clock.now(), contents: sealed };
}

export function actPlace(caseId: string, number: number): Place {
  return { caseId, record: `act/${number}/`, version: 1 };
}
