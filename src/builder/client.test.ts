import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { sha256 } from "../kernel/index.ts";
import { createServerClient, type ServerClient } from "./client.ts";

let directory: string;
let server: Server;
let answer: RequestListener;
let client: ServerClient;
let signed: { method: string; path: string; bodySha256: string }[];
const signal = new AbortController().signal;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "builder-client-"));
  signed = [];
  server = createServer((request, response) => answer(request, response));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  client = createServerClient(`http://127.0.0.1:${port}`, (request) => {
    signed.push(request);
    return "signed";
  });
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(directory, { recursive: true, force: true });
});

describe("the builder's calls", () => {
  test("what is sent is what was signed", async () => {
    const bodies: Buffer[] = [];
    answer = (request, response) => {
      expect(request.headers.authorization).toBe("signed");
      request.on("data", (chunk: Buffer) => bodies.push(chunk)).on("end", () => response.writeHead(204).end());
    };
    expect(await client.claim(["amd64"], 1, signal)).toBeUndefined();
    const bodySha256 = sha256(Buffer.concat(bodies));
    expect(signed).toEqual([{ method: "POST", path: "/builder/v1/claim", bodySha256 }]);
  });

  test("a file of another content than its hash leaves nothing", async () => {
    answer = (_request, response) => response.end("a lie");
    const target = join(directory, "file");
    await expect(client.fetchFile("l", sha256("truth"), target)).rejects.toMatchObject({ code: "HASH_MISMATCH" });
    expect(await readdir(directory)).toEqual([]);
    await client.fetchFile("l", sha256("a lie"), target);
    expect(await readFile(target, "utf8")).toBe("a lie");
  });

  test("a lease that is not sound is refused", async () => {
    answer = (_request, response) => response.end(JSON.stringify({ step: "build", source: "-o" }));
    await expect(client.claim(["amd64"], 1, signal)).rejects.toMatchObject({ code: "INPUT_INVALID" });
  });

  test.each([
    [500, { name: "ServerAway" }],
    [503, { name: "ServerAway" }],
    [429, { name: "ServerAway" }],
    [404, { name: "LeaseLost" }],
    [409, { name: "LeaseLost" }],
    [410, { name: "LeaseLost" }],
    [401, { code: "BUILDER_REFUSED" }],
    [422, { code: "BUILDER_REFUSED" }],
  ] as const)("the answer %i", async (status, error) => {
    answer = (_request, response) => response.writeHead(status).end();
    await expect(client.heartbeat("l")).rejects.toMatchObject(error);
  });

  test("a server that is not there, or breaks off, is away", async () => {
    answer = (request) => request.socket.destroy();
    await expect(client.missing("l", [])).rejects.toMatchObject({ name: "ServerAway" });
  });

  test("an answer may not name files that were not asked for", async () => {
    answer = (_request, response) => response.end(JSON.stringify({ missing: [sha256("a"), sha256("other")] }));
    expect(await client.missing("l", [sha256("a"), sha256("b")])).toEqual([sha256("a")]);
  });
});
