import type { ShellWord } from "../parse/shell/types.ts";
import { baseName, type Launch } from "./wrappers.ts";

/** `sys.executable` is what runs a program of Python, whose options it does not hold. */
const PYTHON = /^(?:python(?:[23](?:\.\d+)?)?(?:-dbg)?|sys\.executable)$/;
const OTHERS = /^(?:perl[\d.]*|ruby[\d.]*|node|nodejs|gjs|(?:ba|da|k|z)?sh)$/;

/** What Python is asked to run, with the options before it. */
export interface PythonRun {
  readonly kind: "script" | "code" | "module" | "input";
  /** The path, the code or the module; undefined for standard input. */
  readonly what: ShellWord | undefined;
  /** The options as written, without those of `-X` and `-W`. */
  readonly options: readonly string[];
}

export function isPython(word: string): boolean {
  return PYTHON.test(baseName(word));
}

/** Reads Python's own command line (python3(1)); undefined when nothing is run, such as for `--version`. */
export function pythonRun(words: readonly ShellWord[]): PythonRun | undefined {
  const options: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const { text } = words[at] as ShellWord;
    if (text === "-") return { kind: "input", what: undefined, options };
    if (text === "--" || !text.startsWith("-")) {
      return { kind: "script", what: words[text === "--" ? at + 1 : at], options };
    }
    if (text.startsWith("--")) {
      if (text === "--version" || text === "--help") return undefined;
      if (text === "--check-hash-based-pycs") at += 1;
      continue;
    }
    const stop = /^-[^cmWXVh]*([cmWXVh])(.*)$/s.exec(text);
    const letters = stop ? text.slice(0, text.indexOf(stop[1] ?? "")) : text;
    if (letters.length > 1) options.push(letters);
    if (!stop) continue;
    const attached: ShellWord | undefined = stop[2] ? { ...(words[at] as ShellWord), text: stop[2] } : words[at + 1];
    if (stop[1] === "c") return { kind: "code", what: attached, options };
    if (stop[1] === "m") return { kind: "module", what: attached, options };
    if (stop[1] === "V" || stop[1] === "h") return undefined;
    if (!stop[2]) at += 1;
  }
  return { kind: "input", what: undefined, options };
}

/** The script that a launch names for an interpreter, if its program is one. */
export function scriptOf(launch: Launch): ShellWord | undefined {
  const { program, arguments: words } = launch;
  if (isPython(program.text)) {
    const run = pythonRun(words);
    return run?.kind === "script" ? run.what : undefined;
  }
  if (!OTHERS.test(baseName(program.text))) return undefined;
  const script = words.find(({ text }) => !text.startsWith("-"));
  return words.some(({ text }) => /^-[a-z]*[ce]$/.test(text)) ? undefined : script;
}
