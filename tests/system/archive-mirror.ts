import { createHash } from "node:crypto";
import { mkdtemp, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { ProcessRunner } from "../../src/kernel/index.ts";
import { clearSign, createSigningKey, exportPublicKey } from "../../src/openpgp/index.ts";

/** How one answer of the mirror is made; undefined hangs up. */
export type Misbehaviour = (request: IncomingMessage, response: ServerResponse) => void;

export interface Person {
  readonly keyring: string;
  sign(text: string): Promise<string>;
}

/** Throw-away keys and the directory that holds them. */
export async function createPeople(
  runner: ProcessRunner,
): Promise<{ directory: string; archive: Person; stranger: Person }> {
  const directory = await mkdtemp("/tmp/archive-test-");
  const person = async (name: string): Promise<Person> => {
    const home = join(directory, name);
    const created = new Date("2026-01-01T00:00:00Z");
    const fingerprint = await createSigningKey(runner, home, {
      userId: `${name} <${name}@example.org>`,
      created,
      expires: null,
    });
    const keyring = join(directory, `${name}.asc`);
    await writeFile(keyring, await exportPublicKey(runner, home, fingerprint));
    return { keyring, sign: (text) => clearSign(runner, { home, fingerprints: [fingerprint] }, text) };
  };
  return { directory, archive: await person("archive"), stranger: await person("stranger") };
}

export function sum(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}

export interface Contents {
  /** Text of each index by path without packing: `main/source/Sources`. */
  readonly indexes: Readonly<Record<string, string>>;
  readonly date: Date;
  readonly validUntil?: Date;
  readonly codename?: string;
  /** Of the suite below `dists/`; `test` when absent. */
  readonly suite?: string;
  readonly byHash?: boolean;
  readonly packing?: ".xz" | ".gz" | "";
  /** Changes the text of Release before it is signed. */
  readonly edit?: (release: string) => string;
  readonly signer?: Person;
}

/** An archive over http that can be made to misbehave, path by path. */
export interface Mirror {
  readonly url: string;
  /** Every path that was asked for. */
  readonly requests: string[];
  readonly files: Map<string, Buffer>;
  readonly misbehaviour: Map<RegExp, Misbehaviour>;
  publish(contents: Contents): Promise<void>;
  close(): Promise<void>;
}

export async function startMirror(runner: ProcessRunner, archive: Person): Promise<Mirror> {
  const files = new Map<string, Buffer>();
  const requests: string[] = [];
  const misbehaviour = new Map<RegExp, Misbehaviour>();
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? "/");
    requests.push(path);
    for (const [pattern, act] of misbehaviour) if (pattern.test(path)) return act(request, response);
    const file = files.get(path);
    if (!file) return response.writeHead(404).end("not here");
    const etag = `"${sum(file)}"`;
    if (request.headers["if-none-match"] === etag) return response.writeHead(304).end();
    return response.writeHead(200, { etag, "content-length": file.length }).end(file);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/debian`,
    requests,
    files,
    misbehaviour,
    publish: (contents) => publish(runner, files, archive, contents),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function publish(
  runner: ProcessRunner,
  files: Map<string, Buffer>,
  archive: Person,
  contents: Contents,
): Promise<void> {
  const base = `/debian/dists/${contents.suite ?? "test"}`;
  const lines: string[] = [];
  for (const [path, text] of Object.entries(contents.indexes)) {
    const plain = Buffer.from(text);
    const packed = await pack(runner, plain, contents.packing ?? ".xz");
    const name = path + (contents.packing ?? ".xz");
    files.set(`${base}/${name}`, packed);
    files.set(`${base}/${path.replace(/[^/]+$/, "")}by-hash/SHA256/${sum(packed)}`, packed);
    lines.push(` ${sum(plain)} ${plain.length} ${path}`, ` ${sum(packed)} ${packed.length} ${name}`);
  }
  const head = [
    "Origin: Test",
    "Suite: testing",
    `Codename: ${contents.codename ?? "test"}`,
    `Date: ${contents.date.toUTCString().replace("GMT", "UTC")}`,
    ...(contents.validUntil ? [`Valid-Until: ${contents.validUntil.toUTCString().replace("GMT", "UTC")}`] : []),
    `Acquire-By-Hash: ${contents.byHash === false ? "no" : "yes"}`,
    "Architectures: amd64",
    "Components: main",
    "SHA256:",
  ];
  const release = `${[...head, ...new Set(lines)].join("\n")}\n`;
  const text = contents.edit ? contents.edit(release) : release;
  files.set(`${base}/InRelease`, Buffer.from(await (contents.signer ?? archive).sign(text)));
}

async function pack(runner: ProcessRunner, plain: Buffer, packing: ".xz" | ".gz" | ""): Promise<Buffer> {
  if (packing === "") return plain;
  if (packing === ".gz") return gzipSync(plain);
  return Buffer.from((await runner.run({ argv: ["xz", "-c"], input: plain, timeLimitMs: 10_000 })).stdout);
}
