import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import {
  createPackagesReader,
  createSourcesReader,
  type IndexFileName,
  type IndexReader,
  parseIndexFileName,
  StringPool,
} from "../../debian/index.ts";
import { type Parsed, type ProcessRunner, SamedayError } from "../../kernel/index.ts";
import { EntryCollection } from "./entry-collection.ts";
import { createSuiteIndex, type SuiteIndex } from "./suite-index.ts";

/** The indexes of one suite, as a directory of index files holds them. */
export interface DirectorySuite {
  readonly release: string;
  /** `` for the main suite, else `security`, `lts`, … */
  readonly subrelease: string;
  readonly index: SuiteIndex;
}

const XZ_TIME_LIMIT_MS = 10 * 60_000;
const LARGEST_BYTES = 2 * 1024 * 1024 * 1024;

/**
 * Reads a directory of index files, plain or packed with xz or gzip, named `RELEASE_SUBRELEASE_AREA_Sources` and
 * `RELEASE_SUBRELEASE_AREA_ARCH_Packages`, as trackers in Debian's form keep them. Nothing in it is signed: whoever
 * names the directory vouches for it. Files of other names are not read.
 * Throws NOT_FOUND without any such file, INPUT_INVALID naming a file that is cut off or damaged.
 */
export async function loadIndexDirectory(runner: ProcessRunner, directory: string): Promise<readonly DirectorySuite[]> {
  const files = await readdir(directory).catch((cause) => {
    throw new SamedayError("NOT_FOUND", `The directory ${directory} cannot be read.`, cause);
  });
  const names = files.sort().flatMap((file) => parseIndexFileName(file) ?? []);
  if (names.length === 0) {
    throw new SamedayError("NOT_FOUND", `${directory} holds no file named RELEASE_SUBRELEASE_AREA_Sources.`);
  }
  const pool = new StringPool();
  const suites = new Map<string, EntryCollection>();
  for (const name of names) {
    const key = `${name.release} ${name.subrelease}`;
    const entries = suites.get(key) ?? new EntryCollection();
    suites.set(key, entries);
    const index = { file: name.file, component: name.area };
    const path = join(directory, name.file);
    if (name.kind === "sources")
      entries.addSources(await readFile(runner, path, name, createSourcesReader(index, pool)));
    else entries.addBinaries(await readFile(runner, path, name, createPackagesReader(index, pool)));
  }
  return [...suites].map(([key, entries]) => {
    const [release = "", subrelease = ""] = key.split(" ");
    const suite = subrelease === "" ? release : `${release}-${subrelease}`;
    return { release, subrelease, index: createSuiteIndex(suite, entries) };
  });
}

async function readFile<Entry>(
  runner: ProcessRunner,
  path: string,
  name: IndexFileName,
  reader: IndexReader<Entry>,
): Promise<Parsed<readonly Entry[]>> {
  const feed = (chunk: Uint8Array): void => reader.feed(chunk);
  try {
    if (name.packing === "xz") {
      const argv = ["xz", "--decompress", "--stdout", path] as const;
      const limits = { timeLimitMs: XZ_TIME_LIMIT_MS, maxOutputBytes: LARGEST_BYTES };
      await runner.run({ argv, ...limits, output: feed });
    } else {
      const unpack = name.packing === "gz" ? createGunzip() : new PassThrough();
      await pipeline(createReadStream(path), unpack, async (plain: AsyncIterable<Buffer>) => {
        for await (const chunk of plain) feed(chunk);
      });
    }
  } catch (cause) {
    if (cause instanceof SamedayError && cause.code === "TOOL_MISSING") throw cause;
    throw new SamedayError("INPUT_INVALID", `${path} is cut off, damaged or cannot be read.`, cause);
  }
  const read = reader.end();
  const cut = read.problems.find((problem) => problem.code === "index-truncated");
  if (cut) throw new SamedayError("INPUT_INVALID", `${path} is cut off: it stops inside a line.`);
  return read;
}
