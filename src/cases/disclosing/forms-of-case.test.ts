import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { examineAdvisory } from "./forms-of-case.ts";

const NOW = new Date("2026-11-23T06:00:00Z");
let home = "";
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "sd-forms-"));
  writeFileSync(join(home, "acme.toml"), "name = 1\n");
});
afterAll(() => rmSync(home, { recursive: true }));

test.each(["id = 1\n", "id = \n", ""])("a fault of the record %j names no file of the desk's machine", (toml) => {
  const { problems } = examineAdvisory(toml, home, NOW);
  expect(problems.length).toBeGreaterThan(0);
  expect(problems.map(({ place }) => place.file)).toEqual(problems.map(() => undefined));
});
