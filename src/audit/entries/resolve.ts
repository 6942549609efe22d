import { posix } from "node:path";
import type { AuditContext, AuditedFile } from "../model.ts";
import type { ShellWord } from "../parse/shell/types.ts";

const PATH = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];
const MODULES = [
  "/usr/lib/python3/dist-packages",
  "/usr/local/lib/python3/dist-packages",
  "/usr/lib/python3/site-packages",
];

/** Finds files of the image; answers are kept, since the same names are asked for many times. */
export interface Resolver {
  /** The file that this word names as a program or a script, from a directory if it is relative. */
  program(word: ShellWord, directory: string | undefined): AuditedFile | undefined;
  /** Python's module of this name, beside the program or in a folder of the system. */
  module(name: string, beside: string): AuditedFile | undefined;
}

export function createResolver(context: Pick<AuditContext, "installed">): Resolver {
  const find = remembered((path) => context.installed(path));
  const inPath = remembered((name) => {
    for (const folder of PATH) {
      const file = find(`${folder}/${name}`);
      if (file) return file;
    }
    return undefined;
  });
  const moduleIn = remembered((path) => find(`${path}.py`) ?? find(`${path}/__init__.py`));
  return {
    program({ text, isFixed }, directory) {
      if (!isFixed || text === "" || text.length > 512 || /[\0\n]/.test(text)) return undefined;
      if (text.startsWith("/")) return find(posix.normalize(text));
      if (text.includes("/")) return directory === undefined ? undefined : find(posix.join(directory, text));
      if (directory !== undefined && /\.(?:py|sh|pl)$/.test(text)) return find(posix.join(directory, text));
      return inPath(text);
    },
    module(name, beside) {
      if (!/^[\w.]+$/.test(name) || name.startsWith(".")) return undefined;
      const path = name.replaceAll(".", "/");
      for (const folder of [beside, ...MODULES]) {
        const file = moduleIn(`${folder}/${path}`);
        if (file) return file;
      }
      return undefined;
    },
  };
}

/** The same names are asked for in many files; that there is nothing is an answer as well. */
function remembered(find: (name: string) => AuditedFile | undefined): (name: string) => AuditedFile | undefined {
  const known = new Map<string, AuditedFile | null>();
  return (name) => {
    const before = known.get(name);
    if (before !== undefined) return before ?? undefined;
    const file = find(name);
    known.set(name, file ?? null);
    return file;
  };
}
