import { lstat, readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { type ProcessRunner, SamedayError, type Sha256, sha256 } from "../../kernel/index.ts";
import { hashFile } from "../blobs/verify.ts";
import { MANIFEST_FILE, type Manifest, parseManifest, refuse } from "./manifest.ts";

const LIMIT_MS = 12 * 60 * 60_000;
const MAX_MANIFEST_BYTES = 256 * 1024 * 1024;

/**
 * Unpacks a backup into an empty directory and compares every file with the manifest: exactly those, all plain files,
 * each of its size and hash. Throws INPUT_INVALID when anything differs, DISK_FULL, NOT_FOUND.
 */
export async function unpackVerified(
  runner: ProcessRunner,
  source: string,
  directory: string,
  expectedManifest: Sha256 | undefined,
): Promise<Manifest> {
  if (!(await lstat(source).catch(() => undefined)))
    throw new SamedayError("NOT_FOUND", `There is no backup ${source}.`);
  await unpack(runner, source, directory);
  const manifestFile = path.join(directory, MANIFEST_FILE);
  const info = await lstat(manifestFile).catch(() => undefined);
  if (!info?.isFile() || info.size > MAX_MANIFEST_BYTES) throw refuse("it has no manifest");
  const text = await readFile(manifestFile);
  if (expectedManifest !== undefined && sha256(text) !== expectedManifest) {
    throw refuse("its manifest is not the one that was written down when it was made");
  }
  const manifest = parseManifest(text.toString("utf8"));
  await compare(directory, manifest);
  return manifest;
}

async function unpack(runner: ProcessRunner, source: string, directory: string): Promise<void> {
  const safely = ["--no-same-owner", "--no-same-permissions", "--keep-old-files"];
  const argv = ["tar", "--extract", "--zstd", `--file=${path.resolve(source)}`, `--directory=${directory}`] as const;
  await runner
    .run({ argv: [...argv, ...safely], cwd: directory, timeLimitMs: LIMIT_MS })
    .catch((error: SamedayError) => {
      if (error.code === "TOOL_MISSING") throw error;
      if (/No space left on device/.test(String(error.cause))) {
        throw new SamedayError("DISK_FULL", `There is no space left to unpack the backup beside ${directory}.`, error);
      }
      if (/zstd: Cannot exec/.test(String(error.cause))) {
        throw new SamedayError("TOOL_MISSING", "The program zstd is missing (Debian package: zstd).", error);
      }
      throw refuse("it is cut off or damaged, or no backup at all");
    });
}

async function compare(directory: string, manifest: Manifest): Promise<void> {
  const missing = new Map(manifest.files.map((file) => [file.path, file]));
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    const name = path.relative(directory, path.join(entry.parentPath, entry.name));
    if (entry.isDirectory() || name === MANIFEST_FILE) continue;
    const file = missing.get(name);
    if (!file || !entry.isFile()) throw refuse(`it holds ${JSON.stringify(name)}, which its manifest does not name`);
    const full = path.join(directory, name);
    const same = (await lstat(full)).size === file.size && (await hashFile(full)) === file.sha256;
    if (!same) throw refuse(`${name} was altered`);
    missing.delete(name);
  }
  const [first] = missing.keys();
  if (first !== undefined) throw refuse(`${first} is missing`);
}
