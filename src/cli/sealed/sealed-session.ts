import { resolve } from "node:path";
import type { Person } from "../../distribution/index.ts";
import { formatProblem, type Problem, SamedayError } from "../../kernel/index.ts";
import type { Layer, SealedLayer, SealedWorld, SealedWriter } from "../../tracker/index.ts";
import { DEFINITION, definitionFile, readDefinition } from "../commands/tracker-sources.ts";
import { ownKeyring } from "../frame/own-keyring.ts";
import type { CommandContext } from "../frame/verb.ts";
import { printable } from "../printable.ts";

/** What commands on a sealed layer share. */

export const SEALED = {
  kind: "text",
  value: "DIR",
  summary: "sealed layer to lay over the data, opened with your own keys",
} as const;

export const READ_OPTIONS = {
  sealed: { ...SEALED, summary: "the sealed layer", required: true },
  definition: DEFINITION,
} as const;

export const WRITE_OPTIONS = {
  ...READ_OPTIONS,
  key: {
    kind: "text",
    value: "FINGERPRINT",
    summary: "your key; default the one in your keyring that the definition names",
  },
} as const;

export const READ_EXITS = {
  2: "wrong usage, or layer or definition cannot be read",
  3: "your keys open nothing here, or the access list is not signed by a full member",
} as const;

export const WRITE_EXITS = {
  1: "there is no such issue",
  2: "wrong usage, or a text that is no record; nothing was written",
  3: "you have no access, or somebody else was quicker; nothing was written",
} as const;

interface Named {
  readonly sealed: string;
  readonly definition: string | undefined;
}

/** For reading: no key needs to be named, gpg finds the one that opens. */
export async function sealedWorld(context: CommandContext, options: Named): Promise<SealedWorld> {
  const { createSealedCrypto } = await import("./sealed-crypto.ts");
  const { people } = await readDefinition(context, await definitionFile(context, options));
  const crypto = await createSealedCrypto(context.processes, people, await ownKeyring(context));
  return { directory: resolve(options.sealed), processes: context.processes, crypto, clock: context.clock, people };
}

export async function openSealed(context: CommandContext, options: Named): Promise<SealedLayer> {
  const { readSealedLayer } = await import("../../tracker/index.ts");
  const layer = await readSealedLayer(await sealedWorld(context, options));
  tellProblems(context, layer.problems);
  return layer;
}

/** What lies over the public layers: the sealed one, or nothing when none is named. */
export async function upperLayers(
  context: CommandContext,
  { sealed, definition }: { readonly sealed: string | undefined; readonly definition: string | undefined },
): Promise<readonly Layer[]> {
  if (sealed === undefined) return [];
  const { asLayer } = await import("../../tracker/index.ts");
  return [asLayer(await openSealed(context, { sealed, definition }))];
}

/** Somebody who writes to a sealed layer, with the key that signs for them. */
export interface SealedMember extends SealedWriter {
  /** Primary fingerprint. */
  readonly signing: string;
}

/** For writing: as the person of the definition whose key it is. Throws USAGE or NOT_ALLOWED when none can be told. */
export async function sealedWriter(
  context: CommandContext,
  options: Named & { readonly key: string | undefined },
): Promise<SealedMember> {
  const [{ createSealedCrypto }, { ownSigningKeys }] = await Promise.all([
    import("./sealed-crypto.ts"),
    import("../../openpgp/index.ts"),
  ]);
  const file = await definitionFile(context, options);
  const { people } = await readDefinition(context, file);
  const keyring = await ownKeyring(context);
  const own =
    options.key === undefined ? await ownSigningKeys(context.processes, keyring.home) : [options.key.toUpperCase()];
  const candidates = own.flatMap((signing) => people.flatMap((me) => (isKeyOf(me, signing) ? [{ me, signing }] : [])));
  const [first, second] = candidates;
  if (first === undefined) {
    const message = `No person of ${file} has a key that you can sign with; a full member can put yours in, or name another with --definition.`;
    throw new SamedayError("NOT_ALLOWED", message);
  }
  if (second) throw new SamedayError("USAGE", "Several of your keys stand in the definition; name one with --key.");
  const crypto = await createSealedCrypto(context.processes, people, { ...keyring, signing: first.signing });
  const { processes, clock, random } = context;
  const directory = resolve(options.sealed);
  return { directory, processes, crypto, clock, random, people, me: first.me, signing: first.signing };
}

function isKeyOf(person: Person, fingerprint: string): boolean {
  return person.fingerprints.includes(fingerprint);
}

/** To standard error, as editors follow them. */
export function tellProblems(context: CommandContext, problems: readonly Problem[]): void {
  for (const problem of problems) context.streams.stderr.write(`${printable(formatProblem(problem))}\n`);
}

/** The whole of standard input: sealed text is never an argument. */
export async function readInput({ streams }: CommandContext): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of streams.stdin) chunks.push(Buffer.from(chunk));
  const text = Buffer.concat(chunks).toString("utf8");
  if (text.trim() === "")
    throw new SamedayError("INPUT_INVALID", "Nothing came on standard input; it takes one record.");
  return text;
}
