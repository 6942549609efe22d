import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { copyRuntimeLibraries } from "./runtime-libraries.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** What the program reads beside its code. */
const PARTS = ["package.json", "examples", "src/builder/chroot"];

/**
 * Compiles what the files of `src` need to DIRECTORY/program, for everybody to read, and answers that path: another user
 * may not be able to enter this checkout. DIRECTORY has to be one that others may enter.
 */
export function compileReadable(directory: string, files: readonly string[]): string {
  const program = join(directory, "program");
  const settings = join(directory, "tsconfig.json");
  mkdirSync(program);
  writeFileSync(settings, JSON.stringify(compilerSettings(program, files)));
  const compiler = join(ROOT, "node_modules/typescript-native/bin/tsc");
  execFileSync(process.execPath, [compiler, "-p", settings], { stdio: "inherit" });
  for (const part of PARTS) cpSync(join(ROOT, part), join(program, part), { recursive: true });
  copyRuntimeLibraries(program);
  execFileSync("chmod", ["-R", "a+rX", directory]);
  return program;
}

function compilerSettings(program: string, files: readonly string[]): object {
  return {
    extends: join(ROOT, "tsconfig.build.json"),
    compilerOptions: {
      rootDir: join(ROOT, "src"),
      outDir: join(program, "dist"),
      noEmit: false,
      typeRoots: [join(ROOT, "node_modules/@types")],
    },
    files: files.map((file) => join(ROOT, "src", file)),
    include: [],
  };
}
