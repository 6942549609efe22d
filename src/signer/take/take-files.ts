import { createHash } from "node:crypto";
import { constants, createWriteStream } from "node:fs";
import { mkdir, open, realpath, rm } from "node:fs/promises";
import { basename, dirname, join, sep } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { SamedayError, type Sha256 } from "../../kernel/index.ts";
import type { SignerContext } from "../context.ts";
import { makeDirectory } from "../files/durable.ts";
import type { OfferedFile } from "../protocol.ts";
import type { ArchiveTree } from "../suites/suite.ts";

/** A file as the signer has it: a private copy whose hash it computed itself. */
export interface TakenFile {
  readonly name: string;
  readonly sha256: Sha256;
  readonly path: string;
}

export interface TakenFiles {
  /** Work directory on the archive's own file system; gone afterwards. */
  readonly directory: string;
  readonly files: readonly TakenFile[];
}

const LARGEST_FILE = 8 * 1024 ** 3;
const NAME = /^[A-Za-z0-9][A-Za-z0-9._+:~%=@-]{0,254}$/;
const KINDS = /\.(deb|udeb|dsc|changes|buildinfo|asc|git|tar\.(gz|bz2|xz|lzma|zst)|diff\.gz)$/;

/**
 * Copies what was offered, hashes the copies and lends them. Whatever the lender does to its files afterwards has no effect.
 * Throws INPUT_INVALID (no such file, not a plain file, outside the exchange directory), HASH_MISMATCH, DISK_FULL.
 */
export async function withTakenFiles<T>(
  context: SignerContext,
  tree: ArchiveTree,
  offered: readonly OfferedFile[],
  use: (taken: TakenFiles) => Promise<T>,
): Promise<T> {
  requireProperNames(offered);
  return withWorkDirectory(context, tree, async (directory) => {
    const exchange = await realpath(context.exchange);
    await mkdir(join(directory, "offered"));
    const files: TakenFile[] = [];
    for (const file of offered) files.push(await take(file, exchange, join(directory, "offered", file.name)));
    return use({ directory, files });
  });
}

/**
 * Lends an empty directory inside the archive that what is made there is for: on its file system, so that it can be moved
 * in by a rename, and with the group that its directories hand down. Nobody but the signer may enter it.
 */
export async function withWorkDirectory<T>(
  context: SignerContext,
  tree: ArchiveTree,
  use: (directory: string) => Promise<T>,
): Promise<T> {
  const directory = join(workRoot(tree), Buffer.from(context.random.bytes(9)).toString("hex"));
  await makeDirectory(tree.root, tree.directoryMode);
  await makeDirectory(directory, 0o700);
  try {
    return await use(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Holds the work directories; emptied at each start. */
export function workRoot(tree: ArchiveTree): string {
  return join(tree.root, ".incoming");
}

function requireProperNames(offered: readonly OfferedFile[]): void {
  const wrong = offered.find((file) => !NAME.test(file.name) || !KINDS.test(file.name));
  if (wrong) throw invalid(`A file of this name is not published: ${JSON.stringify(wrong.name)}.`);
  if (new Set(offered.map((file) => file.name)).size !== offered.length) throw invalid("A file is offered twice.");
}

async function take(file: OfferedFile, exchange: string, copy: string): Promise<TakenFile> {
  const source = await openPlainFile(file, exchange);
  const hash = createHash("sha256");
  let size = 0;
  const hashing = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      size += chunk.length;
      done(size > LARGEST_FILE ? invalid(`${file.name} is larger than 8 GiB.`) : null, chunk);
    },
  });
  try {
    await pipeline(source.createReadStream({ autoClose: false }), hashing, createWriteStream(copy, { mode: 0o600 }));
  } finally {
    await source.close();
  }
  const digest = hash.digest("hex");
  if (digest !== file.sha256) throw new SamedayError("HASH_MISMATCH", `${file.name} has another hash than was said.`);
  return { name: file.name, sha256: digest, path: copy };
}

async function openPlainFile(file: OfferedFile, exchange: string) {
  const cannot = (cause?: unknown) =>
    new SamedayError("INPUT_INVALID", `${file.name} cannot be read where it was offered.`, cause);
  const directory = await realpath(dirname(file.path)).catch((cause) => {
    throw cannot(cause);
  });
  if (directory !== exchange && !directory.startsWith(exchange + sep)) {
    throw invalid(`${file.name} was not offered in the exchange directory.`);
  }
  // Without waiting, or a named pipe would hold the signer; without following a link at the end of the path.
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const handle = await open(join(directory, basename(file.path)), flags).catch((cause) => {
    throw cannot(cause);
  });
  if ((await handle.stat()).isFile()) return handle;
  await handle.close();
  throw cannot();
}

function invalid(message: string): SamedayError {
  return new SamedayError("INPUT_INVALID", message);
}
