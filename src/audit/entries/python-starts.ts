import { isText } from "../parse/python/texts.ts";
import type { PythonArgument, PythonProgram } from "../parse/python/types.ts";
import { shellText } from "../parse/shell/texts.ts";
import type { ShellWord } from "../parse/shell/types.ts";
import { execWords } from "./exec-words.ts";
import { type Start, startsOfText } from "./starts.ts";

/** The interpreter that runs the program: its path, without its options. */
const RUNNING = "sys.executable";

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
/** Calls that name a file and then the program's arguments, its own name in front; `spawn` has a mode before all of them. */
const BY_WORDS = /^os\.(?:exec|(spawn))l(?:p|e|pe)?$/;
const BY_LIST = /^os\.(?:(?:exec|(spawn))v(?:p|e|pe)?|posix_spawnp?)$/;

/** What a program starts: command lines as lists, wherever they are made, and lines for a shell. */
export function startsOfPython(program: PythonProgram): Start[] {
  const values = pythonVariables(program);
  const started = new Set(program.calls.flatMap(runningIn));
  const starts: Start[] = program.lists.map(({ items, line }) => ({
    ...start(items, line, values),
    isGuess: !runsConstant(items) && !started.has(items),
  }));
  for (const { name, arguments: given, line } of program.calls) {
    const positional = given.filter(({ kind }) => kind !== "keyword");
    const first = positional[0] && knownValue(positional[0], values);
    const isShell = SHELL_CALLS.has(name) || (SUBPROCESS.test(name) && usesShell(given));
    const byWords = BY_WORDS.exec(name);
    const byList = BY_LIST.exec(name);
    const lines = isShell && positional[0] ? shellLines(positional[0], first, program) : [];
    if (lines.length > 0) starts.push(...lines.flatMap(({ value, line: at }) => startsOfText(value, at)));
    else if (SUBPROCESS.test(name) && first?.kind === "string") starts.push(start([first], line, values));
    else if (SPREAD_CALLS.has(name)) starts.push(start(positional, line, values));
    else if (byWords) starts.push(start(withoutName(positional.slice(byWords[1] ? 1 : 0)), line, values));
    else if (byList) starts.push(start(withoutName(spread(positional.slice(byList[1] ? 1 : 0), values)), line, values));
    else if (name.endsWith(".split")) starts.push(...startsOfSplit(name, positional, line, values));
    else if (positional.length > 1 && isCommandLine(first)) starts.push(start(positional, line, values));
  }
  return starts.filter(({ words }) => words.length > 0).flatMap((one) => [one, ...startsOfShellText(one)]);
}

/** `[sys.executable, SCRIPT, …]`, and a program that starts itself anew: no list of names has a constant there. */
function runsConstant([first, second]: readonly PythonArgument[]): boolean {
  if (!isRunning(first) || second?.kind !== "name") return false;
  return /^(?:[\w.]+\.)?(?:[A-Z][A-Z0-9_]+|__file__)$/.test(second.name);
}

/** The list that a call starts as it is written there, where it begins with the running interpreter. */
function runningIn({ name, arguments: [first] }: PythonProgram["calls"][number]): (readonly PythonArgument[])[] {
  return SUBPROCESS.test(name) && first?.kind === "list" && isRunning(first.items[0]) ? [first.items] : [];
}

function isRunning(word: PythonArgument | undefined): boolean {
  return word?.kind === "name" && word.name === RUNNING;
}

/** A name that is given several texts stands for each of them. */
function shellLines(
  asked: PythonArgument,
  known: PythonArgument | undefined,
  { assignments }: PythonProgram,
): readonly { readonly value: string; readonly line: number }[] {
  if (isText(known)) return [known];
  if (asked.kind !== "name") return [];
  return assignments
    .filter(({ name }) => name === asked.name)
    .slice(0, MOST_TEXTS)
    .flatMap(({ value }) => (isText(value) ? [value] : []));
}

/** The file and the words behind the program's own name. */
function withoutName(positional: readonly PythonArgument[]): readonly PythonArgument[] {
  return [...positional.slice(0, 1), ...positional.slice(2)];
}

/** A file and the list of its words, as one list. */
function spread([file, list]: readonly PythonArgument[], values: PythonValues): readonly PythonArgument[] {
  const words = list && knownValue(list, values);
  return file && words?.kind === "list" ? [file, ...words.items] : [];
}

/** `LINE.split()` and `shlex.split(LINE)` of a name that has one value. */
function startsOfSplit(
  name: string,
  [first]: readonly PythonArgument[],
  line: number,
  values: PythonValues,
): readonly Start[] {
  const owner = name.slice(0, -".split".length);
  const asked: PythonArgument | undefined =
    owner === "shlex" ? first : first ? undefined : { kind: "name", name: owner };
  const text = asked?.kind === "name" ? knownValue(asked, values) : undefined;
  if (!isText(text)) return [];
  return [{ words: execWords(text.value, text.line), directory: undefined, line, isGuess: true }];
}

function knownValue(argument: PythonArgument, values: PythonValues): PythonArgument {
  return argument.kind === "name" ? (values.get(argument.name) ?? argument) : argument;
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

/** Texts of one name; a program that has more has a table. */
const MOST_TEXTS = 20;

type PythonValues = ReadonlyMap<string, PythonArgument>;

/** The line of a value that counts where it is used. */
const OF_USE = 0;
/** Functions that find a program by its name. */
const FINDS = /^(?:shutil\.which|(?:distutils\.spawn\.)?find_executable|GLib\.find_program_in_path)$/;

function pythonVariables(program: PythonProgram): PythonValues {
  const values = new Map<string, PythonArgument>();
  const twice = new Set<string>();
  for (const { name, value } of program.assignments) {
    if (values.has(name)) twice.add(name);
    values.set(name, value);
  }
  for (const { name, assignedTo, arguments: given } of program.calls) {
    const [first] = given;
    if (assignedTo === undefined || !FINDS.test(name) || first?.kind !== "string") continue;
    if (!values.has(assignedTo) || values.get(assignedTo)?.kind === "computed")
      values.set(assignedTo, { ...first, line: OF_USE });
  }
  for (const name of twice) values.delete(name);
  return values;
}

function start(items: readonly PythonArgument[], line: number, values: PythonValues): Start {
  const words = items.flatMap((item): ShellWord[] => {
    const value = knownValue(item, values);
    if (isText(value)) {
      return [
        { text: value.value, isFixed: value.kind === "string", forwardsArguments: false, line: value.line || line },
      ];
    }
    if (value.kind === "keyword") return [];
    if (value.kind === "name" && value.name === RUNNING)
      return [{ text: RUNNING, isFixed: true, forwardsArguments: false, line }];
    return [{ text: "$computed", isFixed: false, forwardsArguments: false, line }];
  });
  return { words, directory: undefined, line, isGuess: false };
}
