import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { CONFIGURATION_FILE, loadConfiguration } from "./load-configuration.ts";

const root = mkdtempSync(join(tmpdir(), "sameday-configuration-"));
afterAll(() => rmSync(root, { recursive: true }));
mkdirSync(join(root, "image"));
writeFileSync(join(root, "file"), "");

const written = (from: string) => writeFileSync(join(root, CONFIGURATION_FILE), `[[image]]\nfrom = "${from}"\n`);

test("a tree without one has none", async () => {
  rmSync(join(root, CONFIGURATION_FILE), { force: true });
  expect(await loadConfiguration(root)).toBeUndefined();
});

test.each(["image", "image/", "."])("%s ships", async (from) => {
  written(from);
  expect(await loadConfiguration(root)).toMatchObject({ saysAll: true });
});

test.each(["imgae", "file", "image/x"])("%s is no folder: nothing would count, so it is refused", async (from) => {
  written(from);
  await expect(loadConfiguration(root)).rejects.toThrow(`"${from}" ships, and there is no such folder`);
});
