import type { ShellWord } from "../parse/shell/types.ts";
import { isPython, type PythonRun, pythonRun } from "./interpreters.ts";
import { baseName, launchOf } from "./wrappers.ts";

/** An interpreter of Python that a line starts by its name. */
export interface InterpreterCall {
  readonly interpreter: ShellWord;
  readonly run: PythonRun;
}

/** Programs whose arguments are names, not command lines. */
const NAMING = new Set(
  "apt apt-get aptitude dpkg dpkg-query dpkg-divert pip pip3 echo printf command which type pgrep pkill killall pidof grep sed awk test [ [[ ln cp mv rm chmod chown install touch file stat readlink update-alternatives cat logger export local declare readonly typeset alias hash whereis man setcap getcap complete compgen compopt bind".split(
    " ",
  ),
);

/**
 * The interpreter that these words start, behind wrappers known and unknown; undefined when they only name one, or when
 * they may be no command line at all and do not look like one.
 */
export function interpreterCall(words: readonly ShellWord[], isGuess = false): InterpreterCall | undefined {
  const launch = launchOf(words);
  if (!launch) return undefined;
  const isBehind = isRunning(launch.program) && words[0]?.text !== launch.program.text;
  if (isPython(launch.program.text)) return callAt(launch.program, launch.arguments, isGuess && !isBehind);
  if (NAMING.has(baseName(launch.program.text))) return undefined;
  for (const [at, word] of launch.arguments.entries()) {
    const call = isPython(word.text) ? callAt(word, launch.arguments.slice(at + 1), !isRunning(word)) : undefined;
    if (call) return call;
  }
  return undefined;
}

/** The interpreter that runs a program: behind another program it is no word that may mean something else. */
function isRunning({ text }: ShellWord): boolean {
  return text === "sys.executable";
}

/** Behind a wrapper that nobody knows, what follows has to look like what an interpreter is given. */
function callAt(interpreter: ShellWord, given: readonly ShellWord[], isStrict: boolean): InterpreterCall | undefined {
  const run = pythonRun(given);
  if (!run) return undefined;
  if (isStrict && (run.kind === "input" || (run.kind === "script" && !/\/|\.py$/.test(run.what?.text ?? "")))) {
    return undefined;
  }
  return run.kind === "input" && given.every(({ text }) => text !== "-") ? undefined : { interpreter, run };
}
