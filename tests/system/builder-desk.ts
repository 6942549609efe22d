import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile, rename, stat, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Finish, Lease, NamedFile } from "../../src/builder/index.ts";
import {
  createNonceMemory,
  type KnownKey,
  type Statement,
  verifyEnvelope,
  verifyRequestSignature,
} from "../../src/evidence/index.ts";
import { sha256 } from "../../src/kernel/index.ts";

/** What a step of the small desk ended with. */
export interface Ended {
  readonly finish: Finish;
  readonly statement: Statement;
  readonly log: string;
}

/**
 * The server's side of builder/protocol.ts, small: leases by hand, a real file store, every signature and hash checked.
 * It can go away and come back on the same port.
 */
export interface SmallDesk {
  readonly url: string;
  /** Puts a file where leases may name it. */
  offer(name: string, bytes: Uint8Array): Promise<NamedFile>;
  has(hash: string): Promise<boolean>;
  read(hash: string): Promise<Buffer>;
  /** Gives the lease to the next builder that asks, and its end. */
  lease(lease: Lease): Promise<Ended>;
  logOf(lease: string): string;
  /** Answers `keep: false` from now on. */
  withdraw(lease: string): void;
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
  /** Requests that were refused, with the reason. */
  readonly refusals: readonly string[];
}

interface Held {
  readonly lease: Lease;
  log: Buffer;
  keep: boolean;
  readonly end: (ended: Ended) => void;
}

export async function startSmallDesk(directory: string, known: readonly KnownKey[]): Promise<SmallDesk> {
  const waiting: Held[] = [];
  const given = new Map<string, Held>();
  const files = new Map<string, Set<string>>();
  const nonces = createNonceMemory();
  const refusals: string[] = [];
  const path = (hash: string): string => join(directory, hash);
  const has = (hash: string): Promise<boolean> =>
    stat(path(hash)).then(
      () => true,
      () => false,
    );

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const target = request.url ?? "";
    const check = { method: request.method ?? "", path: target, now: new Date() };
    const verified = verifyRequestSignature(request.headers.authorization ?? "", check, known);
    if (!nonces.firstUse(verified, check.now)) throw new Error("a request was sent twice");
    const body = await readBody(request);
    if (sha256(body) !== verified.bodySha256) throw new Error("the body is not what was signed");
    const json = (value: unknown): void => {
      response.setHeader("content-type", "application/json").end(JSON.stringify(value));
    };
    const empty = (): void => {
      response.writeHead(204).end();
    };
    const [, , , id = "", call = "", hash = ""] = target.split("/");
    if (target === "/builder/v1/claim") {
      for (let turn = 0; turn < 20 && waiting.length === 0; turn += 1)
        await new Promise((done) => setTimeout(done, 50));
      const held = waiting.shift();
      if (!held) return empty();
      given.set(held.lease.lease, held);
      return json(held.lease);
    }
    const held = given.get(id);
    if (!held) {
      response.writeHead(410).end();
      return;
    }
    const named = files.get(id) ?? new Set(namedIn(held.lease));
    files.set(id, named);
    switch (`${request.method} ${call}`) {
      case "POST heartbeat":
        return json({ keep: held.keep });
      case "POST log": {
        const offset = Number(request.headers["x-log-offset"]);
        if (offset > held.log.length) throw new Error(`log: a gap before ${offset}`);
        if (offset === held.log.length) held.log = Buffer.concat([held.log, body]);
        return empty();
      }
      case "GET file":
        if (!named.has(hash)) throw new Error(`the lease names no file ${hash}`);
        createReadStream(path(hash)).pipe(response);
        return;
      case "POST missing": {
        const wanted = (JSON.parse(body.toString()) as { sha256: string[] }).sha256;
        const there = await Promise.all(wanted.map(has));
        return json({ missing: wanted.filter((_, index) => !there[index]) });
      }
      case "PUT file":
        if (createHash("sha256").update(body).digest("hex") !== hash)
          throw new Error("a file is not what it is called");
        await writeFile(`${path(hash)}.new`, body);
        await rename(`${path(hash)}.new`, path(hash));
        return empty();
      case "POST finish": {
        const finish = JSON.parse(body.toString()) as Finish;
        const { statement } = verifyEnvelope(finish.envelope, known);
        given.delete(id);
        empty();
        return held.end({ finish, statement, log: held.log.toString() });
      }
      default:
        throw new Error(`unknown call ${request.method} ${target}`);
    }
  };

  let server: Server;
  const listen = (port: number): Promise<void> =>
    new Promise((resolve) => {
      server = createServer((request, response) => {
        handle(request, response).catch((error: Error) => {
          refusals.push(error.message);
          response.writeHead(422).end(error.message);
        });
      });
      server.listen(port, "127.0.0.1", () => resolve());
    });
  await listen(0);
  // biome-ignore lint/style/noNonNullAssertion: set by listen
  const { port } = server!.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    refusals,
    has,
    read: (hash) => readFile(path(hash)),
    async offer(name, bytes) {
      await writeFile(path(sha256(bytes)), bytes);
      return { name, sha256: sha256(bytes), size: bytes.length };
    },
    lease: (lease) =>
      new Promise((end) => {
        waiting.push({ lease, log: Buffer.alloc(0), keep: true, end });
      }),
    logOf: (lease) => given.get(lease)?.log.toString() ?? "",
    withdraw(lease) {
      const held = given.get(lease);
      if (held) held.keep = false;
    },
    goAway: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
    comeBack: () => listen(port),
  };
}

function namedIn(lease: Lease): string[] {
  const files: NamedFile[] = [];
  if (lease.step !== "machine") files.push(...lease.files);
  if (lease.step === "prove" || lease.step === "test") files.push(...lease.built);
  if (lease.step === "prove") files.push(...lease.environment);
  return files.map((file) => file.sha256);
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
