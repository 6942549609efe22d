import { createHash } from "node:crypto";
import { type Extract, extract, type Header } from "tar-stream";
import { TarGuard } from "../../debian/index.ts";
import { type ProcessRunner, SamedayError, toSamedayError } from "../../kernel/index.ts";
import type { GitHash } from "./git-object.ts";
import { gitId } from "./git-object.ts";
import type { TreeFile } from "./tree-id.ts";

const LARGEST_UNPACKED = 8 * 1024 ** 3;
const MOST_MEMBERS = 500_000;
const TIME_LIMIT_MS = 20 * 60_000;

const PROGRAMS: Readonly<Record<string, readonly [string, ...string[]]>> = {
  gz: ["gzip", "--decompress", "--stdout"],
  xz: ["xz", "--decompress", "--stdout", "--memlimit-decompress=512MiB"],
  bz2: ["bzip2", "--decompress", "--stdout"],
  lzma: ["xz", "--format=lzma", "--decompress", "--stdout", "--memlimit-decompress=512MiB"],
};

/** A tarball as git would hold it, and what unpacking leaves on top: name to whether it is a directory. */
export interface TarballForGit {
  readonly files: ReadonlyMap<string, TreeFile>;
  readonly tops: ReadonlyMap<string, boolean>;
}

/**
 * A tarball's files as git would name them, read as a stream: nothing is unpacked to the disk.
 * Throws INPUT_INVALID for damage, for too much, and for what git cannot hold (devices, pipes, a path twice).
 */
export async function readTarballForGit(
  runner: ProcessRunner,
  tarball: { readonly name: string; readonly path: string },
  hash: GitHash,
): Promise<TarballForGit> {
  const program = PROGRAMS[tarball.name.slice(tarball.name.lastIndexOf(".") + 1)];
  if (!program) throw invalid(`${tarball.name} is packed in a way that is not read here.`);
  const unpacking = extract();
  const guard = new TarGuard(tarball.name);
  const stop = new AbortController();
  const fed = runner
    .run({
      argv: [...program, tarball.path],
      output: (chunk) => feed(unpacking, guard, chunk),
      timeLimitMs: TIME_LIMIT_MS,
      maxOutputBytes: LARGEST_UNPACKED,
      signal: stop.signal,
    })
    .then(
      () => void unpacking.end(null),
      (error: Error) => unpacking.destroy(error),
    );
  try {
    const files = await members(unpacking, tarball.name, hash);
    return { files, tops: guard.tops() };
  } catch (thrown) {
    const error = toSamedayError(thrown);
    if (["TOOL_MISSING", "DISK_FULL", "INPUT_INVALID"].includes(error.code)) throw error;
    throw new SamedayError("INPUT_INVALID", `${tarball.name} is damaged or far too large.`, thrown);
  } finally {
    unpacking.destroy();
    stop.abort();
    await fed;
  }
}

async function members(unpacking: Extract, name: string, hash: GitHash): Promise<ReadonlyMap<string, TreeFile>> {
  const files = new Map<string, TreeFile>();
  let count = 0;
  for await (const entry of unpacking) {
    count += 1;
    if (count > MOST_MEMBERS) throw invalid(`${name} has more than ${MOST_MEMBERS} members.`);
    const { header } = entry;
    const path = header.name.replace(/^(?:\.\/)+/, "").replace(/\/+$/, "");
    if (header.type === "directory") {
      entry.resume();
      continue;
    }
    if (files.has(path)) throw invalid(`${name} holds ${JSON.stringify(path)} twice.`);
    files.set(path, await member(entry as AsyncIterable<Uint8Array>, header, files, name, hash));
  }
  return files;
}

async function member(
  content: AsyncIterable<Uint8Array>,
  header: Header,
  files: ReadonlyMap<string, TreeFile>,
  name: string,
  hash: GitHash,
): Promise<TreeFile> {
  const blob = createHash(hash).update(`blob ${header.size ?? 0}\0`);
  for await (const chunk of content) blob.update(chunk);
  if (header.type === "file" || header.type === "contiguous-file") {
    return { mode: (header.mode ?? 0) & 0o100 ? "100755" : "100644", id: blob.digest("hex") };
  }
  const link = header.linkname ?? "";
  if (header.type === "symlink") return { mode: "120000", id: gitId("blob", Buffer.from(link), hash) };
  const other = header.type === "link" ? files.get(link.replace(/^(?:\.\/)+/, "")) : undefined;
  if (other) return other;
  throw invalid(`${name} holds ${JSON.stringify(header.name)}, which is no file, directory or symbolic link.`);
}

function feed(unpacking: Extract, guard: TarGuard, chunk: Uint8Array): Promise<void> | undefined {
  try {
    guard.check(chunk);
  } catch (error) {
    unpacking.destroy(error as Error);
  }
  if (unpacking.destroyed || unpacking.write(chunk)) return undefined;
  return new Promise((resolve) => {
    const go = (): void => {
      unpacking.off("drain", go).off("close", go);
      resolve();
    };
    unpacking.on("drain", go).on("close", go);
  });
}

function invalid(message: string): SamedayError {
  return new SamedayError("INPUT_INVALID", message);
}
