import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import Fastify, { type FastifyInstance } from "fastify";
import { afterEach, expect, test } from "vitest";
import { limitRequests } from "./request-limits.ts";
import { takeUploads, type UploadBody } from "./upload-body.ts";

let app: FastifyInstance | undefined;
afterEach(() => app?.close());

/** A server with short limits; the answer of `/slow` takes longer than any of them. */
async function serve(connections = 10, idleMs = 400): Promise<number> {
  app = Fastify({ requestTimeout: 0, forceCloseConnections: true });
  limitRequests(app, { headersMs: 60_000, bodyMs: 200, idleMs, connections });
  takeUploads(app);
  app.post("/form", async () => "taken");
  app.post("/file", { config: { isUpload: true } }, async (request) => {
    let size = 0;
    for await (const piece of request.body as UploadBody) size += piece.length;
    return `${size} bytes`;
  });
  app.post("/refused", { config: { isUpload: true } }, async (_request, reply) => reply.code(403).send("not you"));
  app.post("/full", { config: { isUpload: true } }, async (request, reply) => {
    try {
      for await (const piece of request.body as UploadBody) if (piece.length > 0) throw new Error("no space");
    } catch (error) {
      return reply.code(507).send(String(error));
    }
  });
  app.get("/slow", async () => {
    await sleep(1000);
    return "late";
  });
  await app.listen({ port: 0, host: "127.0.0.1" });
  return (app.server.address() as { port: number }).port;
}

/** Sends pieces with pauses between them, and answers what came back until the server ended the connection. */
async function talk(port: number, pieces: readonly string[], pauseMs = 0): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  let heard = "";
  socket.on("data", (piece) => {
    heard += String(piece);
  });
  socket.on("error", () => undefined);
  const ended = new Promise((resolve) => socket.once("close", resolve));
  for (const piece of pieces) {
    socket.write(piece);
    await sleep(pauseMs);
  }
  await ended;
  return heard;
}

const head = (line: string, more: string): string => `${line} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${more}\r\n`;
const JSON_BODY = "Content-Type: application/json\r\nContent-Length: 10\r\n";
const FILE_BODY = "Content-Type: application/octet-stream\r\nContent-Length: 10\r\n";

test("a body that does not end is not waited for", async () => {
  const port = await serve();
  expect(await talk(port, [head("POST /form", JSON_BODY), '{"a":'])).toBe("");
  expect(await talk(port, [head("POST /nowhere", JSON_BODY), '{"a":'])).not.toContain("taken");
  expect(await talk(port, [head("POST /form", JSON_BODY), '{"a": 123}'])).toContain("taken");
});

test("a file may come slowly, but has to come", async () => {
  const port = await serve();
  const pieces = [head("POST /file", FILE_BODY), "01", "23", "45", "67", "89"];
  expect(await talk(port, pieces, 150)).toContain("10 bytes");
  expect(await talk(port, pieces.slice(0, 3), 10)).not.toContain("bytes");
});

const LARGE = 8 * 1024 * 1024;
const upload = (url: string): Promise<Response> => {
  const headers = { "content-type": "application/octet-stream" };
  const body = new Blob([new Uint8Array(LARGE)]).stream();
  return fetch(url, { method: "POST", headers, body, duplex: "half" } as RequestInit);
};

test.each([
  ["/refused", 403, "before its first byte"],
  ["/full", 507, "half-way"],
])("an upload to %s that is refused with %i %s is answered, and the next one taken", async (path, status) => {
  const url = `http://127.0.0.1:${await serve(10, 15_000)}`;
  const begun = performance.now();
  for (let i = 0; i < 30; i += 1) {
    const refused = await upload(url + path);
    expect([refused.status, (await refused.text()).length > 0]).toEqual([status, true]);
    expect(await (await upload(`${url}/file`)).text()).toBe(`${LARGE} bytes`);
  }
  expect(performance.now() - begun).toBeLessThan(15_000);
});

test("a caller that goes on sending after the refusal gets the next answer on the same connection", async () => {
  const port = await serve(10, 15_000);
  const next = `${head("POST /form", JSON_BODY)}{"a": 123}`;
  const large = FILE_BODY.replace("10", String(LARGE));
  const first = `POST /full HTTP/1.1\r\nHost: x\r\n${large}\r\n`;
  const heard = await talk(port, [first, "x".repeat(LARGE / 2), "x".repeat(LARGE / 2), next], 20);
  expect(heard).toMatch(/507 .*no space.*taken/s);
});

test("what is left of a refused upload is not waited for", async () => {
  const port = await serve(10, 15_000);
  const first = `POST /full HTTP/1.1\r\nHost: x\r\n${FILE_BODY}\r\n`;
  expect(await talk(port, [first, "01234"])).toContain("no space");
});

test("a request without a connection, as a test injects it, is let be", async () => {
  await serve();
  expect((await app?.inject({ method: "POST", url: "/refused", payload: "" }))?.statusCode).toBe(403);
  // An error in the timer that ends what is left would end the process.
  await sleep(300);
});

test("an answer may take its time", async () => {
  expect(await talk(await serve(), [head("GET /slow", "")])).toContain("late");
});

test("more connections than can be served are closed at once", async () => {
  const port = await serve(1);
  const first = talk(port, [head("GET /slow", "")]);
  await sleep(100);
  expect(await talk(port, [head("GET /slow", "")])).toBe("");
  expect(await first).toContain("late");
});

test("the desk ends headers that do not end", () => {
  app = Fastify();
  limitRequests(app);
  expect(app.server.headersTimeout).toBe(20_000);
});
