import { dirname, join } from "node:path";
import { type ProcessRunner, type Sha256, sha256 } from "../../kernel/index.ts";
import { makeDirectory, writeSynced } from "../files/durable.ts";
import type { ArchiveTree, PublishedSuite } from "./suite.ts";
import type { SuiteEntry } from "./suite-state.ts";

export interface IndexFile {
  /** Under the snapshot: `main/binary-amd64/Packages.xz`. */
  readonly path: string;
  readonly sha256: Sha256;
  readonly content: Uint8Array;
}

const LARGEST_INDEX = 256 * 1024 * 1024;

/** Packages and Sources of every component and architecture, plain and by xz. The same entries give the same bytes. */
export async function makeIndices(
  runner: ProcessRunner,
  suite: PublishedSuite,
  entries: readonly SuiteEntry[],
): Promise<readonly IndexFile[]> {
  const compress = compressorWithMemory(runner);
  const plain = suite.components.flatMap((component) => [
    ...suite.release.architectures.map((architecture) => ({
      path: `${component}/binary-${architecture}/Packages`,
      content: packagesIndex(entries, component, architecture),
    })),
    { path: `${component}/source/Sources`, content: sourcesIndex(entries, component) },
  ]);
  const files: IndexFile[] = [];
  for (const { path, content } of plain) {
    files.push(indexFile(path, content), indexFile(`${path}.xz`, await compress(content)));
  }
  return files;
}

export async function writeIndices(directory: string, indices: readonly IndexFile[], tree: ArchiveTree): Promise<void> {
  for (const index of indices) {
    const path = join(directory, index.path);
    await makeDirectory(dirname(path), tree.directoryMode);
    await writeSynced(path, index.content, tree.fileMode);
  }
}

/** Packages for all architectures stand in the index of each. */
function packagesIndex(entries: readonly SuiteEntry[], component: string, architecture: string): Uint8Array {
  const stanzas = sorted(entries)
    .flatMap((entry) => entry.packages)
    .filter((stanza) => stanza.component === component && ["all", architecture].includes(stanza.architecture));
  return joined(stanzas.map((stanza) => stanza.text));
}

function sourcesIndex(entries: readonly SuiteEntry[], component: string): Uint8Array {
  return joined(
    sorted(entries).flatMap(({ sources }) => (sources && sources.component === component ? [sources.text] : [])),
  );
}

function sorted(entries: readonly SuiteEntry[]): readonly SuiteEntry[] {
  const key = (entry: SuiteEntry): string => `${entry.source} ${entry.update}`;
  return [...entries].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

function joined(paragraphs: readonly string[]): Uint8Array {
  return Buffer.from(paragraphs.map((text) => `${text}\n`).join("\n"));
}

function indexFile(path: string, content: Uint8Array): IndexFile {
  return { path, content, sha256: sha256(content) };
}

/** Most indices of a suite are empty, so equal contents are compressed once. One thread: more would change the bytes. */
function compressorWithMemory(runner: ProcessRunner): (content: Uint8Array) => Promise<Uint8Array> {
  const known = new Map<Sha256, Promise<Uint8Array>>();
  return (content) => {
    const key = sha256(content);
    const made = known.get(key) ?? compress(runner, content);
    known.set(key, made);
    return made;
  };
}

async function compress(runner: ProcessRunner, content: Uint8Array): Promise<Uint8Array> {
  const finished = await runner.run({
    argv: ["xz", "--compress", "--stdout", "-6", "--threads=1"],
    input: content,
    timeLimitMs: 10 * 60_000,
    maxOutputBytes: LARGEST_INDEX,
  });
  return finished.stdout;
}
