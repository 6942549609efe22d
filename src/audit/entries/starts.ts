import type { PythonArgument, PythonProgram } from "../parse/python/types.ts";
import { readShell } from "../parse/shell/read-shell.ts";
import { shellText } from "../parse/shell/texts.ts";
import type { ShellScript, ShellWord } from "../parse/shell/types.ts";
import { expandedWord, shellValues } from "../parse/shell/values.ts";

/** A line of words that starts a program, in whatever language it is written. */
export interface Start {
  readonly words: readonly ShellWord[];
  /** The directory that the script has changed to before, where it is fixed. */
  readonly directory: string | undefined;
  readonly line: number;
  /** A list that may be something else than a command line. */
  readonly isGuess: boolean;
}

/** What a script starts; variables that have one fixed value are put in. */
export function startsOfShell(script: ShellScript): Start[] {
  const values = shellValues(script);
  let directory: string | undefined;
  const starts: Start[] = [];
  for (const { words, line } of script.commands) {
    const [first, second] = words;
    if (!first) continue;
    if (first.text === "cd" && second?.text.startsWith("/")) directory = second.text;
    starts.push({ words: words.flatMap((word) => expandedWord(word, values)), directory, line, isGuess: false });
  }
  return starts;
}

/** Calls whose one argument is a line for a shell. */
const SHELL_CALLS = new Set([
  "os.system",
  "os.popen",
  "subprocess.getoutput",
  "subprocess.getstatusoutput",
  "asyncio.create_subprocess_shell",
  "GLib.spawn_command_line_async",
  "GLib.spawn_command_line_sync",
]);
const SUBPROCESS = /^subprocess\.(?:run|Popen|call|check_call|check_output)$/;
/** Calls whose first argument is the program and whose others are its arguments. */
const SPREAD_CALLS = new Set(["asyncio.create_subprocess_exec"]);
const EXECL = /^os\.(?:execl|execlp|execle|execlpe)$/;

/** What a program starts: command lines as lists, wherever they are made, and lines for a shell. */
export function startsOfPython(program: PythonProgram): Start[] {
  const values = pythonVariables(program);
  const starts: Start[] = program.lists.map(({ items, line }) => ({ ...start(items, line, values), isGuess: true }));
  for (const { name, arguments: given, line } of program.calls) {
    const positional = given.filter(({ kind }) => kind !== "keyword");
    const [first] = positional;
    const isShell = SHELL_CALLS.has(name) || (SUBPROCESS.test(name) && usesShell(given));
    if (isShell && first?.kind === "string") starts.push(...startsOfText(first.value, first.line));
    else if (SUBPROCESS.test(name) && first?.kind === "string") starts.push(start([first], line, values));
    else if (SPREAD_CALLS.has(name)) starts.push(start(positional, line, values));
    else if (EXECL.test(name)) starts.push(start([...positional.slice(0, 1), ...positional.slice(2)], line, values));
    else if (positional.length > 1 && isCommandLine(first)) starts.push(start(positional, line, values));
  }
  return starts.filter(({ words }) => words.length > 0).flatMap((one) => [one, ...startsOfShellText(one)]);
}

/** What the text starts that a list gives to a shell: `["sh", "-c", "python3 x"]`. */
function startsOfShellText({ words }: Start): readonly Start[] {
  const text = shellText(words);
  return text?.isFixed ? startsOfText(text.text, text.line) : [];
}

/** A function of the program's own that is given a program and its arguments: `run("/usr/lib/x", "-a")`. */
function isCommandLine(first: PythonArgument | undefined): boolean {
  return first?.kind === "string" && /^\/(?:usr\/(?:local\/)?)?(?:s?bin|lib|libexec)\/\S+$/.test(first.value);
}

function usesShell(given: readonly PythonArgument[]): boolean {
  return given.some((part) => part.kind === "keyword" && part.name === "shell" && shownTrue(part.value));
}

function shownTrue(value: PythonArgument): boolean {
  return value.kind === "name" && value.name === "True";
}

/** What a line for a shell starts. */
export function startsOfText(text: string, line: number): Start[] {
  return startsOfShell(readShell(text).value).map((part) => ({
    ...part,
    line: part.line + line - 1,
    words: part.words.map((word) => ({ ...word, line: word.line + line - 1 })),
  }));
}

function pythonVariables(program: PythonProgram): ReadonlyMap<string, PythonArgument & { readonly line?: number }> {
  const values = new Map<string, PythonArgument>();
  const twice = new Set<string>();
  for (const { name, value } of program.assignments) {
    if (values.has(name)) twice.add(name);
    values.set(name, value);
  }
  for (const name of twice) values.delete(name);
  return values;
}

function start(items: readonly PythonArgument[], line: number, values: ReadonlyMap<string, PythonArgument>): Start {
  const words = items.flatMap((item): ShellWord[] => {
    const value = item.kind === "name" ? (values.get(item.name) ?? item) : item;
    if (value.kind === "string") {
      return [{ text: value.value, isFixed: true, forwardsArguments: false, line: value.line }];
    }
    if (value.kind === "keyword") return [];
    return [{ text: "$computed", isFixed: false, forwardsArguments: false, line }];
  });
  return { words, directory: undefined, line, isGuess: false };
}
