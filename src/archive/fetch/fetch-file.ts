import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { SamedayError } from "../../kernel/index.ts";
import type { FetchAnswer, FetchRequest } from "./fetcher.ts";

const ABSENT = ["ENOENT", "ENOTDIR"];

/** A mirror in a directory of this machine: the same answers as over http, with the file's time as validator. */
export async function fetchFile(request: FetchRequest): Promise<FetchAnswer> {
  const path = request.url.startsWith("/") ? request.url : fileURLToPath(request.url);
  try {
    const found = await stat(path);
    if (!found.isFile()) return { kind: "missing" };
    const lastModified = found.mtime.toISOString();
    if (request.known?.lastModified === lastModified) return { kind: "unchanged" };
    if (found.size > request.maxBytes) throw unreadable(path, "is larger than expected");
    return { kind: "body", body: readFile(path), validators: { lastModified } };
  } catch (error) {
    if (ABSENT.includes((error as NodeJS.ErrnoException).code ?? "")) return { kind: "missing" };
    throw error instanceof SamedayError ? error : unreadable(path, "cannot be read", error);
  }
}

async function* readFile(path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(path) as AsyncIterable<Buffer>;
  } catch (error) {
    throw unreadable(path, "cannot be read", error);
  }
}

function unreadable(path: string, what: string, cause?: unknown): SamedayError {
  return new SamedayError("ARCHIVE_UNREACHABLE", `${path} ${what}.`, cause);
}
