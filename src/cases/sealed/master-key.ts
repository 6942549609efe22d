import { createHmac, createSecretKey, hkdfSync, type KeyObject } from "node:crypto";
import { type Random, SamedayError } from "../../kernel/index.ts";
import { open, seal } from "./aead.ts";

const KEY_BYTES = 32;
const FIRST_LINE = "sameday case master key 1";

/**
 * What the keys of all cases are wrapped with. It lies in a file that its process alone can read, never in the database,
 * and never in a backup of the database.
 */
export interface MasterKey {
  /** Names the key and says nothing of it: 16 hex digits. */
  readonly id: string;
  readonly secret: KeyObject;
}

export function createMasterKey(random: Random): MasterKey {
  return fromBytes(random.bytes(KEY_BYTES));
}

/** The text of the key's file, whose mode must be 0600. */
export function formatMasterKey({ secret }: MasterKey): string {
  return `${FIRST_LINE}\n${secret.export().toString("base64")}\n`;
}

/** Throws INPUT_INVALID, without a word of the text. */
export function parseMasterKey(text: string): MasterKey {
  const [first, encoded = "", end, ...more] = text.split("\n");
  const bytes = Buffer.from(encoded, "base64");
  const whole = first === FIRST_LINE && bytes.length === KEY_BYTES && bytes.toString("base64") === encoded;
  if (!whole || end !== "" || more.length > 0) {
    throw new SamedayError("INPUT_INVALID", "The file does not hold a master key of cases.");
  }
  return fromBytes(bytes);
}

/** The key of one case. Who destroys all wrapped forms of it has destroyed the case's contents. */
export function createCaseKey(random: Random): KeyObject {
  return createSecretKey(random.bytes(KEY_BYTES));
}

/** A case's key for the database. It opens for this case alone. */
export function wrapCaseKey(master: MasterKey, caseId: string, key: KeyObject, random: Random): Uint8Array {
  return seal(derive(master, "wrap"), wrapFor(caseId), key.export(), random);
}

/** Throws SEAL_BROKEN for another master key, another case, and any change. */
export function unwrapCaseKey(master: MasterKey, caseId: string, wrapped: Uint8Array): KeyObject {
  return createSecretKey(open(derive(master, "wrap"), wrapFor(caseId), wrapped));
}

/**
 * Tells whether the same bytes came before, without letting whoever reads the database try out what they might be:
 * 32 bytes of HMAC-SHA-256. Under another master key the same bytes have another one.
 */
export function fingerprintOf(master: MasterKey, bytes: Uint8Array): Uint8Array {
  return createHmac("sha256", derive(master, "fingerprint")).update(bytes).digest();
}

/**
 * Seals what the desk keeps beside cases: a journal's entry, a mail on its way. It opens under the same name alone, such as
 * `["mail", "4f…"]`.
 */
export function sealDeskValue(
  master: MasterKey,
  name: readonly [string, string],
  plain: Uint8Array,
  random: Random,
): Uint8Array {
  return seal(derive(master, "desk"), deskName(name), plain, random);
}

/** Throws SEAL_BROKEN for another master key, another name, and any change. */
export function openDeskValue(master: MasterKey, name: readonly [string, string], sealed: Uint8Array): Uint8Array {
  return open(derive(master, "desk"), deskName(name), sealed);
}

/** Tells whether the same address was answered before, without letting a reader of the database try addresses out. */
export function markOf(master: MasterKey, address: string): Uint8Array {
  return createHmac("sha256", derive(master, "answer")).update(address).digest();
}

/** Tells whether the same id was given before, without letting a reader of the database try ids out. */
export function idMarkOf(master: MasterKey, id: string): Uint8Array {
  return createHmac("sha256", derive(master, "id")).update(id).digest();
}

function deskName(name: readonly [string, string]): Uint8Array {
  return Buffer.from(JSON.stringify(["sameday desk value", ...name]));
}

function wrapFor(caseId: string): Uint8Array {
  return Buffer.from(JSON.stringify(["sameday case key", caseId]));
}

type Use = "wrap" | "fingerprint" | "name" | "desk" | "answer" | "id";

const derived = new WeakMap<KeyObject, Map<Use, KeyObject>>();

/** One key, one use (RFC 5869); derived once, because every mail needs most of them several times. */
function derive({ secret }: MasterKey, use: Use): KeyObject {
  const known = derived.get(secret) ?? new Map<Use, KeyObject>();
  derived.set(secret, known);
  const before = known.get(use);
  if (before) return before;
  const bytes = hkdfSync("sha256", secret, "", `sameday case master key: ${use}`, KEY_BYTES);
  const key = createSecretKey(Buffer.from(bytes));
  known.set(use, key);
  return key;
}

function fromBytes(bytes: Uint8Array): MasterKey {
  const nameless = { id: "", secret: createSecretKey(bytes) };
  return { ...nameless, id: derive(nameless, "name").export().toString("hex").slice(0, 16) };
}
