import { expect, test, vi } from "vitest";
import { createPageCache, type PageKey } from "./page-cache.ts";

const KEY: PageKey = { version: 1, now: new Date("2026-11-21T12:00:10Z"), session: "s", path: "/" };

test("a page is made once for a state, a minute and a session, however many ask at once", async () => {
  const cache = createPageCache();
  const make = vi.fn(async () => "page");
  expect(await Promise.all([cache(KEY, make), cache(KEY, make)])).toEqual(["page", "page"]);
  await cache({ ...KEY, now: new Date("2026-11-21T12:00:59Z") }, make);
  expect(make).toHaveBeenCalledTimes(1);
});

test.each([
  ["another state", { version: 2 }],
  ["another minute", { now: new Date("2026-11-21T12:01:00Z") }],
  ["another session", { session: "t" }],
  ["a stranger", { session: "" }],
  ["another address", { path: "/?page=2" }],
])("%s gets a page of its own", async (_name, change) => {
  const cache = createPageCache();
  await cache(KEY, async () => "mine");
  expect(await cache({ ...KEY, ...change }, async () => "other")).toBe("other");
});

test("a failure is not kept", async () => {
  const cache = createPageCache();
  await expect(cache(KEY, () => Promise.reject(new Error("away")))).rejects.toThrow("away");
  expect(await cache(KEY, async () => "page")).toBe("page");
});

test("many addresses do not fill the memory", async () => {
  const cache = createPageCache();
  const make = vi.fn(async () => "page");
  for (let page = 0; page < 1000; page += 1) await cache({ ...KEY, path: `/?page=${page}` }, make);
  await cache({ ...KEY, path: "/?page=0" }, make);
  expect(make).toHaveBeenCalledTimes(1001);
});

test("large pages do not fill it either: the oldest go first", async () => {
  const cache = createPageCache({ pages: 100, characters: 100 });
  const make = vi.fn(async () => "x".repeat(40));
  for (const path of ["/a", "/b", "/c"]) await cache({ ...KEY, path }, make);
  await cache({ ...KEY, path: "/b" }, make);
  await cache({ ...KEY, path: "/c" }, make);
  expect(make).toHaveBeenCalledTimes(3);
  await cache({ ...KEY, path: "/a" }, make);
  expect(make).toHaveBeenCalledTimes(4);
  const huge = vi.fn(async () => "x".repeat(101));
  for (let times = 0; times < 2; times += 1) await cache({ ...KEY, path: "/huge" }, huge);
  expect(huge).toHaveBeenCalledTimes(2);
});
