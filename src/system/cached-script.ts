import { isAscii } from "node:buffer";
import { readFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { Script } from "node:vm";

/** What a script asks for beside Node's own modules. */
export interface ScriptImports {
  /** By the words with which it asks. */
  readonly modules: Readonly<Record<string, unknown>>;
  /** For what it loads later: V8 forgets who answers `import()` of a script that it was given as compiled. */
  readonly later: (id: string) => Promise<unknown>;
}

/** A script as it was run, and what it gives. */
export interface CachedScript {
  readonly exports: Readonly<Record<string, unknown>>;
  /** Whether the file beside it was of use. */
  readonly isFromCache: boolean;
  /** What V8 has compiled of it by now, for the file beside it. */
  compiled(): Uint8Array;
}

/** The file beside a script that keeps what V8 made of it. */
export function cacheOf(file: string): string {
  return `${file}.cache`;
}

/**
 * Runs a CommonJS file with what V8 compiled when the program was built: of a room of many functions, a short command takes
 * longer to compile them than to run them. A cache that is not there, or that another Node made, only takes that time again.
 */
export function runCachedScript(file: string, { modules, later }: ScriptImports): CachedScript {
  const cachedData = cacheFor(file);
  // The place is the same wherever it was built: it stands in what is compiled, and in the reference of an error.
  const filename = `dist/${basename(dirname(file))}/${basename(file)}`;
  const script = new Script(wrapped(textOf(file)), { filename, cachedData });
  const module = { exports: {} };
  const require = (id: string): unknown => modules[id] ?? process.getBuiltinModule(id);
  script.runInThisContext()(module, module.exports, require, later, file);
  return {
    exports: module.exports,
    isFromCache: cachedData !== undefined && script.cachedDataRejected !== true,
    compiled: () => script.createCachedData(),
  };
}

/** A megabyte of ASCII is taken over as it is in a tenth of the time that UTF-8 takes. */
function textOf(file: string): string {
  const bytes = readFileSync(file);
  return bytes.toString(isAscii(bytes) ? "latin1" : "utf8");
}

/** Node's own wrapper of a module, with `importLater` beside `require`; the first line keeps its number. */
function wrapped(text: string): string {
  return `(function (module, exports, require, importLater, __filename) { ${text}\n})`;
}

function cacheFor(file: string): Buffer | undefined {
  try {
    return readFileSync(cacheOf(file));
  } catch {
    return undefined;
  }
}
