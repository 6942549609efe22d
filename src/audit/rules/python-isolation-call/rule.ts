import { allRoots } from "../../entries/all-roots.ts";
import { type Grade, gradeOfLine, severityOfPath } from "../../entries/grade.ts";
import { isolationOf, leftOpen } from "../../entries/isolation.ts";
import { startsOfJavaScript } from "../../entries/javascript-starts.ts";
import { startsOfPerl } from "../../entries/perl-starts.ts";
import { type InterpreterCall, interpreterCall } from "../../entries/python-calls.ts";
import { startsOfPython } from "../../entries/python-starts.ts";
import { type Start, startsOfShell, startsOfText } from "../../entries/starts.ts";
import type { AuditContext, AuditedFile, RawFinding, Rule, Severity } from "../../model.ts";
import { readJavaScript } from "../../parse/javascript/read-javascript.ts";
import { parsedOf } from "../../parse/parsed-of.ts";
import { readPerl } from "../../parse/perl/read-perl.ts";
import { readPython } from "../../parse/python/read-python.ts";
import { readShell } from "../../parse/shell/read-shell.ts";
import { shellText } from "../../parse/shell/texts.ts";
import type { ShellWord } from "../../parse/shell/types.ts";

/** Lines that name the interpreter: the first line of the script, and what it says, does not count then. */
export const pythonIsolationCall: Rule = {
  id: "python-isolation-call",
  class: "b",
  title: "Python is started by its name, without isolation",
  severity: "high",
  scopes: ["tree", "image"],
  why: "`python3 script` reads no first line: a `-I` there does nothing. Modules come from PYTHONPATH, the user's site-packages and the folder of the script; with `-c`, `-m` and a script on standard input from the current directory before all others. Whoever can write to one of these places has code of theirs run with the rights of the line.\n\nHigh where root, or an account that may become root, runs a script or module so, and for a script that is named relative to the current directory; medium in a session and for code after `-c` that imports something; low for code that imports nothing.",
  fix: "Start the program by its own path, and let its first line be `#!/usr/bin/python3 -I`; or add the option:\n\n    /usr/bin/python3 -I /usr/lib/example/program\n    python3 -I -c 'import json, sys; …'\n\nWhere `-I` is too much, `-E -s -P` (Python 3.11) is the same in single steps.",
  references: [
    { title: "python3(1), -I, -c and -m" },
    { title: "Python: sys.path", url: "https://docs.python.org/3/library/sys_path_init.html" },
    { title: "CWE-427: Uncontrolled search path element", url: "https://cwe.mitre.org/data/definitions/427.html" },
  ],
  *detect(context: AuditContext): Iterable<RawFinding> {
    const seen = new Set<string>();
    for (const finding of [...findingsInFiles(context), ...findingsAtRoots(context)]) {
      const id = `${finding.line} ${finding.path}`;
      if (!seen.has(id)) yield finding;
      seen.add(id);
    }
  },
};

function* findingsInFiles(context: AuditContext): Iterable<RawFinding> {
  for (const file of context.ofKind("shell", "python", "perl", "javascript")) {
    if (file.fate !== "image" || !namesPython(file.text())) continue;
    for (const start of startsIn(file)) {
      const call = interpreterCall(start.words, start.isGuess);
      const finding = call && findingOf(call, gradeOfLine(context, file), file.path);
      if (finding) yield finding;
    }
    if (file.kind === "shell") yield* findingsOnInput(context, file);
  }
}

/** Whether Python is named below the first line. */
function namesPython(text: string): boolean {
  return text.includes("python", text.startsWith("#!") ? text.indexOf("\n") : 0) || text.includes("sys.executable");
}

function startsIn(file: AuditedFile): readonly Start[] {
  if (file.kind === "javascript") return startsOfJavaScript(parsedOf(file, readJavaScript).value);
  if (file.kind === "perl") return startsOfPerl(parsedOf(file, readPerl).value);
  return file.kind === "shell"
    ? startsOfShell(parsedOf(file, readShell).value)
    : startsOfPython(parsedOf(file, readPython).value);
}

/** `python3 - <<EOF`; `python3 <<EOF` and `… | python3`, which name no `-`. */
function* findingsOnInput(context: AuditContext, file: AuditedFile): Iterable<RawFinding> {
  const { commands, hereDocuments } = parsedOf(file, readShell).value;
  for (const { pipesTo } of commands) {
    const call = pipesTo && callOnInput(pipesTo.words);
    const finding = call && findingOf(call, gradeOfLine(context, file), file.path);
    if (finding) yield finding;
  }
  for (const { command, text } of hereDocuments) {
    const call = callOnInput(command.words);
    const [first] = command.words;
    if (!call || !first) continue;
    const run = { ...call.run, kind: "code" as const, what: { ...first, text, isFixed: true } as typeof first };
    const finding = findingOf({ ...call, run }, gradeOfLine(context, file), file.path);
    if (finding) yield finding;
  }
}

function callOnInput(words: readonly ShellWord[]): InterpreterCall | undefined {
  const [first] = words;
  const call = first && interpreterCall([...words, { ...first, text: "-" }]);
  return call?.run.kind === "input" ? call : undefined;
}

/** Lines of units, desktop files, sudoers, cron and the like. */
function* findingsAtRoots(context: AuditContext): Iterable<RawFinding> {
  for (const { words, step, ...rights } of allRoots(context)) {
    const entryPath = { ...rights, steps: [step] };
    const text = shellText(words);
    const inner = text ? startsOfText(text.text, step.line).map((start) => start.words) : [];
    for (const each of [words, ...inner]) {
      const call = interpreterCall(each);
      const grade = { severity: severityOfPath(context, entryPath), entryPath };
      const finding = call && findingOf(call, grade, step.path, words[0]?.line);
      if (finding) yield finding;
    }
  }
}

function findingOf(
  { interpreter, run }: InterpreterCall,
  { severity, entryPath }: Grade,
  path: string,
  line = interpreter.line,
): RawFinding | undefined {
  const isolation = isolationOf(run.options);
  if (isolation === "full" || isOfSources(run)) return undefined;
  const own = severityOfRun(run, severity);
  return {
    path,
    line,
    severity: isolation === "some" && own === "high" ? "medium" : own,
    message: `${interpreter.text} runs ${WHAT[run.kind]}${run.kind === "script" || run.kind === "module" ? ` ${run.what?.text ?? ""}` : ""} with modules from ${leftOpen(run.options)}.`,
    ...(entryPath ? { entryPath } : {}),
  };
}

/** `setup.py` stands in sources alone: what starts it builds or installs them. */
function isOfSources({ kind, what }: InterpreterCall["run"]): boolean {
  return kind === "script" && what !== undefined && /^(?:\.\/)?setup\.py$/.test(what.text);
}

const WHAT: Readonly<Record<InterpreterCall["run"]["kind"], string>> = {
  script: "the script",
  module: "the module",
  code: "code",
  input: "what it is given",
};

function severityOfRun({ kind, what }: InterpreterCall["run"], severity: Severity): Severity {
  if (kind === "script") return what?.isFixed && /^\.{1,2}\//.test(what.text) ? "high" : severity;
  if (kind === "module") return severity;
  if (kind === "code" && what?.isFixed && !imports(what.text)) return "low";
  return "medium";
}

function imports(code: string): boolean {
  const { imports: found, calls } = readPython(code).value;
  return found.length > 0 || calls.some(({ name }) => name === "__import__" || name === "importlib.import_module");
}
