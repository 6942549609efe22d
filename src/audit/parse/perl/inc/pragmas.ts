import { type Directory, textDirectory } from "./directory.ts";

/** Modules whose `use` puts directories into @INC: those of their list, or ones of their own. */
const PRAGMAS: Readonly<Record<string, (listed: readonly Directory[]) => readonly Directory[]>> = {
  lib: (listed) => listed,
  "lib::abs": besideProgram,
  "lib::relative": besideProgram,
  rlib: besideProgram,
  "FindBin::libs": () => [{ from: "program", by: "FindBin" }],
  blib: (listed) => (listed.length > 0 ? listed : [textDirectory("blib/lib")]),
  "ExtUtils::testlib": () => [textDirectory("blib/lib")],
  "local::lib": (listed) => (listed.length > 0 ? listed : [{ from: "environment", by: "$ENV{HOME}" }]),
};

export function isPragma(name: string): boolean {
  return Object.hasOwn(PRAGMAS, name);
}

export function pragmaDirectories(name: string, listed: readonly Directory[]): readonly Directory[] {
  return PRAGMAS[name]?.(listed) ?? [];
}

/** Their relative directories are meant from the program's own place. */
function besideProgram(listed: readonly Directory[]): readonly Directory[] {
  return listed.map((directory) =>
    directory.from === "text" && !directory.text.startsWith("/") ? { from: "program", by: "__FILE__" } : directory,
  );
}
