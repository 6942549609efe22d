import type { Stats } from "node:fs";
import { open, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { SamedayError } from "../../kernel/index.ts";
import { CLOSED_BUGS_FILE } from "../bugs/closed-bugs.ts";
import { isSignalFile } from "../signals/signal-table.ts";
import { ORDER_FILE } from "../split/join-years.ts";
import type { LayerFiles } from "./layer.ts";
import { isLayerFile } from "./which-files.ts";

/** The files of a data directory that the tracker knows, sorted by folder. Throws what the file system says. */
export async function layerFilePaths(directory: string): Promise<readonly string[]> {
  const folders = (await readdir(directory, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1));
  const paths: string[] = [];
  for (const entry of folders) {
    if (entry.isFile() || entry.isSymbolicLink()) paths.push(entry.name);
    if (!entry.isDirectory() || entry.name.startsWith(".")) continue;
    for (const name of (await readdir(join(directory, entry.name))).sort()) paths.push(`${entry.name}/${name}`);
  }
  const beside = new Set([CLOSED_BUGS_FILE, ORDER_FILE]);
  return paths.filter((path) => isLayerFile(path) || isSignalFile(path) || beside.has(path));
}

/**
 * Reads the files of a data directory that the tracker knows. Symbolic links are followed: a directory may be put together from parts.
 * Throws INPUT_INVALID when the directory or one of these files cannot be read.
 */
export async function readLayerFiles(directory: string): Promise<LayerFiles> {
  const files = new Map<string, Uint8Array>();
  try {
    const wanted = await layerFilePaths(directory);
    const contents = await Promise.all(wanted.map((path) => readDataFile(directory, path)));
    wanted.forEach((path, index) => {
      files.set(path, contents[index] as Uint8Array);
    });
  } catch (error) {
    if (error instanceof SamedayError) throw error;
    throw new SamedayError("INPUT_INVALID", `The tracker data in ${directory} cannot be read.`, error);
  }
  return files;
}

/**
 * What the file system says of a file of the data. Throws INPUT_INVALID with its path, also for a device or a pipe: a link
 * can lead to one that never ends.
 */
export async function statDataFile(directory: string, path: string): Promise<Stats> {
  const found = await stat(join(directory, path)).catch((cause) => {
    throw new SamedayError("INPUT_INVALID", `${path} of the tracker data in ${directory} cannot be read.`, cause);
  });
  if (found.isFile()) return found;
  throw new SamedayError("INPUT_INVALID", `${path} of the tracker data in ${directory} is no file.`);
}

async function readDataFile(directory: string, path: string): Promise<Uint8Array> {
  const { size } = await statDataFile(directory, path);
  return readAtOnce(join(directory, path), size).catch((cause) => {
    throw new SamedayError("INPUT_INVALID", `${path} of the tracker data in ${directory} cannot be read.`, cause);
  });
}

/** `readFile` reads half a megabyte at a time, and waits for another thread each time: up to twice as long for a large list. */
async function readAtOnce(path: string, size: number): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const bytes = Buffer.allocUnsafeSlow(size);
    let end = 0;
    for (let more = 1; more > 0 && end < size; end += more) {
      more = (await file.read(bytes, end, size - end)).bytesRead;
    }
    const added = await file.readFile();
    const read = bytes.subarray(0, end);
    return added.length === 0 ? read : Buffer.concat([read, added]);
  } finally {
    await file.close();
  }
}
