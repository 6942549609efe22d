import { readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ROOT, runTool, withPlanted } from "./planted.ts";

const TSC = "typescript-native/bin/tsc";
const tsconfig = readFileSync(join(ROOT, "tsconfig.json"), "utf8");

/** What the compiler must refuse, by the rule that refuses it. */
const FAULTS: readonly (readonly [rule: string, code: string, error: string])[] = [
  ["a wrong type", 'export const count: number = "one";\n', "TS2322"],
  ["an index that may hold nothing", "export const first = (list: readonly string[]): string => list[0];\n", "TS2322"],
  ["undefined for an absent key", "const at: { key?: string } = { key: undefined };\nexport { at };\n", "TS2375"],
  ["an enum", "export enum Colour {\n  Red,\n}\n", "TS1294"],
  ["a type imported as a value", 'import { Place } from "./place.ts";\nexport type Here = Place;\n', "TS1484"],
  ["an unused value", "const unused = 1;\nexport {};\n", "TS6133"],
  ["a parameter without a type", "export const twice = (x) => x + x;\n", "TS7006"],
];

async function check(code: string): Promise<{ readonly exitCode: number; readonly text: string }> {
  const files = {
    "tsconfig.json": tsconfig,
    "package.json": '{ "type": "module" }',
    "src/place.ts": "export interface Place {\n  readonly line: number;\n}\n",
    "src/planted.ts": code,
  };
  return await withPlanted(files, async (directory) => {
    symlinkSync(join(ROOT, "node_modules"), join(directory, "node_modules"));
    return await runTool(TSC, ["-p", "tsconfig.json", "--noEmit"], directory);
  });
}

describe("the type gate", () => {
  test("is TypeScript 7, not the version that other tools need", async () => {
    expect((await runTool(TSC, ["--version"], ROOT)).text).toMatch(/^Version 7\./);
    expect((await runTool("typescript/bin/tsc", ["--version"], ROOT)).text).toMatch(/^Version 6\./);
  });

  test.each(FAULTS)("refuses %s", async (_rule, code, error) => {
    const { exitCode, text } = await check(code);
    expect(text).toContain(error);
    expect(exitCode).not.toBe(0);
  });

  test("lets sound code pass", async () => {
    expect(await check("export const one: number = 1;\n")).toMatchObject({ exitCode: 0, text: "" });
  });
});
