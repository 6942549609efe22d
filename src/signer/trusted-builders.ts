import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { Distribution } from "../distribution/index.ts";
import { canonicalJson, isPublicKey, type KnownKey } from "../evidence/index.ts";
import { SamedayError } from "../kernel/index.ts";
import { replaceFile } from "./files/durable.ts";
import { signerLayout } from "./layout.ts";

const schema = z.array(z.strictObject({ name: z.string(), publicKey: z.string().refine(isPublicKey) }));

/**
 * Makes a builder's key known to the signer, or replaces the one it had. Called by the administrator on the signer's
 * machine, never by the desk: what the signer believes must not come from whom it guards against.
 */
export async function trustBuilder(directory: string, builder: KnownKey): Promise<void> {
  if (!/^[a-z][a-z0-9-]{0,99}$/.test(builder.name)) {
    throw new SamedayError("INPUT_INVALID", "A builder's name is made of lower-case letters, digits and hyphens.");
  }
  if (!isPublicKey(builder.publicKey)) {
    throw new SamedayError("INPUT_INVALID", "A builder's public key is base64 of 32 bytes.");
  }
  const { trustedBuilders } = signerLayout(directory);
  const others = (await readTrusted(trustedBuilders)).filter((known) => known.name !== builder.name);
  const all = [...others, builder].sort((a, b) => (a.name < b.name ? -1 : 1));
  await replaceFile(trustedBuilders, `${canonicalJson(all)}\n`, 0o644);
}

/** Takes a builder's word away. Throws NOT_FOUND when the signer does not know it from its own file. */
export async function distrustBuilder(directory: string, name: string): Promise<void> {
  const { trustedBuilders } = signerLayout(directory);
  const all = await readTrusted(trustedBuilders);
  const rest = all.filter((known) => known.name !== name);
  if (rest.length === all.length)
    throw new SamedayError("NOT_FOUND", `The signer's own file names no builder ${name}.`);
  await replaceFile(trustedBuilders, `${canonicalJson(rest)}\n`, 0o644);
}

/** Whose statements count: the definition's builders that have a key, then those of the signer's own file. */
export async function knownBuilders(definition: Distribution, trustedBuilders: string): Promise<readonly KnownKey[]> {
  const defined = definition.builders.flatMap(({ name, publicKey }) => (publicKey ? [{ name, publicKey }] : []));
  return [...defined, ...(await readTrusted(trustedBuilders))];
}

async function readTrusted(path: string): Promise<readonly KnownKey[]> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
  const parsed = schema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new SamedayError(
    "INPUT_INVALID",
    `The file ${path} is damaged; write it again with sameday signer trust-builder.`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
