/**
 * Lets Node load the TypeScript of this checkout, file by file and without judging types.
 * Only for benchmarks, the soak and the workers of tests: the program itself is compiled, the tests run under vitest.
 * What was made of a file is kept in .sameday/loaded by its path and contents, since every thread and process begins anew
 * and the compiler alone takes a second to load.
 */
import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { register } from "node:module";
import { fileURLToPath } from "node:url";
import { isMainThread } from "node:worker_threads";

const KEPT = new URL("../.sameday/loaded/", import.meta.url);

if (isMainThread) register(import.meta.url);

export async function load(url, context, nextLoad) {
  if (!/^file:.*\.tsx?$/.test(url) || url.includes("/node_modules/")) return nextLoad(url, context);
  const path = fileURLToPath(url);
  const text = await readFile(path, "utf8");
  const kept = new URL(`${createHash("sha256").update(`${path}\0${text}`).digest("hex")}.js`, KEPT);
  const source = await readFile(kept, "utf8").catch(() => transpiled(path, text, kept));
  return { format: "module", source, shortCircuit: true };
}

async function transpiled(path, text, kept) {
  const { default: typescript } = await import("typescript");
  const { outputText } = typescript.transpileModule(text, {
    fileName: path,
    compilerOptions: {
      target: typescript.ScriptTarget.ES2023,
      module: typescript.ModuleKind.ESNext,
      jsx: typescript.JsxEmit.ReactJSX,
      jsxImportSource: "preact",
      verbatimModuleSyntax: true,
      inlineSourceMap: true,
    },
  });
  // Several begin at once: each writes a file of its own and the last one stays. Where nobody may write, nothing is kept.
  const made = new URL(`${randomUUID()}.new`, KEPT);
  await mkdir(KEPT, { recursive: true })
    .then(() => writeFile(made, outputText))
    .then(() => rename(made, kept))
    .catch(() => undefined);
  return outputText;
}
