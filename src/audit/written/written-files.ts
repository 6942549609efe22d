import { takeAccountsFrom } from "../entries/accounts.ts";
import { allRoots } from "../entries/all-roots.ts";
import { launchOf } from "../entries/wrappers.ts";
import { kindOf } from "../files/kind-of.ts";
import type { AuditContext, AuditedFile, EntryGraph, EntryPath, FileKind, RawFinding, Rule } from "../model.ts";
import { type WrittenSource, writtenSources } from "./sources.ts";

/** Programs, and what starts them, put where the system looks for them; a home folder and `/tmp` are none of these places. */
const WANTED = {
  kind: "shell",
  // A first line, or a place, within the text of a script that has a first line itself.
  marks: ["\n#!", "\t#!", "'#!", '"#!', "[Desktop Entry]", "/cron", "/rc.local"],
  form: /^\/(?:s?bin|opt)\/.|\/usr\/(?:local\/)?(?:s?bin|games|lib(?:exec)?|share)\/.|\/etc\/(?:cron|rc\.local$|init\.d\/|xdg\/autostart\/|profile\.d\/|X11\/Xsession\.d\/)/,
  withoutPatches: true,
} as const;

/** The place in the image: what stands before it is the folder in which the image is put together. */
const PLACE = /^\/(?:s?bin|opt)\/.*|\/usr\/.*|\/etc\/.*/;

/** What rules of programs read. Units, sudo rules and the like have readers of their own, which know what is written. */
const KINDS: ReadonlySet<FileKind> = new Set(["python", "perl", "shell", "javascript", "desktop", "crontab"]);

/** Parts a path that no tree has: the script, and which of the files that it writes. */
const PART = "\0";

/** Whether a script or a description of a machine may write such files; most do not, and are not read for them. */
export function mayWriteFiles(text: string): boolean {
  return WANTED.marks.some((mark) => text.includes(mark));
}

/** The files that scripts of a tree write, as a tree of their own. */
export interface WrittenFiles {
  readonly context: AuditContext;
  /** What a rule finds in one of them as a finding in the script that writes it; undefined where the script does not say it. */
  inScript(rule: Rule, finding: RawFinding): RawFinding | undefined;
}

const known = new WeakMap<AuditContext, WrittenFiles | undefined>();

/**
 * Programs and what starts them that scripts write by here documents, `printf`, `tee` and the like; undefined when there are
 * none. What such a script writes itself is judged with it.
 */
export function writtenFiles(context: AuditContext): WrittenFiles | undefined {
  if (known.has(context)) return known.get(context);
  const written = new Map<string, WrittenSource>();
  const files = writtenSources(context, WANTED).flatMap((source, index) => {
    const file = asFile(source, index);
    if (!file) return [];
    written.set(file.path, source);
    return [file];
  });
  const found = files.length === 0 ? undefined : { context: contextOf(context, files), inScript: toScript(written) };
  known.set(context, found);
  return found;
}

function asFile({ file, target, text, lines }: WrittenSource, index: number): AuditedFile | undefined {
  const installedPath = PLACE.exec(target)?.[0];
  if (installedPath === undefined || lines.length === 0) return undefined;
  const kind = /\/etc\/rc\.local$/.test(installedPath) ? "shell" : kindOf(installedPath, text.slice(0, 4096));
  if (!KINDS.has(kind)) return undefined;
  const path = `${file.path}${PART}${index}`;
  // Who writes a program with a first line has it started.
  const mode = text.startsWith("#!") ? 0o755 : 0o644;
  return { ...file, path, installedPath, kind, mode, size: text.length, text: () => text };
}

function contextOf(context: AuditContext, files: readonly AuditedFile[]): AuditContext {
  const places = new Map(files.map((file) => [file.installedPath, file]));
  const own: AuditContext = {
    scope: context.scope,
    files,
    ofKind: (...kinds) => files.filter(({ kind }) => kinds.includes(kind)),
    installed: (path) => places.get(path) ?? context.installed(path),
    baseRelease: context.baseRelease,
    get entries() {
      return entriesOf(context, own);
    },
  };
  takeAccountsFrom(own, () => context);
  return own;
}

/** The tree's own ways, and those places where privilege starts that name a written program themselves. */
function entriesOf(context: AuditContext, own: AuditContext): EntryGraph {
  const { entries } = context;
  return {
    of(place) {
      const ways = entries.of(place);
      return ways.length > 0 ? ways : [...allRoots(context), ...allRoots(own)].flatMap((root) => wayTo(place, root));
    },
    startedExplicitly: entries.startedExplicitly,
    isStartedByName: (path) => entries.isStartedByName(path),
  };
}

function wayTo(place: string, { words, step, ...rights }: ReturnType<typeof allRoots>[number]): EntryPath[] {
  return launchOf(words)?.program.text === place ? [{ ...rights, steps: [step] }] : [];
}

function toScript(written: ReadonlyMap<string, WrittenSource>): WrittenFiles["inScript"] {
  const placed = <T extends { readonly path: string; readonly line: number }>(there: T): T => {
    const source = written.get(there.path);
    if (!source) return there;
    const line = source.lines[Math.max(there.line, 1) - 1] ?? source.lines.at(-1) ?? 0;
    return { ...there, path: source.file.path, line };
  };
  return (rule, finding) => {
    const source = written.get(finding.path);
    if (!source?.isOwn(Math.max(finding.line, 1))) return undefined;
    const { entryPath, ...rest } = finding;
    const steps = entryPath?.steps.map(placed);
    const inScript = placed(rest);
    if (rule.class === "a" && hasUnknown(source, inScript.line)) return undefined;
    return {
      ...inScript,
      ...(entryPath && steps ? { entryPath: { ...entryPath, steps } } : {}),
      ...(source.file.fate === "image" ? { shapesImage: true } : {}),
    };
  };
}

/** Whether a line gets a value that only a run would tell: a directory in it may be any. */
function hasUnknown({ file, isExpanded }: WrittenSource, line: number): boolean {
  return isExpanded === true && /(?<!\\)[$`]/.test(file.text().split("\n")[line - 1] ?? "");
}
