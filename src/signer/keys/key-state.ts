import { readFile } from "node:fs/promises";
import { z } from "zod";
import { SamedayError } from "../../kernel/index.ts";
import { replaceFile } from "../files/durable.ts";

const key = z.strictObject({ fingerprint: z.string(), created: z.string(), expires: z.string().nullable() });

const schema = z.strictObject({
  archive: key,
  /** Present between the beginning and the end of a rotation: then both keys sign. */
  incoming: key.nullable(),
  rotationBegan: z.string().nullable(),
  queue: key,
  /** Signs advisories only: a text that the archive key signed could pose as a Release file. */
  advisory: key,
  /** Fingerprints whose secret keys are still to be deleted. */
  retired: z.array(z.string()),
  /** Grows with each change of the archive keys; the keyring package's version. */
  generation: z.number().int().positive(),
  /** When the generation began. */
  since: z.string(),
});

export type KeyState = Readonly<z.infer<typeof schema>>;
export type KeyRecord = KeyState["archive"];

/** Undefined before the first start. Throws INTERNAL for a damaged file: it is better not to sign than to guess. */
export async function readKeyState(path: string): Promise<KeyState | undefined> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new SamedayError("INTERNAL", `The signer's key file ${path} is damaged; restore it from a backup.`, cause);
  }
}

export function writeKeyState(path: string, state: KeyState): Promise<void> {
  return replaceFile(path, `${JSON.stringify(state, undefined, 2)}\n`, 0o600);
}
