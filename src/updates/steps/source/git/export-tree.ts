import { createHash } from "node:crypto";
import { type FileHandle, mkdir, open, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { formatProblem, SamedayError } from "../../../../kernel/index.ts";
import { type BlobSink, BlobStream } from "./blob-stream.ts";
import { type ListedTreeFile, parseTreeListing, staysInPackaging } from "./parse-tree-listing.ts";
import type { ScratchRepository } from "./scratch-repository.ts";

const LARGEST_LISTING = 256 * 1024 * 1024;
const LARGEST_LINK = 4096;

/** A file of the exported tree with the hash that the statement records beside git's own names. */
export interface ExportedFile {
  readonly path: string;
  readonly sha256: string;
}

/**
 * Writes a commit's tree into an empty directory, byte for byte: no checkout, no archive, so no attribute of the tree
 * (filters, line ends, export-subst, export-ignore) has any effect. Throws INPUT_INVALID for what must not be in a source.
 */
export async function exportTree(
  repository: ScratchRepository,
  tree: string,
  directory: string,
): Promise<readonly ExportedFile[]> {
  const { stdout } = await repository.git(["ls-tree", "-r", "-l", "-z", "--full-tree", tree], {
    maxOutputBytes: LARGEST_LISTING,
  });
  const { value: files, problems } = parseTreeListing(stdout);
  const [problem] = problems;
  if (!files) throw invalid(problem ? formatProblem({ ...problem, place: { ...problem.place, file: tree } }) : tree);
  const made = new Set([directory]);
  for (const { path } of files) {
    const parent = dirname(join(directory, path));
    if (made.has(parent)) continue;
    await mkdir(parent, { recursive: true, mode: 0o755 });
    made.add(parent);
  }
  const sink = new TreeWriter(directory);
  const stream = new BlobStream(files, sink);
  let last: Promise<void> = Promise.resolve();
  try {
    await repository.git(["cat-file", "--batch", "--buffer"], {
      input: files.map((file) => `${file.id}\n`).join(""),
      output: (chunk) => {
        // Once the program has ended, its last pieces come without waiting for each other.
        last = last.then(() => stream.take(chunk));
        return last;
      },
      maxOutputBytes: Number.MAX_SAFE_INTEGER,
    });
    await last;
    stream.end();
  } finally {
    await last.catch(() => undefined);
    await sink.close();
  }
  // Links come last, so that nothing is ever written through one.
  for (const { path, target } of sink.links) await symlink(target, join(directory, path));
  return sink.exported;
}

/** Writes one file after the other; links are kept for later. */
class TreeWriter implements BlobSink {
  readonly exported: ExportedFile[] = [];
  readonly links: { readonly path: string; readonly target: string }[] = [];
  readonly #directory: string;
  #file: ListedTreeFile | undefined;
  #handle: FileHandle | undefined;
  #hash = createHash("sha256");
  #target = "";

  constructor(directory: string) {
    this.#directory = directory;
  }

  async begin(file: ListedTreeFile): Promise<void> {
    this.#file = file;
    this.#hash = createHash("sha256");
    this.#target = "";
    const isLink = file.mode === "120000";
    if (isLink && file.size > LARGEST_LINK)
      throw invalid(`The link ${JSON.stringify(file.path)} has no possible target.`);
    if (!isLink) this.#handle = await open(join(this.#directory, file.path), "wx", 0o644);
  }

  async write(chunk: Uint8Array): Promise<void> {
    this.#hash.update(chunk);
    if (this.#handle) await this.#handle.writeFile(chunk);
    else this.#target += Buffer.from(chunk).toString("latin1");
  }

  async end(): Promise<void> {
    const file = this.#file;
    if (!file) return;
    if (this.#handle) {
      await this.#handle.chmod(file.mode === "100755" ? 0o755 : 0o644);
      await this.#handle.close();
      this.#handle = undefined;
    } else {
      const target = Buffer.from(this.#target, "latin1").toString("utf8");
      requireHarmless(file.path, target);
      this.links.push({ path: file.path, target });
    }
    this.exported.push({ path: file.path, sha256: this.#hash.digest("hex") });
  }

  /** Gives the open file back after a failure. */
  async close(): Promise<void> {
    await this.#handle?.close();
  }
}

function requireHarmless(path: string, target: string): void {
  if (path === "debian") throw invalid("debian is a symbolic link; the packaging has to be in the tree itself.");
  if (path.startsWith("debian/") && !staysInPackaging(path, target)) {
    throw invalid(`The link ${JSON.stringify(path)} leaves debian/; the packaging has to be in the tree itself.`);
  }
}

function invalid(message: string): SamedayError {
  return new SamedayError("INPUT_INVALID", message);
}
