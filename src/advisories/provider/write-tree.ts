import { createHash } from "node:crypto";
import { readdir, readFile, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { SamedayError } from "../../kernel/index.ts";
import { changesCsv, indexText, placeFile } from "../../tracker/index.ts";
import { CSAF_FOLDER } from "../csaf/file-name.ts";
import type { Form } from "../forms.ts";
import type { Publisher } from "../model.ts";
import { PROVIDER_METADATA, providerMetadata } from "./provider-metadata.ts";

/** Whoever holds the key. The room knows neither where it lies nor how it is asked for. */
export interface AdvisorySigner {
  /** An armored detached signature over the bytes. */
  detached(bytes: Uint8Array): Promise<string>;
  /** The text, clear-signed. */
  clear(text: string): Promise<string>;
}

/**
 * Writes forms of one advisory into a tree that may hold others, then the listings over all documents that stand there. Each
 * file appears whole or not at all; one whose bytes are the same is left alone, with its signature. Answers what was written.
 * Throws CONFLICT for a tree of another publisher, INPUT_INVALID for a document that cannot be read.
 */
export async function writeTree(
  directory: string,
  forms: readonly Form[],
  publisher: Publisher,
  signer: AdvisorySigner | undefined,
): Promise<readonly string[]> {
  await requireOwnTree(directory, publisher);
  const written: string[] = [];
  const put = async (path: string, content: string | Uint8Array): Promise<void> => {
    const bytes = typeof content === "string" ? Buffer.from(content, "utf8") : content;
    if (await holds(join(directory, path), bytes)) return;
    await placeFile(join(directory, path), bytes);
    written.push(path);
  };
  for (const { kind, path, bytes } of forms) {
    if (kind === "security-txt" && signer) {
      await put(path, await clearUnlessThere(join(directory, path), Buffer.from(bytes).toString("utf8"), signer));
      continue;
    }
    if (kind !== "csaf") {
      await put(path, bytes);
      continue;
    }
    // The signature of an older text would stand beside the new one, were the writing to stop in between.
    if (!(await holds(join(directory, path), bytes))) await rm(join(directory, `${path}.asc`), { force: true });
    await put(path, bytes);
    for (const digest of ["sha256", "sha512"]) await put(`${path}.${digest}`, digestLine(digest, path, bytes));
    if (signer && (await readIfThere(join(directory, `${path}.asc`))) === undefined) {
      await put(`${path}.asc`, await signer.detached(bytes));
    }
  }
  const documents = await documentsIn(directory);
  await put(`${CSAF_FOLDER}/index.txt`, indexText(documents, CSAF_FOLDER));
  await put(`${CSAF_FOLDER}/changes.csv`, changesCsv(documents, CSAF_FOLDER));
  const lastUpdated =
    documents
      .map(({ changed }) => changed)
      .sort()
      .at(-1) ?? "1970-01-01T00:00:00.000Z";
  const signed = documents.length > 0 && documents.every((document) => document.signed);
  await put(PROVIDER_METADATA, `${JSON.stringify(providerMetadata(publisher, { lastUpdated, signed }), null, 2)}\n`);
  return written;
}

/** A file below the tree. */
export interface TreeFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Writes files that no listing speaks of; answers their paths. */
export async function writeFiles(directory: string, files: readonly TreeFile[]): Promise<readonly string[]> {
  for (const { path, bytes } of files) await placeFile(join(directory, path), bytes);
  return files.map(({ path }) => path);
}

/** Two publishers' documents would stand under one name. */
async function requireOwnTree(directory: string, { name, address }: Publisher): Promise<void> {
  const there = await readIfThere(join(directory, PROVIDER_METADATA));
  if (there === undefined) return;
  const known = readJson(there, PROVIDER_METADATA) as Partial<{ canonical_url: string; publisher: { name: string } }>;
  if (known.publisher?.name === name && known.canonical_url === `${address}/${PROVIDER_METADATA}`) return;
  const whose = `${known.publisher?.name ?? "somebody else"} at ${known.canonical_url ?? "an unknown address"}`;
  throw new SamedayError(
    "CONFLICT",
    `${directory} is the tree of ${whose}; this advisory is from ${name} at ${address}.`,
  );
}

function readJson(bytes: Uint8Array, path: string): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch (cause) {
    throw new SamedayError("INPUT_INVALID", `${path} in the tree is no JSON; remove or mend it.`, cause);
  }
}

function digestLine(digest: string, path: string, bytes: Uint8Array): string {
  return `${createHash(digest).update(bytes).digest("hex")}  ${basename(path)}\n`;
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
}

async function holds(path: string, bytes: Uint8Array): Promise<boolean> {
  return (await readIfThere(path))?.equals(bytes) ?? false;
}

/** The signed text that stands there where it is signed over the same lines: a new signature would be a change without one. */
async function clearUnlessThere(path: string, text: string, signer: AdvisorySigner): Promise<string | Uint8Array> {
  const there = await readIfThere(path);
  const same = there?.toString("utf8").includes(`\n\n${text}-----BEGIN PGP SIGNATURE-----\n`) ?? false;
  return same && there ? there : signer.clear(text);
}

interface TreeDocument {
  /** Below the tree. */
  readonly path: string;
  readonly changed: string;
  readonly signed: boolean;
}

/** Every document that stands in a folder of a year, by path. */
async function documentsIn(directory: string): Promise<readonly TreeDocument[]> {
  const folder = join(directory, CSAF_FOLDER);
  const years = (await readdir(folder)).filter((name) => /^\d{4}$/.test(name)).sort();
  const documents: TreeDocument[] = [];
  for (const year of years) {
    const names = new Set(await readdir(join(folder, year)));
    for (const name of [...names].filter((one) => one.endsWith(".json")).sort()) {
      const path = `${CSAF_FOLDER}/${year}/${name}`;
      const read = readJson(await readFile(join(directory, path)), path) as CurrentRelease;
      const changed = read.document?.tracking?.current_release_date;
      if (changed === undefined) throw new SamedayError("INPUT_INVALID", `${path} in the tree is no CSAF document.`);
      documents.push({ path, changed, signed: names.has(`${name}.asc`) });
    }
  }
  return documents;
}

interface CurrentRelease {
  readonly document?: { readonly tracking?: { readonly current_release_date?: string } };
}
