import type { AuditContext } from "../model.ts";
import { parsedOf } from "../parse/parsed-of.ts";
import { readShell } from "../parse/shell/read-shell.ts";
import type { ShellWord } from "../parse/shell/types.ts";
import { isPython, pythonRun, scriptOf } from "./interpreters.ts";
import { isolationOf } from "./isolation.ts";
import { startsOfShell } from "./starts.ts";
import { launchOf } from "./wrappers.ts";

/** A file in a folder of which a build or a run tells the name: `@datadir@/x.py`, `$TOP/x.py`, `/opt/app/x.py`. */
const NAMED = /\/([\w.-]+\.py)$/;

/**
 * Paths of Python files that scripts of the tree start by a name that only one file has. Trees that do not say where their
 * files go are not followed further: the folder in front of the name is not known there.
 */
export function startedByName(context: AuditContext): ReadonlySet<string> {
  const byName = new Map<string, string[]>();
  for (const { path } of context.ofKind("python")) {
    const name = path.slice(path.lastIndexOf("/") + 1);
    byName.set(name, [...(byName.get(name) ?? []), path]);
  }
  const started = new Set<string>();
  const start = (word: ShellWord | undefined): void => {
    const name = NAMED.exec(word?.text ?? "")?.[1];
    const [path, ...others] = (name !== undefined && byName.get(name)) || [];
    if (path !== undefined && others.length === 0) started.add(path);
  };
  for (const file of context.ofKind("shell")) {
    if (file.fate !== "image" || !file.text().includes(".py")) continue;
    for (const { words } of startsOfShell(parsedOf(file, readShell).value)) {
      const launch = launchOf(words);
      start(launch?.program);
      const run = launch && isPython(launch.program.text) ? pythonRun(launch.arguments) : undefined;
      // Who keeps the caller out when naming the interpreter has no need of a first line.
      if (launch && !(run && isolationOf(run.options) === "full")) start(scriptOf(launch));
    }
  }
  return started;
}
