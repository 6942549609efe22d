import { SamedayError } from "../../kernel/index.ts";
import type { SessionKeyLender } from "../../openpgp/index.ts";
import type { CommandContext } from "../frame/context.ts";
import { ownKeyring } from "../frame/own-keyring.ts";
import type { Options } from "../frame/verb.ts";
import { requireOwnKeyFile } from "./secret-key-file.ts";

/** Which program of theirs a person works with: gpg with its keyring, or sq with key files. */
export const OWN_PROGRAM = {
  sq: {
    kind: "text",
    value: "FILE",
    summary: "use sq with the role key in this file, in place of gpg and its keyring",
  },
  signWith: { kind: "text", value: "FILE", summary: "with --sq: the file of your own key, which signs" },
} as const satisfies Options;

/** Somebody's own OpenPGP program: it lends session keys and signs, and hands no key out. */
export interface OwnProgram {
  readonly lend: SessionKeyLender;
  /** A text, clear-signed with their own key. */
  clearSign(text: string): Promise<string>;
  /** An armored signature beside exactly these bytes. */
  detachSign(data: Uint8Array): Promise<string>;
}

/**
 * The program that the options name. `fingerprints` are the person's keys as the definition has them; `openedBy` is the role
 * key's, for sq, which does not tell. Throws TOOL_MISSING, USAGE, KEY_FILE_OPEN, and NOT_FOUND where the keyring has none of their keys.
 */
export async function ownProgram(
  context: CommandContext,
  options: { readonly sq: string | undefined; readonly signWith: string | undefined },
  { fingerprints, openedBy }: { readonly fingerprints: readonly string[]; readonly openedBy: string },
): Promise<OwnProgram> {
  const openpgp = await import("../../openpgp/index.ts");
  const runner = context.processes;
  if (options.sq !== undefined) {
    const { sq, signWith } = options;
    if (signWith === undefined)
      throw new SamedayError("USAGE", "With --sq, name your own key's file with --sign-with.");
    for (const file of [sq, signWith]) await requireOwnKeyFile(file);
    const edition = await openpgp.sqEdition(runner);
    return {
      lend: openpgp.sessionKeyBySq(runner, edition, { keyFile: sq, openedBy }),
      clearSign: (text) => openpgp.signBySq(runner, edition, signWith, "clear", text),
      detachSign: (data) => openpgp.signBySq(runner, edition, signWith, "detached", data),
    };
  }
  const keyring = await ownKeyring(context);
  const secret = await openpgp.ownSigningKeys(runner, keyring.home);
  const own = fingerprints.find((fingerprint) => secret.includes(fingerprint));
  if (own === undefined) {
    throw new SamedayError(
      "NOT_FOUND",
      `Your keyring has none of the keys that the definition names for you: ${fingerprints.join(", ") || "it names none"}.`,
    );
  }
  const keys = { ...keyring, fingerprints: [own] } as const;
  return {
    lend: openpgp.sessionKeyByKeyring(runner, keyring),
    clearSign: (text) => openpgp.clearSign(runner, keys, text),
    detachSign: (data) => openpgp.detachSign(runner, keys, data),
  };
}
