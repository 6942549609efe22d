import { createHash } from "node:crypto";
import { extract, type Header } from "tar-stream";
import { TarGuard } from "../../../debian/index.ts";
import { type ProcessRunner, SamedayError, type Sha256 } from "../../../kernel/index.ts";
import { LARGEST_UNPACKED, withPlain } from "./open-packed.ts";

/** The fullest sources of Debian have about 400,000 files. */
const MOST_FILES = 600_000;

/** A file of a source by its content, which is not kept. */
export interface FileDigest {
  readonly sha256: Sha256;
  /** Bytes. */
  readonly size: number;
  /** Of what is no regular file: `link` (a hard one), `symlink`. */
  readonly kind?: string;
}

/** A packed file where it lies; the name says how it is packed. */
export interface PackedFile {
  readonly path: string;
  readonly name: string;
}

/** What a tarball holds by path, without what the files say. */
export interface ListedTarball {
  /** What is no regular file stands as the text that says so (`-> target` for a link). Directories are left out. */
  readonly files: ReadonlyMap<string, FileDigest>;
  /** What unpacking leaves on top, empty directories too: name to whether it is a directory. */
  readonly tops: ReadonlyMap<string, boolean>;
}

/**
 * What a source tarball holds: nothing of an untrusted source is unpacked to the disk or kept in memory.
 * Throws INPUT_INVALID when it is damaged or too large, or when tar readers could take it differently.
 */
export async function listTarball(runner: ProcessRunner, tarball: PackedFile): Promise<ListedTarball> {
  const files = new Map<string, FileDigest>();
  const guard = new TarGuard(tarball.name);
  const visit: Visit = async (path, content, kind) => {
    const digest = await digestOf(content);
    files.set(path, kind === undefined ? digest : { ...digest, kind });
    if (files.size > MOST_FILES) throw tooLarge(tarball.name);
  };
  await walk(runner, tarball, visit, guard);
  return { files, tops: guard.tops() };
}

/**
 * The start of the content of some files, at most `limitBytes` of each. Errors as `listTarball`.
 */
export async function readFromTarball(
  runner: ProcessRunner,
  tarball: PackedFile,
  wanted: (path: string) => boolean,
  limitBytes: number,
): Promise<Map<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>();
  await walk(runner, tarball, async (path, content) => {
    if (wanted(path)) found.set(path, await startOf(content, limitBytes));
  });
  return found;
}

/** Hashes a stream as it passes. */
export async function digestOf(content: AsyncIterable<Uint8Array>): Promise<FileDigest> {
  const hash = createHash("sha256");
  let size = 0;
  for await (const chunk of content) {
    hash.update(chunk);
    size += chunk.length;
  }
  return { sha256: hash.digest("hex"), size };
}

/** At most so many bytes from the start; the rest passes by. */
export async function startOf(content: AsyncIterable<Uint8Array>, limitBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of content) {
    const taken = chunk.subarray(0, Math.max(0, limitBytes - size));
    size += taken.length;
    // A copy: a piece would keep the whole chunk of the stream in memory.
    if (taken.length > 0) chunks.push(Uint8Array.from(taken));
  }
  return Buffer.concat(chunks);
}

/** `kind` as in `FileDigest`. */
type Visit = (path: string, content: AsyncIterable<Uint8Array>, kind: string | undefined) => Promise<void>;

async function walk(
  runner: ProcessRunner,
  tarball: PackedFile,
  visit: Visit,
  guard = new TarGuard(tarball.name),
): Promise<void> {
  try {
    await withPlain(runner, tarball.path, tarball.name, async (plain) => {
      const unpack = extract();
      let total = 0;
      const count = (chunk: Buffer): void => {
        total += chunk.length;
        if (total > LARGEST_UNPACKED) unpack.destroy(tooLarge(tarball.name));
        try {
          guard.check(chunk);
        } catch (error) {
          unpack.destroy(error as Error);
        }
      };
      plain.on("data", count).on("error", (error) => unpack.destroy(error));
      plain.pipe(unpack);
      for await (const entry of unpack) {
        const path = cleanPath(entry.header.name);
        const text = describe(entry.header);
        if (text === "file") await visit(path, entry as AsyncIterable<Uint8Array>, undefined);
        else if (text !== "") await visit(path, once(text), entry.header.type ?? "unknown");
        // What was not looked at passes by.
        entry.resume();
      }
    });
  } catch (error) {
    if (error instanceof SamedayError && error.code === "PROCESS_OUTPUT_TOO_LARGE") throw tooLarge(tarball.name);
    if (error instanceof SamedayError && error.code !== "PROCESS_FAILED") throw error;
    throw new SamedayError("INPUT_INVALID", `${tarball.name} is not a tarball that can be read.`, error);
  }
}

/** `file` for a regular file, empty for a directory, else what stands in its place, so that nothing goes unseen. */
function describe({ type, linkname }: Header): string {
  if (type === "file" || type === "contiguous-file") return "file";
  if (type === "directory") return "";
  if (type === "symlink") return `-> ${linkname ?? ""}`;
  if (type === "link") return `=> ${linkname ?? ""}`;
  return `(${type ?? "of an unknown kind"})`;
}

async function* once(text: string): AsyncIterable<Uint8Array> {
  yield Buffer.from(text);
}

function tooLarge(name: string): SamedayError {
  return new SamedayError("INPUT_INVALID", `${name} unpacks to more than can be compared.`);
}

/** `./debian/rules` and `debian/rules` are the same path. */
function cleanPath(path: string): string {
  return path.replace(/^(?:\.\/)+/, "");
}
