import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import type { DeskClient, EvidenceAnswer } from "../../api/index.ts";
import { SamedayError } from "../../kernel/index.ts";
import type { Progress } from "../progress/index.ts";

/*
 * A bundle is a directory: `evidence.json` as the desk answers it, and `files/HASH/NAME`, so that two files of one name
 * do not meet. It needs neither the desk nor its database to be read.
 */

const EVIDENCE = "evidence.json";

/** Throws INPUT_INVALID when the directory exists, HASH_MISMATCH when the desk sends another file than it names. */
export async function writeBundle(
  desk: DeskClient,
  bundle: EvidenceAnswer,
  directory: string,
  progress: Progress,
): Promise<number> {
  await mkdir(directory).catch((cause) => {
    throw new SamedayError("INPUT_INVALID", `${directory} exists already, or cannot be made.`, cause);
  });
  const task = progress.start("export");
  const files = [...new Map(bundle.files.map((file) => [file.sha256, file])).values()];
  for (const [done, { name, sha256 }] of files.entries()) {
    task.update({ done, total: files.length, detail: name });
    const place = filePath(directory, sha256, name);
    await mkdir(path.dirname(place), { recursive: true });
    await pipeline(await desk.file(bundle.update.id, sha256), createWriteStream(`${place}.part`, { flags: "wx" }));
    const found = await hashOf(`${place}.part`);
    if (found !== sha256) throw new SamedayError("HASH_MISMATCH", `The desk sent another ${name} than it names.`);
    await rename(`${place}.part`, place);
  }
  // Last: a directory without it is an export that was broken off.
  await writeFile(path.join(directory, EVIDENCE), `${JSON.stringify(bundle, null, 2)}\n`);
  task.succeed(`${files.length} files`);
  return files.length;
}

/** Throws INPUT_INVALID for what is no bundle. */
export async function readBundle(directory: string): Promise<EvidenceAnswer> {
  const { evidenceSchema } = await import("../../api/index.ts");
  const text = await readFile(path.join(directory, EVIDENCE), "utf8").catch((cause) => {
    throw new SamedayError(
      "INPUT_INVALID",
      `${directory} holds no ${EVIDENCE}; \`sameday evidence export\` makes it.`,
      cause,
    );
  });
  try {
    return evidenceSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new SamedayError("INPUT_INVALID", `${path.join(directory, EVIDENCE)} is damaged.`, cause);
  }
}

/** The real hash of a bundle's file; null when it is not there. Names are those of the bundle, whose schema allows no path. */
export async function hashInBundle(directory: string, bundle: EvidenceAnswer, sha256: string): Promise<string | null> {
  const file = bundle.files.find((one) => one.sha256 === sha256);
  if (!file) return null;
  return hashOf(filePath(directory, sha256, file.name)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
}

function filePath(directory: string, sha256: string, name: string): string {
  return path.join(directory, "files", sha256, name);
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}
