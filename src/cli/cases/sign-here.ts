import type { PartToSign } from "../../advisories/index.ts";
import type { ToSignAnswer } from "../../api/index.ts";
import { SamedayError } from "../../kernel/index.ts";
import type { CommandContext } from "../frame/context.ts";
import { ownKeyring } from "../frame/own-keyring.ts";
import { printable } from "../printable.ts";
import { requireOwnKeyFile } from "./secret-key-file.ts";

/** A signature made here, and the hash of what it is for. */
export interface MadeSignature {
  readonly hash: string;
  readonly signature: string;
}

export interface SignHereWish {
  /** As the plan showed it. */
  readonly announcement: string;
  /** The key's file, for sq; gpg and its keyring otherwise. */
  readonly keyFile: string | undefined;
}

/**
 * Signs what the world will be told of a case with somebody's own program. What is signed is made here from the record and
 * the publisher's file, by the desk's own code: the desk can have nothing signed that does not follow from them. The
 * announcement is shown first. Throws DESK_SUSPECT where the desk names anything else.
 */
export async function signHere(
  context: CommandContext,
  told: ToSignAnswer,
  { announcement, keyFile }: SignHereWish,
): Promise<readonly MadeSignature[]> {
  const parts = await partsMadeHere(context, told);
  const texts = parts.map(({ bytes }) => Buffer.from(bytes).toString("utf8"));
  if (!texts.includes(announcement)) {
    throw new SamedayError("CONFLICT", "The announcement has changed since you looked at it; read it again.");
  }
  context.progress.note(printable(announcement));
  for (const { path, hash } of parts) context.progress.note(`signing ${path}, SHA-256 ${hash}`);
  const sign = await ownSigner(context, told.key, keyFile);
  const made: MadeSignature[] = [];
  // One after the other: each may ask for a passphrase, or for a card's touch.
  for (const part of parts) made.push({ hash: part.hash, signature: await sign(part) });
  return made;
}

async function partsMadeHere(context: CommandContext, told: ToSignAnswer): Promise<readonly PartToSign[]> {
  const { formsOf, partsToSign, readRecord } = await import("../../advisories/index.ts");
  const publisher = Buffer.from(told.publisher, "base64");
  const { value } = readRecord(Buffer.from(told.record), "advisory.toml", () => publisher, context.clock.now());
  const named = value?.advisory.publisher.openpgp?.fingerprint;
  const parts = value && named === told.key ? partsToSign(formsOf(value.advisory)) : [];
  const inWords = (list: ToSignAnswer["parts"]): string =>
    list.map(({ path, how, hash }) => `${path} ${how} ${hash}`).join("\n");
  if (parts.length > 0 && inWords([...parts]) === inWords(told.parts)) return parts;
  throw new SamedayError(
    "DESK_SUSPECT",
    "What the desk asks to have signed does not follow from the record and the publisher's file that it shows.",
  );
}

async function ownSigner(
  context: CommandContext,
  fingerprint: string,
  keyFile: string | undefined,
): Promise<(part: PartToSign) => Promise<string>> {
  const { clearSign, detachSign, signBySq, sqEdition } = await import("../../openpgp/index.ts");
  const runner = context.processes;
  if (keyFile !== undefined) {
    await requireOwnKeyFile(keyFile);
    const edition = await sqEdition(runner);
    return ({ how, bytes }) => signBySq(runner, edition, keyFile, how === "clear" ? "clear" : "detached", bytes);
  }
  const keys = { ...(await ownKeyring(context)), fingerprints: [fingerprint] } as const;
  return ({ how, bytes }) => (how === "clear" ? clearSign : detachSign)(runner, keys, bytes);
}
