import type { AuditContext, AuditedFile, FileKind } from "../model.ts";

/** What starts programs by the words of its own text alone. */
const BY_WORDS: ReadonlySet<FileKind> = new Set(["desktop", "dbus-service", "crontab", "hook-table"]);
/** What writes such texts, in which names may be put together. */
const WRITERS = ["shell", "patch"] as const;
/** What costs time to read for what it writes. */
const WRITES = /sudoers|visudo|\[Service\]/;
const INCLUDE = /^[ \t]*[@#]include/m;

/** Which files have to do with some others. */
export interface Near {
  /** The others, and who leads to them. */
  readonly files: ReadonlySet<AuditedFile>;
  /** Their names, one part of a path each. */
  readonly names: readonly string[];
  /** Whether a text has one of the names. */
  readonly isNaming: (file: AuditedFile) => boolean;
}

/**
 * A tree in which the readers of places where privilege starts see those alone that may start one of some files: texts that
 * name it or put its name together, texts that others complete, and the files themselves, which may start by their folder.
 */
export function startersOf(context: AuditContext, { files, names, isNaming }: Near): AuditContext {
  const isSeen: Partial<Record<FileKind, (file: AuditedFile) => boolean>> = {
    "polkit-action": (file) => file.text().includes("&") || isNaming(file),
  };
  for (const kind of BY_WORDS) isSeen[kind] = isNaming;
  const isFar = remembered(
    (file) => WRITES.test(file.text()) && !isNaming(file) && !names.some((name) => mayPutTogether(file.text(), name)),
  );
  const writers = context.ofKind(...WRITERS);
  const isUnit = (file: AuditedFile): boolean => file.text().includes("[Service]");
  // One text may define an alias and another one grant it; one may start a program and another one give it its account.
  const isCompleted = context.ofKind("unit").some(isNaming) || writers.some((file) => isUnit(file) && !isFar(file));
  const tellers = [...context.ofKind("sudoers").filter(isNaming), ...context.ofKind("cloud-config", "installer")];
  if (![...tellers, ...writers.filter((file) => !isFar(file))].some(hasAlias)) {
    isSeen.sudoers = (file) => INCLUDE.test(file.text()) || isNaming(file);
    for (const kind of WRITERS) isSeen[kind] = (file) => (isCompleted && isUnit(file)) || !isFar(file);
  }
  const seen = new Map<FileKind, readonly AuditedFile[]>();
  return {
    scope: context.scope,
    files: context.files,
    ofKind(...kinds) {
      const [only] = kinds;
      // Several kinds are asked for by those alone who look at folders.
      if (kinds.length > 1 || only === undefined) return context.ofKind(...kinds).filter((file) => files.has(file));
      const known = seen.get(only) ?? context.ofKind(only).filter(isSeen[only] ?? (() => true));
      seen.set(only, known);
      return known;
    },
    installed: (path) => context.installed(path),
    baseRelease: context.baseRelease,
    get entries() {
      return context.entries;
    },
  };
}

function hasAlias(file: AuditedFile): boolean {
  return file.text().includes("_Alias");
}

const QUOTES = /\\\n|["'\\]/g;
const VARIABLES = /([\w.+-]*)\$(?:\{[^{}]*\}|\w+)?([\w.+-]*)(\$)?/g;

/** Whether a script may write a name that does not stand in it: a part of it beside a variable, variables in a row, a format. */
function mayPutTogether(text: string, name: string): boolean {
  if (text.includes("printf")) return true;
  const isPart = (part = ""): boolean => part !== "" && name.includes(part);
  for (const [, before, after, another] of text.replace(QUOTES, "").matchAll(VARIABLES)) {
    if (isPart(before) || isPart(after) || (another !== undefined && after === "")) return true;
  }
  return false;
}

function remembered(make: (file: AuditedFile) => boolean): (file: AuditedFile) => boolean {
  const known = new Map<AuditedFile, boolean>();
  return (file) => {
    const made = known.get(file) ?? make(file);
    known.set(file, made);
    return made;
  };
}
