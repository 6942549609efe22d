import { createContext } from "../context.ts";
import { type Edge, edgesOf, edgesOfRoot } from "../entries/edges.ts";
import { gradeOfProgram } from "../entries/grade.ts";
import { createResolver } from "../entries/resolve.ts";
import { sudoersRoots } from "../entries/roots/sudoers.ts";
import type { AuditContext, AuditedFile } from "../model.ts";
import { isAliasName } from "../parse/sudoers/check-aliases.ts";
import { toolPower } from "../rules/sudo-arguments/tools.ts";
import { imageLinks } from "../tree/image-links.ts";
import { rulesOf } from "../written/sudoers-sources.ts";

/** As far as the graph of entries goes. */
const LONGEST = 8;

/**
 * Whether sudo rules, as they are and as they were, say nothing about others' and take nothing from them: they define and name
 * no alias and include nothing. What they set and grant is told in their own lines then, and says of others' how bad they are.
 */
export function standAlone(files: readonly AuditedFile[]): boolean {
  return files.every((file) => {
    const { grants, defaults, aliases, includes } = rulesOf(copy(file));
    const names = [
      ...grants.flatMap((grant) => [
        ...grant.users,
        ...grant.hosts,
        ...(grant.runAsUsers ?? []),
        ...(grant.runAsGroups ?? []),
        grant.command,
      ]),
      ...defaults.flatMap(({ binding }) => binding?.members ?? []),
    ];
    return aliases.length === 0 && includes.length === 0 && !names.some(({ name }) => isAliasName(name));
  });
}

/**
 * Whether sudo rules start a program that they did not start before, and that counts as one for no other reason: its findings
 * come with the rule. All other programs have theirs, started or not.
 */
export function makePrograms(
  now: readonly AuditedFile[],
  old: readonly AuditedFile[],
  installed: AuditContext["installed"],
): boolean {
  const resolver = createResolver({ installed });
  const before = new Set(startsOf(old).map(({ id }) => id));
  const fresh = startsOf(now).filter(({ id }) => !before.has(id));
  let reached = programsOf(fresh.flatMap(({ start }) => edgesOfRoot(start, resolver)));
  const seen = new Set<AuditedFile>();
  for (let round = 0; round < LONGEST && reached.length > 0; round += 1) {
    if (reached.some(countsWhenStarted)) return true;
    for (const file of reached) seen.add(file);
    reached = programsOf(reached.flatMap((file) => edgesOf(copy(file), resolver))).filter((file) => !seen.has(file));
  }
  return false;
}

/**
 * Whether what sudo rules grant can be judged without those of other files. Of a program that nobody can look into, these
 * say how bad it is.
 */
export function areJudgedAlone(files: readonly AuditedFile[], installed: AuditContext["installed"]): boolean {
  return files.every((file) =>
    rulesOf(copy(file)).grants.every(
      ({ command: { name, arguments: given } }) =>
        given.kind !== "any" ||
        !name.startsWith("/") ||
        /[*?[]|\/$/.test(name) ||
        toolPower(name) !== undefined ||
        ["shell", "python", "perl"].includes(installed(name)?.kind ?? ""),
    ),
  );
}

function startsOf(files: readonly AuditedFile[]) {
  const context = createContext({
    scope: "tree",
    files: files.map(copy),
    links: imageLinks(new Map()),
    baseRelease: undefined,
    entries: () => NOTHING_STARTED,
  });
  return [...sudoersRoots(context)].map(({ words, step: { line } }) => ({
    id: words.map(({ text }) => text).join("\0"),
    start: { words, directory: undefined, line, isGuess: false },
  }));
}

/** What is imported is no program, and its own imports are none. */
function programsOf(edges: readonly Edge[]): readonly AuditedFile[] {
  const started = edges.filter(({ what }) => what === "script" || what === "interpreter");
  return [...new Set(started.map(({ target }) => target))];
}

const NOTHING_STARTED = { of: () => [], startedExplicitly: new Set<string>(), isStartedByName: () => false };

function countsWhenStarted(file: AuditedFile): boolean {
  if (file.kind !== "python" || !file.text().startsWith("#!")) return false;
  const context = createContext({
    scope: "tree",
    files: [file],
    links: imageLinks(new Map()),
    baseRelease: undefined,
    entries: () => NOTHING_STARTED,
  });
  return gradeOfProgram(context, file) === undefined;
}

/** What its parser has to say of a copy is heard by nobody. */
function copy(file: AuditedFile): AuditedFile {
  return { ...file, text: () => file.text() };
}
