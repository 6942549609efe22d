import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import type { DeskClient, Submission, UpdateAnswer } from "../../api/index.ts";
import { SamedayError } from "../../kernel/index.ts";

/** Hands in a signed .changes or .dsc with every file that it names, which must lie beside it. */
export async function submitUpload(
  desk: DeskClient,
  file: string,
  submission: Omit<Submission, "files">,
): Promise<UpdateAnswer> {
  return desk.submit({ ...submission, files: await sendFiles(desk, await uploadFiles(file)) });
}

/** Puts files by their hashes and answers them as a submission names them. */
export async function sendFiles(desk: DeskClient, paths: readonly string[]): Promise<Submission["files"]> {
  const files = await Promise.all(
    paths.map(async (one) => ({ name: path.basename(one), sha256: await hashFile(one), size: (await stat(one)).size })),
  );
  for (const [index, one] of paths.entries()) await desk.putFile(files[index]?.sha256 ?? "", one);
  return files;
}

/** The upload itself and the files it names; a .changes names a .dsc, which names the rest of the source. */
async function uploadFiles(file: string): Promise<string[]> {
  const directory = path.dirname(file);
  const found = new Set([file]);
  for (const one of found) {
    if (!/\.(?:dsc|changes)$/.test(one)) continue;
    for (const name of namedFiles(await readText(one))) found.add(path.join(directory, name));
  }
  return [...found];
}

/** Names in the Checksums-Sha256 field (Policy 5.6.24); the desk checks the rest, this only finds what to send. */
function namedFiles(text: string): string[] {
  const field = /^Checksums-Sha256:[ \t]*\n((?:[ \t]+.*\n?)*)/im.exec(text)?.[1] ?? "";
  return field.split("\n").flatMap((line) => {
    const name = line.trim().split(/\s+/)[2];
    return name && !name.includes("/") && !name.endsWith(".deb") ? [name] : [];
  });
}

async function readText(file: string): Promise<string> {
  return readFile(file, "utf8").catch((cause) => {
    throw new SamedayError("INPUT_INVALID", `${file} cannot be read.`, cause);
  });
}

async function hashFile(file: string): Promise<string> {
  const hash = createHash("sha256");
  const stream = createReadStream(file);
  stream.on("error", () => undefined);
  try {
    for await (const chunk of stream) hash.update(chunk as Buffer);
  } catch (cause) {
    throw new SamedayError("INPUT_INVALID", `${file} cannot be read.`, cause);
  }
  return hash.digest("hex");
}
