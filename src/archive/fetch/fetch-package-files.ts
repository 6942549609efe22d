import { mkdir, stat, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { type BinaryEntry, type ListedFile, type SourceEntry, sourceFiles } from "../../debian/index.ts";
import { SamedayError } from "../../kernel/index.ts";
import { moveIntoPlace, partialFile } from "../state/safe-write.ts";
import { type Fetcher, shownUrl } from "./fetcher.ts";
import { storeBody } from "./store-body.ts";

const TIME_LIMIT_MS = 60 * 60_000;

/**
 * What came of asking a mirror for a package's files.
 * `missing` is an everyday answer: mirrors of security suites often lack files that the index names.
 */
export type PackageFiles =
  | { readonly kind: "fetched"; readonly paths: readonly string[] }
  | { readonly kind: "missing"; readonly url: string; readonly message: string };

/** How long each file may take. */
interface FetchLimits {
  readonly timeLimitMs: number;
}

/** A file to be had below a mirror's base address. */
interface WantedFile extends ListedFile {
  readonly url: string;
}

/**
 * Fetches a source package into a directory, the .dsc first; each file has the size and the SHA-256 sum of the
 * verified index.
 * The .dsc is asked for first, so that a package that is not there costs one request.
 * Throws INPUT_INVALID when the index names no usable files, HASH_MISMATCH, ARCHIVE_UNREACHABLE; what was fetched
 * whole stays.
 */
export async function fetchSourceFiles(
  fetcher: Fetcher,
  archiveUrl: string,
  entry: SourceEntry,
  directory: string,
): Promise<PackageFiles> {
  const { value, problems } = sourceFiles(entry);
  const [problem] = problems;
  if (problem) throw new SamedayError("INPUT_INVALID", `${entry.package} ${entry.version}: ${problem.message}`);
  const dsc = value.filter((file) => file.name.endsWith(".dsc"));
  if (dsc.length !== 1)
    throw new SamedayError("INPUT_INVALID", `${entry.package} ${entry.version} has no single .dsc.`);
  const ordered = [...dsc, ...value.filter((file) => !dsc.includes(file))];
  const folder = entry.directory === "" ? "" : `${entry.directory}/`;
  const wanted = ordered.map((file) => ({ ...file, url: fileUrl(archiveUrl, folder + file.name) }));
  return fetchAll(fetcher, wanted, directory, { timeLimitMs: TIME_LIMIT_MS });
}

/** Fetches a .deb into a directory, checked likewise. */
export async function fetchBinaryFile(
  fetcher: Fetcher,
  archiveUrl: string,
  entry: BinaryEntry,
  directory: string,
  limits: FetchLimits = { timeLimitMs: TIME_LIMIT_MS },
): Promise<PackageFiles> {
  if (!entry.file)
    throw new SamedayError("INPUT_INVALID", `The index names no file with a SHA-256 sum for ${entry.package}.`);
  const { path, size, sha256 } = entry.file;
  const url = fileUrl(archiveUrl, path);
  return fetchAll(fetcher, [{ name: basename(path), size, sha256, url }], directory, limits);
}

/** A percent sign or the like in a file's name must not be read as part of an address's grammar. */
function fileUrl(archiveUrl: string, path: string): string {
  return `${archiveUrl}/${archiveUrl.startsWith("/") ? path : path.replace(/[%#?]/g, encodeURIComponent)}`;
}

async function fetchAll(
  fetcher: Fetcher,
  files: readonly WantedFile[],
  directory: string,
  limits: FetchLimits,
): Promise<PackageFiles> {
  await mkdir(directory, { recursive: true });
  const paths: string[] = [];
  for (const file of files) {
    const path = join(directory, file.name);
    if (!(await fetchOne(fetcher, file, path, limits))) {
      const url = shownUrl(file.url);
      return { kind: "missing", url, message: `${url} does not exist on this mirror, though its index names it.` };
    }
    paths.push(path);
  }
  return { kind: "fetched", paths };
}

/** False when the mirror does not have it. */
async function fetchOne(fetcher: Fetcher, file: WantedFile, path: string, limits: FetchLimits): Promise<boolean> {
  const answer = await fetcher.fetch({ url: file.url, maxBytes: file.size, ...limits });
  if (answer.kind !== "body") return false;
  const partial = partialFile(dirname(path));
  try {
    const stored = await storeBody(answer.body, partial);
    if (stored.size !== file.size || stored.sha256 !== file.sha256) {
      throw new SamedayError("HASH_MISMATCH", `${shownUrl(file.url)} is not the file that the index names.`);
    }
    await moveIntoPlace(partial, path);
    return true;
  } finally {
    if (await stat(partial).catch(() => undefined)) await unlink(partial);
  }
}
