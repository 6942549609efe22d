import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type CachedScript, cacheOf, runCachedScript, type ScriptImports } from "./cached-script.ts";

const SCRIPT = `const { join } = require("node:path");
const { word } = require("../kernel/index.js");
exports.said = () => join(word, "b");
exports.later = async () => (await importLater("./part.js")).part;
exports.where = __filename;
exports.thrown = () => new Error("here");
`;
const IMPORTS: ScriptImports = {
  modules: { "../kernel/index.js": { word: "a" } },
  later: async (id) => ({ part: `${id} came later` }),
};

let directory = "";
let file = "";
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "sd-script-"));
  file = join(directory, "room.cjs");
  // V8 remembers the texts that it has compiled in this process.
  await writeFile(file, `${SCRIPT}// ${directory}\n`);
});
afterEach(() => rm(directory, { recursive: true }));

function call(script: CachedScript, name: string): unknown {
  return (script.exports[name] as () => unknown)();
}

test("a script has Node's modules, those that it is given, and its own place", async () => {
  const script = runCachedScript(file, IMPORTS);
  expect(call(script, "said")).toBe("a/b");
  expect(await call(script, "later")).toBe("./part.js came later");
  expect(script.exports.where).toBe(file);
  expect((call(script, "thrown") as Error).stack).toMatch(/\(dist\/sd-script-\w+\/room\.cjs:6:/);
});

test("what V8 compiled is taken, with the functions that had run", async () => {
  const first = runCachedScript(file, IMPORTS);
  const before = first.compiled().length;
  call(first, "said");
  const compiled = first.compiled();
  expect(compiled.length).toBeGreaterThan(before);
  await writeFile(cacheOf(file), compiled);
  const second = runCachedScript(file, IMPORTS);
  expect(second.isFromCache).toBe(true);
  expect(call(second, "said")).toBe("a/b");
  expect(await call(second, "later")).toBe("./part.js came later");
});

test("a text that is no ASCII is what it says", async () => {
  await writeFile(file, `exports.word = () => "Müller ☂ 𝄞"; // ${directory}\n`);
  expect(call(runCachedScript(file, IMPORTS), "word")).toBe("Müller ☂ 𝄞");
});

test("without a cache, and with one of something else, it runs as well", async () => {
  await writeFile(cacheOf(file), "what another Node made");
  const other = runCachedScript(file, IMPORTS);
  expect(other.isFromCache).toBe(false);
  expect(call(other, "said")).toBe("a/b");
  await rm(cacheOf(file));
  expect(existsSync(cacheOf(file))).toBe(false);
  expect(runCachedScript(file, IMPORTS).isFromCache).toBe(false);
});
