import { posix } from "node:path";
import type { AuditContext, AuditedFile } from "../model.ts";
import { parsedOf } from "../parse/parsed-of.ts";
import { readSudoers } from "../parse/sudoers/read-sudoers.ts";
import type { SudoersFile } from "../parse/sudoers/types.ts";
import { type WrittenSource, writtenSources } from "./sources.ts";

/** Rules of sudo, and the file in which they are found. */
export interface SudoersSource {
  readonly file: AuditedFile;
  readonly value: SudoersFile;
}

/** sudo leaves out names with a dot or a final tilde. */
const SUDOERS = { kind: "sudoers", mark: "sudoers", form: /\/etc\/sudoers(?:\.d\/[^/.]*[^/.~])?$/ } as const;

const known = new WeakMap<AuditContext, readonly SudoersSource[]>();

/** Every sudo rule of a tree: files that are sudoers, those that they take in, and what scripts and patches write into some. */
export function sudoersSources(context: AuditContext): readonly SudoersSource[] {
  const before = known.get(context);
  if (before) return before;
  const files = context.ofKind("sudoers").map((file) => ({ file, value: parsedOf(file, readSudoers).value }));
  const sources = [...files, ...included(context, files), ...writtenSources(context, SUDOERS).map(writtenRules)];
  known.set(context, sources);
  return sources;
}

/** Files that an include names and whose text alone does not tell what they are. */
function included(context: AuditContext, files: readonly SudoersSource[]): SudoersSource[] {
  const seen = new Set(files.map(({ file }) => file.path));
  const found: SudoersSource[] = [];
  const waiting = [...files];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const from = next.file.installedPath;
    for (const { path, isDirectory } of next.value.includes) {
      if (isDirectory || (from === undefined && !path.startsWith("/"))) continue;
      const file = context.installed(posix.resolve(posix.dirname(from ?? "/"), path));
      if (!file || seen.has(file.path)) continue;
      seen.add(file.path);
      const source = { file: { ...file, kind: "sudoers" as const }, value: parsedOf(file, readSudoers).value };
      found.push(source);
      waiting.push(source);
    }
  }
  return found;
}

/**
 * What a script or patch writes is judged where it writes it. Of what a patch only shows, the aliases serve what it adds;
 * their commands have the line 0, since it is a grant that answers for them.
 */
function writtenRules({ file, text, lines, isOwn }: WrittenSource): SudoersSource {
  const last = lines.at(-1) ?? 1;
  const { value } = readSudoers(rooted(text), (line) => (isOwn(line) ? (lines[line - 1] ?? last) : 0));
  return {
    file,
    value: {
      grants: value.grants.filter(({ command }) => command.line > 0),
      defaults: value.defaults.filter(({ line }) => line > 0),
      aliases: value.aliases,
      includes: value.includes.filter(({ line }) => line > 0),
    },
  };
}

/** A command below a folder that only a run would tell is absolute nevertheless. */
function rooted(text: string): string {
  return text.replace(/(?<=[\s,:!)=])\$(?=(?:\w+|\?)\/)/g, "/$");
}
