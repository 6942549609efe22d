import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ROOT, runTool, withPlanted } from "./planted.ts";

const config = readFileSync(join(ROOT, "biome.json"), "utf8");

const FAULTS: readonly (readonly [rule: string, path: string, code: string, name: string])[] = [
  ["a default export", "src/planted.ts", "const one = 1;\nexport default one;\n", "noDefaultExport"],
  ["an enum", "src/planted.ts", "export enum Colour {\n  Red = 0,\n}\n", "noEnum"],
  ["any", "src/planted.ts", "export const loose = (x: any): unknown => x;\n", "noExplicitAny"],
  [
    "a non-null assertion",
    "src/planted.ts",
    "export const sure = (x: string | null): string => x!;\n",
    "noNonNullAssertion",
  ],
  ["a file name in camel case", "src/plantedFile.ts", "export const one = 1;\n", "useFilenamingConvention"],
  [
    "a type imported as a value",
    "src/planted.ts",
    'import { Place } from "./place.ts";\n\nexport type Here = Place;\n',
    "useImportType",
  ],
  [
    "a Node module without its prefix",
    "src/planted.ts",
    'import { join } from "path";\n\nexport const at = join("a", "b");\n',
    "useNodejsImportProtocol",
  ],
  ["another form", "src/planted.ts", "export const one = 'one'\n", "format"],
];

async function lint(path: string, code: string): Promise<{ readonly exitCode: number; readonly said: string }> {
  const files = { "biome.json": config, ".gitignore": "node_modules/\n", [path]: code };
  return await withPlanted(files, async (directory) => {
    const { exitCode, text, stderr } = await runTool(
      "@biomejs/biome/bin/biome",
      ["check", ".", "--error-on-warnings"],
      directory,
    );
    return { exitCode, said: text + stderr };
  });
}

describe("the lint gate", () => {
  test.each(FAULTS)("refuses %s", async (_rule, path, code, name) => {
    const { exitCode, said } = await lint(path, code);
    expect(said).toContain(name);
    expect(exitCode).not.toBe(0);
  });

  test("lets sound code pass, having read it", async () => {
    const { exitCode, said } = await lint("src/planted.ts", "export const one = 1;\n");
    expect(said).toMatch(/Checked [12] files?/);
    expect(exitCode).toBe(0);
  });
});
