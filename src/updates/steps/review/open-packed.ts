import { createReadStream } from "node:fs";
import { PassThrough, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { type ProcessRunner, SamedayError } from "../../../kernel/index.ts";

/** What passes by while a tarball is read; nothing of it is kept. The largest sources of Debian unpack to about 5 GiB. */
export const LARGEST_UNPACKED = 8 * 1024 ** 3;
const TIME_LIMIT_MS = 30 * 60_000;

const PROGRAMS: Readonly<Record<string, readonly [string, ...string[]]>> = {
  xz: ["xz", "--decompress", "--stdout", "--memlimit-decompress=512MiB"],
  bz2: ["bzip2", "--decompress", "--stdout"],
  lzma: ["xz", "--format=lzma", "--decompress", "--stdout", "--memlimit-decompress=512MiB"],
};

/**
 * Hands the plain bytes of a packed file over as a stream that waits for its reader, and ends whatever unpacks it when the
 * reader has seen enough. Throws INPUT_INVALID for a way of packing that sources do not have; damage breaks the stream.
 */
export async function withPlain<T>(
  runner: ProcessRunner,
  path: string,
  name: string,
  use: (plain: Readable) => Promise<T>,
): Promise<T> {
  const ending = name.slice(name.lastIndexOf(".") + 1);
  if (ending === "tar" || ending === "gz") return withFile(path, ending === "gz", use);
  const program = PROGRAMS[ending];
  if (!program) {
    throw new SamedayError("INPUT_INVALID", `${name} is compressed in a way that Debian sources are not.`);
  }
  const plain = new PassThrough();
  const stopper = new AbortController();
  const unpacking = runner
    .run({
      argv: [...program, path],
      output: (chunk) => writeTo(plain, chunk),
      timeLimitMs: TIME_LIMIT_MS,
      maxOutputBytes: LARGEST_UNPACKED,
      signal: stopper.signal,
    })
    .then(
      () => void plain.end(),
      (error: Error) => void plain.destroy(error),
    );
  try {
    return await use(plain);
  } finally {
    plain.destroy();
    stopper.abort();
    await unpacking;
  }
}

async function withFile<T>(path: string, packed: boolean, use: (plain: Readable) => Promise<T>): Promise<T> {
  const file = createReadStream(path);
  const gunzip = packed ? createGunzip() : undefined;
  file.on("error", (error) => gunzip?.destroy(error));
  const plain = gunzip ? file.pipe(gunzip) : file;
  try {
    return await use(plain);
  } finally {
    file.destroy();
    plain.destroy();
  }
}

/** Settles when the stream wants more, or is gone. */
function writeTo(stream: PassThrough, chunk: Uint8Array): Promise<void> | undefined {
  if (stream.destroyed || stream.write(chunk)) return undefined;
  return new Promise((resolve) => {
    const go = (): void => {
      stream.off("drain", go).off("close", go);
      resolve();
    };
    stream.on("drain", go).on("close", go);
  });
}
