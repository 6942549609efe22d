import type { PublishedKeySettings } from "../../../distribution/index.ts";
import { type KeyParts, readKeyParts, toBinaryKeys } from "../../../openpgp/index.ts";
import type { HandlingContext } from "../../handling/context.ts";
import { type Fetched, fetchBytes } from "../../keys/fetch-bytes.ts";
import { sourcesFor } from "../../keys/sources.ts";
import { SAME } from "./procedure.ts";
import type { KeptRoleKey } from "./records.ts";

/** A place at which the role key is published, and where it is fetched from. */
export interface Place {
  readonly name: string;
  readonly urls: readonly string[];
  /** A place of ours has the bytes that were handed in; a keyserver puts a key together in its own way. */
  readonly isOurs: boolean;
}

const NOWHERE: PublishedKeySettings = { wkd: false, keyservers: [], urls: [] };

/** Every place that the definition lists. Keyservers are asked by fingerprint: an address may have several keys there. */
export function placesOf({ intake }: Pick<HandlingContext, "intake">, fingerprint: string): readonly Place[] {
  const { wkd, keyservers, urls } = intake.published ?? NOWHERE;
  const asked = sourcesFor({ wkd, keyservers, proxy: intake.keys.proxy }, intake.address, [fingerprint]);
  return [
    ...asked.map(({ name, urls: ways }) => ({
      name,
      urls: name === "WKD" ? ways : ways.filter((url) => url.includes(fingerprint)),
      isOurs: name === "WKD",
    })),
    ...urls.map((url) => ({ name: url, urls: [url], isOurs: true })),
  ];
}

/**
 * What each place has: `the same`, or in words for people what it has instead. A WKD is asked as mail programs ask: the
 * second way counts only where the first gives no key.
 */
export async function lookAtPlaces(
  { runner, intake }: HandlingContext,
  key: KeptRoleKey,
  places: readonly Place[],
): Promise<readonly { readonly place: string; readonly found: string }[]> {
  return Promise.all(
    places.map(async ({ name, urls, isOurs }) => {
      let last: Fetched = "no-answer";
      for (const url of urls) {
        last = await fetchBytes(runner, url, intake.keys.proxy);
        if (typeof last === "object") break;
      }
      const found = typeof last === "object" ? await compare(runner, key, last.bytes, isOurs) : ABSENT[last];
      return { place: name, found };
    }),
  );
}

const ABSENT: Readonly<Record<Exclude<Fetched, object>, string>> = {
  none: "no key",
  "no-answer": "no answer that is a key",
  "no-connection": "no connection",
  "too-large": "an answer larger than a key",
  "too-slow": "no answer in time",
};

/** The bytes where the place is ours; elsewhere the key, its parts and their ends, since a server may leave out what it likes. */
async function compare(
  runner: HandlingContext["runner"],
  key: KeptRoleKey,
  bytes: Uint8Array,
  isOurs: boolean,
): Promise<string> {
  const binary = binaryOf(bytes);
  if (binary && Buffer.compare(binary, key.certificate) === 0) return SAME;
  const there = binary && (await readKeyParts(runner, binary).catch(() => undefined));
  if (!there) return "what is no public key";
  if (there.fingerprint !== key.fingerprint) return `another key, ${there.fingerprint}`;
  const ours = await readKeyParts(runner, key.certificate);
  const [youngest] = there.parts;
  if (youngest?.fingerprint !== key.subkey) {
    return `the key without the new part: it is encrypted to ${youngest?.fingerprint ?? "nothing"}`;
  }
  if (!isOurs && shapeOf(there) === shapeOf(ours)) return SAME;
  return isOurs ? "the same key in other bytes than were handed in" : "the key with other parts, ends or revocations";
}

function shapeOf({ fingerprint, revoked, expires, parts }: KeyParts): string {
  const each = parts.map((part) => [part.fingerprint, part.expires?.getTime() ?? null, part.revoked]);
  return JSON.stringify([fingerprint, revoked, expires?.getTime() ?? null, each]);
}

function binaryOf(bytes: Uint8Array): Uint8Array | undefined {
  try {
    return toBinaryKeys(bytes);
  } catch {
    return undefined;
  }
}
