import type { AuditContext, AuditedFile } from "../model.ts";
import { createMentions, type Name } from "./mentions.ts";
import { startersOf } from "./starters.ts";

/** Files that an interpreter runs, which alone lead anywhere. */
const LEADING = ["shell", "perl", "python"] as const;

/** To look for more names takes longer than to follow everything. */
const MOST_NAMES = 24;

/** What of a tree leads to some files, be it over others. */
export interface Leaders {
  /** The programs between, which alone are followed. */
  readonly files: ReadonlySet<AuditedFile>;
  /** The tree without the places where privilege starts for other files alone. */
  readonly starters: AuditContext;
}

/**
 * The files that may lead to some others, or to what leads to them: those whose text names one. Of a tree in which all other
 * files led nowhere, the ways to `targets` are the same. `links` are those of the image, by their places. Undefined when that
 * may be any file: there are too many names, as of a library that everybody uses.
 */
export function leadersTo(
  targets: readonly AuditedFile[],
  context: AuditContext,
  links: ReadonlyMap<string, string>,
): Leaders | undefined {
  const left = new Set(context.ofKind(...LEADING).filter(({ installedPath }) => installedPath !== undefined));
  const isNamed = createMentions();
  const leaders = new Set<AuditedFile>();
  const known = new Map<string, Name>();
  let names = namesOf(targets, links, known);
  while (names.length > 0) {
    if (known.size > MOST_NAMES) return undefined;
    const found = [...left].filter((file) => names.some((name) => isNamed(file, name)));
    for (const file of found) {
      leaders.add(file);
      left.delete(file);
    }
    names = namesOf(found, links, known);
  }
  const isNaming = (file: AuditedFile): boolean => [...known.values()].some((name) => isNamed(file, name));
  const near = {
    files: new Set([...targets, ...leaders]),
    names: [...known.values()].map(({ text }) => text),
    isNaming,
  };
  return { files: leaders, starters: startersOf(context, near) };
}

/** The names by which somebody may start, source or import files, as far as they are not known yet. */
function namesOf(
  files: readonly AuditedFile[],
  links: ReadonlyMap<string, string>,
  known: Map<string, Name>,
): readonly Name[] {
  const before = known.size;
  const parts = new Set([...known.values()].map(({ text }) => text));
  const add = (path: string): void => {
    for (const name of namesOfPlace(path)) {
      parts.add(name.text);
      known.set(`${name.isModule ? "module" : "file"} ${name.text}`, name);
    }
  };
  for (const { installedPath } of files) if (installedPath !== undefined) add(installedPath);
  // A link has a name of its own, and others may lead to it.
  for (let size = -1; size < known.size; ) {
    size = known.size;
    for (const [place, target] of links) if (target.split("/").some((part) => parts.has(part))) add(place);
  }
  return [...known.values()].slice(before);
}

/** The last part of a path, and what Python imports by it: a folder, or a file without its ending. */
function namesOfPlace(path: string): readonly Name[] {
  const parts = path.split("/").filter((part) => part !== "");
  const text = parts.at(-1) ?? "";
  const module = text.replace(/\.py$/, "");
  const names = [
    { text, isModule: false },
    { text: module, isModule: true },
  ];
  return /^__\w+__$/.test(module) ? [...names, { text: parts.at(-2) ?? "", isModule: true }] : names;
}
