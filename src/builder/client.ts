import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { SamedayError, type Sha256, sha256 } from "../kernel/index.ts";
import { parseLease } from "./lease-schema.ts";
import type { Finish, Lease } from "./protocol.ts";
import { ServerAway } from "./retry.ts";

/** Longer than the server's long poll, shorter than a person's patience. */
const ANSWER_MS = 60_000;
const TRANSFER_MS = 30 * 60_000;

/** Signs one request: gives the `authorization` header for method, path and the body's hash. */
export type Authorize = (request: { method: string; path: string; bodySha256: Sha256 }) => string;

/** A lease that the server does not know or has given to somebody else: its step is not ours any more. */
export class LeaseLost extends Error {
  constructor() {
    super("The lease was given to another builder or withdrawn.");
    this.name = "LeaseLost";
  }
}

/** The calls of protocol.ts. Each asks once; all throw ServerAway, LeaseLost or SamedayError BUILDER_REFUSED. */
export interface ServerClient {
  claim(architectures: readonly string[], slots: number, signal: AbortSignal): Promise<Lease | undefined>;
  heartbeat(lease: string): Promise<boolean>;
  sendLog(lease: string, offset: number, bytes: Uint8Array): Promise<void>;
  /** Writes a file that the lease names; HASH_MISMATCH when its content is another. */
  fetchFile(lease: string, hash: Sha256, target: string): Promise<void>;
  missing(lease: string, hashes: readonly Sha256[]): Promise<Sha256[]>;
  putFile(lease: string, hash: Sha256, file: string, size: number): Promise<void>;
  finish(lease: string, finish: Finish): Promise<void>;
}

export function createServerClient(server: string, authorize: Authorize): ServerClient {
  const base = new URL(server).origin;
  const call = async (
    method: "GET" | "POST" | "PUT",
    path: string,
    body:
      | { readonly bytes: Uint8Array<ArrayBuffer> }
      | { readonly file: string; readonly size: number; readonly hash: Sha256 }
      | null,
    more: { readonly headers?: Record<string, string>; readonly signal?: AbortSignal; readonly limitMs?: number } = {},
  ): Promise<Response> => {
    const bodySha256 = body === null ? sha256("") : "bytes" in body ? sha256(body.bytes) : body.hash;
    const headers: Record<string, string> = { authorization: authorize({ method, path, bodySha256 }), ...more.headers };
    if (body !== null && "file" in body) headers["content-length"] = String(body.size);
    const signals = [AbortSignal.timeout(more.limitMs ?? ANSWER_MS), ...(more.signal ? [more.signal] : [])];
    const request: RequestInit & { duplex?: "half" } = {
      method,
      headers,
      redirect: "error",
      signal: AbortSignal.any(signals),
    };
    if (body !== null) {
      request.body =
        "bytes" in body
          ? new Uint8Array(body.bytes)
          : (Readable.toWeb(createReadStream(body.file)) as unknown as NonNullable<RequestInit["body"]>);
      if ("file" in body) request.duplex = "half";
    }
    let answer: Response;
    try {
      answer = await fetch(base + path, request);
    } catch (error) {
      more.signal?.throwIfAborted();
      throw new ServerAway("The server does not answer.", error);
    }
    await refuse(method, answer);
    return answer;
  };
  const json = (value: unknown): { bytes: Uint8Array<ArrayBuffer> } => ({ bytes: Buffer.from(JSON.stringify(value)) });
  const asJson = { "content-type": "application/json" };
  const asBytes = { "content-type": "application/octet-stream" };
  const at = (lease: string, rest: string): string => `/builder/v1/${encodeURIComponent(lease)}/${rest}`;

  return {
    async claim(architectures, slots, signal) {
      const body = json({ architectures, slots });
      const answer = await call("POST", "/builder/v1/claim", body, { headers: asJson, signal });
      if (answer.status === 204) return undefined;
      const { value, problems } = parseLease(await readJson(answer));
      if (value) return value;
      throw new SamedayError("INPUT_INVALID", `The server gave a lease that is not sound: ${problems[0]?.message}.`);
    },
    async heartbeat(lease) {
      const answer = await call("POST", at(lease, "heartbeat"), json({}), { headers: asJson, limitMs: 10_000 });
      return ((await readJson(answer)) as { keep?: unknown } | null)?.keep === true;
    },
    async sendLog(lease, offset, bytes) {
      const headers = { ...asBytes, "x-log-offset": String(offset) };
      const body = { bytes: Uint8Array.from(bytes) };
      await (await call("POST", at(lease, "log"), body, { headers })).arrayBuffer();
    },
    async fetchFile(lease, hash, target) {
      const answer = await call("GET", at(lease, `file/${hash}`), null, { limitMs: TRANSFER_MS });
      await writeChecked(answer, hash, target);
    },
    async missing(lease, hashes) {
      const answer = await call("POST", at(lease, "missing"), json({ sha256: hashes }), { headers: asJson });
      const { missing } = (await readJson(answer)) as { missing: Sha256[] };
      return missing.filter((hash) => hashes.includes(hash));
    },
    async putFile(lease, hash, file, size) {
      const body = { file, size, hash };
      const more = { headers: asBytes, limitMs: TRANSFER_MS };
      await (await call("PUT", at(lease, `file/${hash}`), body, more)).arrayBuffer();
    },
    async finish(lease, finish) {
      await (await call("POST", at(lease, "finish"), json(finish), { headers: asJson })).arrayBuffer();
    },
  };
}

/** Sorts the answers that are no: a fault of the server's may pass, a refusal of ours stays one. */
async function refuse(method: string, answer: Response): Promise<void> {
  if (answer.ok) return;
  const said = (await answer.text().catch(() => "")).slice(0, 300);
  if (answer.status >= 500 || answer.status === 408 || answer.status === 429) {
    throw new ServerAway(`The server answered ${answer.status}.`);
  }
  if (answer.status === 404 && method === "GET") {
    throw new SamedayError("NOT_FOUND", "The server does not have a file that its lease names.");
  }
  if ([404, 409, 410].includes(answer.status)) throw new LeaseLost();
  throw new SamedayError("BUILDER_REFUSED", `The server refused the builder's request (${answer.status}): ${said}`);
}

async function readJson(answer: Response): Promise<unknown> {
  try {
    return await answer.json();
  } catch (error) {
    throw new ServerAway("The server's answer broke off.", error);
  }
}

async function writeChecked(answer: Response, expected: Sha256, target: string): Promise<void> {
  const hash = createHash("sha256");
  const source = answer.body === null ? Readable.from([]) : Readable.fromWeb(answer.body as never);
  source.on("data", (chunk: Uint8Array) => hash.update(chunk));
  try {
    await pipeline(source, createWriteStream(target));
  } catch (error) {
    await rm(target, { force: true });
    if ((error as NodeJS.ErrnoException).code === "ENOSPC") throw error;
    throw new ServerAway("A file broke off on its way.", error);
  }
  if (hash.digest("hex") === expected) return;
  await rm(target, { force: true });
  throw new SamedayError("HASH_MISMATCH", `The server sent another content than ${expected}.`);
}
