import { request } from "node:http";
import { afterEach, expect, test } from "vitest";
import { systemRandom } from "../../system/index.ts";
import { type OwnPageServer, serveOwnPage } from "./own-page.ts";

let server: OwnPageServer | undefined;
afterEach(() => server?.close());

const CONTENTS = {
  html: "<!doctype html><title>x</title>",
  style: { path: "style/1.css", text: "p{}" },
  files: new Map([["files/1", { name: "poc (1)'.c", read: () => Buffer.from("int main") }]]),
};
const start = async (): Promise<string> => {
  server = await serveOwnPage(CONTENTS, systemRandom);
  return server.address;
};

/** As a browser that was led here under another name, or asks in another way. */
function asked(address: string, options: { host?: string; method?: string }): Promise<number> {
  const { host, method = "GET" } = options;
  return new Promise((resolve, reject) => {
    const sent = request(address, { method, ...(host ? { headers: { host } } : {}) }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    sent.on("error", reject).end();
  });
}

test("the page, its style and its files, on this machine alone and kept nowhere", async () => {
  const address = await start();
  expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{43}\/$/);
  const page = await fetch(address);
  expect([page.status, await page.text()]).toEqual([200, CONTENTS.html]);
  expect(page.headers.get("cache-control")).toBe("no-store");
  expect(page.headers.get("referrer-policy")).toBe("no-referrer");
  expect(page.headers.get("content-security-policy")).toMatch(
    /^default-src 'none'; style-src 'self'; form-action 'none'/,
  );
  expect(page.headers.get("set-cookie")).toBeNull();
  expect(await (await fetch(`${address}style/1.css`)).text()).toBe("p{}");
  const file = await fetch(`${address}files/1`);
  expect(file.headers.get("content-type")).toBe("application/octet-stream");
  expect(file.headers.get("content-disposition")).toBe("attachment; filename*=UTF-8''poc%20%281%29%27.c");
  expect(await file.text()).toBe("int main");
});

test("whoever does not know the address gets nothing, and nobody does once it is closed", async () => {
  const address = await start();
  const { origin } = new URL(address);
  for (const path of ["/", "/style/1.css", "/files/1", `/${"A".repeat(43)}/`, `/${"A".repeat(42)}/files/1`]) {
    expect((await fetch(origin + path)).status, path).toBe(404);
  }
  expect((await fetch(`${address}files/2`)).status).toBe(404);
  expect(await asked(address, { host: "evil.example" })).toBe(404);
  expect(await asked(address, { host: `localhost:${new URL(address).port}` })).toBe(404);
  expect(await asked(address, { method: "POST" })).toBe(404);
  await server?.close();
  await expect(fetch(address)).rejects.toThrow();
});
