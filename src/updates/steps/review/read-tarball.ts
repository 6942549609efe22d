import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { Readable } from "node:stream";
import { gunzipSync } from "node:zlib";
import { extract } from "tar-stream";
import { type ProcessRunner, SamedayError } from "../../../kernel/index.ts";

/** A source larger than this is not compared in memory; the review says so instead. */
const LARGEST_UNPACKED = 1024 * 1024 * 1024;
const MOST_FILES = 300_000;

const DECOMPRESSORS: Readonly<Record<string, readonly [string, ...string[]]>> = {
  xz: ["xz", "--decompress", "--stdout"],
  bz2: ["bzip2", "--decompress", "--stdout"],
  lzma: ["xz", "--format=lzma", "--decompress", "--stdout"],
};

/**
 * The files of a source tarball by path, in memory: nothing of an untrusted source is unpacked to the disk.
 * A symbolic link stands as the text `-> target`. Throws INPUT_INVALID when it is damaged or too large.
 */
export async function readTarball(runner: ProcessRunner, path: string, name: string): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  const unpack = extract();
  let total = 0;
  const source = await openTar(runner, path, name);
  source.on("error", (error) => unpack.destroy(error));
  source.pipe(unpack);
  try {
    for await (const entry of unpack) {
      const { header } = entry;
      const chunks: Buffer[] = [];
      for await (const chunk of entry) {
        total += (chunk as Buffer).length;
        if (total > LARGEST_UNPACKED) throw tooLarge(name);
        chunks.push(chunk as Buffer);
      }
      if (header.type === "file") files.set(cleanPath(header.name), Buffer.concat(chunks));
      else if (header.type === "symlink") files.set(cleanPath(header.name), Buffer.from(`-> ${header.linkname ?? ""}`));
      if (files.size > MOST_FILES) throw tooLarge(name);
    }
  } catch (error) {
    if (error instanceof SamedayError) throw error;
    throw new SamedayError("INPUT_INVALID", `${name} is not a tarball that can be read.`, error);
  }
  return files;
}

function tooLarge(name: string): SamedayError {
  return new SamedayError("INPUT_INVALID", `${name} unpacks to more than can be compared.`);
}

/** `./debian/rules` and `debian/rules` are the same path. */
function cleanPath(path: string): string {
  return path.replace(/^(?:\.\/)+/, "");
}

async function openTar(runner: ProcessRunner, path: string, name: string): Promise<Readable> {
  const ending = name.slice(name.lastIndexOf(".") + 1);
  if (ending === "tar") return createReadStream(path);
  if (ending === "gz") {
    return Readable.from([gunzipSync(await readFile(path), { maxOutputLength: LARGEST_UNPACKED })]);
  }
  const decompressor = DECOMPRESSORS[ending];
  if (!decompressor)
    throw new SamedayError("INPUT_INVALID", `${name} is compressed in a way that Debian sources are not.`);
  const finished = await runner.run({
    argv: [...decompressor, path],
    timeLimitMs: 300_000,
    maxOutputBytes: LARGEST_UNPACKED,
  });
  return Readable.from([finished.stdout]);
}
