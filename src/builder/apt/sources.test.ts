import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sourcesKey, sourcesList, writeKeyrings } from "./sources.ts";

const main = { url: "http://deb.debian.org/debian", suite: "bookworm", components: ["main"], keyring: "a2V5" };
const security = { ...main, url: "http://deb.debian.org/debian-security", suite: "bookworm-security" };

test("each source is bound to its own keyring", async () => {
  expect(sourcesList([main, security], "i386", "/etc/apt/keyrings")).toBe(
    "deb [arch=i386 signed-by=/etc/apt/keyrings/sameday-0.gpg] http://deb.debian.org/debian bookworm main\n" +
      "deb [arch=i386 signed-by=/etc/apt/keyrings/sameday-1.gpg] http://deb.debian.org/debian-security bookworm-security main\n",
  );
  const directory = await mkdtemp(join(tmpdir(), "builder-keyrings-"));
  await writeKeyrings([main, security], directory);
  expect(await readFile(join(directory, "sameday-1.gpg"), "utf8")).toBe("key");
  await rm(directory, { recursive: true });
});

test("what is shared is told apart by everything that matters", () => {
  const keys = [
    sourcesKey([main], "amd64"),
    sourcesKey([main], "i386"),
    sourcesKey([security], "amd64"),
    sourcesKey([main, security], "amd64"),
    sourcesKey([{ ...main, components: ["main", "contrib"] }], "amd64"),
    sourcesKey([{ ...main, keyring: "YW5vdGhlcg==" }], "amd64"),
  ];
  expect(new Set(keys).size).toBe(keys.length);
  expect(sourcesKey([{ ...main }], "amd64")).toBe(keys[0]);
});
