import { posix } from "node:path";
import type { Parsed } from "../../kernel/index.ts";
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

/** sudo leaves out names with a dot or a final tilde; sources keep rules that are installed under another name as `NAME.sudoers`. */
const SUDOERS = {
  kind: "sudoers",
  marks: ["sudoers", "visudo", "NOPASSWD", "wheelNeedsPassword", "nopasswd"],
  form: /\/etc\/sudoers(?:\.d\/[^/.]*[^/.~])?$|\/[^/]+\.sudoers$/,
} as const;

const known = new WeakMap<AuditContext, readonly SudoersSource[]>();

/** Every sudo rule of a tree: files that are sudoers, those that they take in, and what scripts and patches write into some. */
export function sudoersSources(context: AuditContext): readonly SudoersSource[] {
  const before = known.get(context);
  if (before) return before;
  const files = context.ofKind("sudoers").map((file) => ({ file: ofContainer(file, context), value: rulesOf(file) }));
  const sources = [...files, ...included(context, files), ...writtenSources(context, SUDOERS).map(writtenRules)];
  known.set(context, sources);
  return sources;
}

/** A root that a container is given lies beside what it is built by, and is no program of a build. */
function ofContainer(file: AuditedFile, context: AuditContext): AuditedFile {
  const isRoot =
    file.fate === "build" &&
    (/(?:^|\/)(?:docker|packer|containers?|images?)\/(?:.*\/)?etc\/sudoers/.test(file.path) ||
      copiedIntoContainers(context).has(file.path));
  return isRoot ? { ...file, fate: "image", text: () => file.text() } : file;
}

const COPIED = /^[ \t]*(?:COPY|ADD)[ \t]+(?:--\S+[ \t]+)*([^\s"[]+)[ \t]+\/etc\/sudoers(?:[.\s/]|$)/gim;
const copied = new WeakMap<AuditContext, ReadonlySet<string>>();

/** Files that a Dockerfile puts where sudo reads, beside it or from the top of the tree. */
function copiedIntoContainers(context: AuditContext): ReadonlySet<string> {
  const before = copied.get(context);
  if (before) return before;
  const found = new Set<string>();
  for (const file of context.ofKind("dockerfile")) {
    if (file.fate === "test") continue;
    for (const [, from = ""] of file.text().matchAll(COPIED))
      for (const top of [posix.dirname(file.path), "."]) found.add(posix.join(top, from));
  }
  copied.set(context, found);
  return found;
}

/** The rules of a file. What does not stand where sudo reads may be a template, in which a build fills in folders. */
export function rulesOf(file: AuditedFile): SudoersFile {
  const isPlaced = /^\/etc\/sudoers(?:$|\.d\/[^/.]*$)/.test(file.installedPath ?? "");
  return parsedOf(file, isPlaced ? readSudoers : readTemplate).value;
}

function readTemplate(text: string): Parsed<SudoersFile> {
  return readSudoers(rooted(text));
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
      const source = { file: { ...file, kind: "sudoers" as const }, value: rulesOf(file) };
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

/** A folder that only a run or a build tells: `$NAME/`, `@NAME@/`, `--NAME--/`. */
const FOLDER = /(?<=[\s,:!)=])(?=(?:\$(?:\w+|\?)|@\w+@|%%\w+%%|__\w+__|--\w+--|\{\{ ?\w+ ?\}\})\/)/g;
/** A command as a whole that only a run tells, before arguments that are written. */
const COMMAND = /(?<=[:=!),][ \t]{0,40})(?=\$\w+[ \t]+(?!\w+[ \t]*=)[^\s,:=])/g;
/** A command as a whole that a build fills in. */
const FILLED_IN =
  /(?<=[:=!),](?:[ \t]|\\\r?\n){0,40})(?=(?:@\w+@|%%\w+%%)(?:[ \t]+(?!\w+[ \t]*=)[^\s=]|[ \t]*(?:,|\\?\r?$)))/gm;
/** A program by its name alone is one that a script has looked for: sudo takes no such rule. */
const LOOKED_FOR =
  /(?<=PASSWD[ \t]{0,40}:[ \t]{0,40})(?=(?!sudoedit\b|list\b)[a-z][\w+-]*(?:[ \t]*(?:,|$)|[ \t]+[^\s:=]))/gm;

const SEARCHED = /\$\((?:command[ \t]+-v|which)[ \t]+([\w.+-]+)\)/g;

/** A command below a folder that only a run would tell is absolute nevertheless, and one that is given arguments too. */
function rooted(text: string): string {
  return text
    .replace(SEARCHED, "/usr/bin/$1")
    .replace(FOLDER, "/")
    .replace(COMMAND, "/")
    .replace(FILLED_IN, "/")
    .replace(LOOKED_FOR, "/usr/bin/");
}
