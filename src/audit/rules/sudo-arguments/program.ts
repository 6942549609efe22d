import type { AuditContext, AuditedFile } from "../../model.ts";
import { parsedOf } from "../../parse/parsed-of.ts";
import { readPython } from "../../parse/python/read-python.ts";
import { readShell } from "../../parse/shell/read-shell.ts";
import type { ShellScript, ShellWord } from "../../parse/shell/types.ts";

/** What the program behind a rule does with its arguments, as far as it can be seen. */
export interface Program {
  readonly file: AuditedFile;
  /** It starts another program with the arguments that it was given. */
  readonly forwards: boolean;
  readonly readsArguments: boolean;
  /** It brings up windows, so that a toolkit reads options and environment. */
  readonly isGraphical: boolean;
}

const SCRIPTS = ["shell", "python", "perl"] as const;
const named = new WeakMap<AuditContext, ReadonlyMap<string, readonly AuditedFile[]>>();
const GRAPHICAL =
  /\b(?:DISPLAY|WAYLAND_DISPLAY|XAUTHORITY|xhost|zenity|yad|kdialog|gi\.repository|Gtk\d?|PyQt\d|PySide\d?|tkinter|wx|Glib::Object::Introspection)\b|browser/;

/** The program at a place of the image; one of the same name when a build puts a single one there. */
export function programAt(context: AuditContext, path: string): Program | undefined {
  const file = context.installed(path) ?? onlyOneNamed(context, path.slice(path.lastIndexOf("/") + 1));
  if (!file) return undefined;
  const text = file.text();
  const isGraphical = GRAPHICAL.test(text);
  if (file.kind === "shell") return { file, isGraphical, ...ofShell(parsedOf(file, readShell).value, text) };
  if (file.kind === "python") return { file, isGraphical, ...ofPython(file, text) };
  if (file.kind === "perl") {
    const readsArguments = /@ARGV|\$ARGV\[|\bGetopt::|\bnew_with_options\b/.test(text);
    const forwards = /\b(?:exec|system)\b[^;]*@ARGV/.test(text);
    return { file, isGraphical, readsArguments, forwards };
  }
  return undefined;
}

function onlyOneNamed(context: AuditContext, name: string): AuditedFile | undefined {
  let known = named.get(context);
  if (!known) {
    const files = new Map<string, AuditedFile[]>();
    for (const file of context.ofKind(...SCRIPTS)) {
      const own = file.path.slice(file.path.lastIndexOf("/") + 1);
      const same = files.get(own) ?? [];
      files.set(own, same);
      if (file.fate === "image") same.push(file);
    }
    known = files;
    named.set(context, known);
  }
  const found = known.get(name) ?? [];
  return found.length === 1 ? found[0] : undefined;
}

/** Commands of the shell itself, and those that only look at what they are given. */
const LOOKS = new Set(
  "set shift echo printf test [ [[ local declare export readonly eval getopt getopts logger log error warn die usage basename dirname exit return case for while read true : cat".split(
    " ",
  ),
);

function ofShell({ commands, functions }: ShellScript, text: string) {
  const own = new Set(functions.map(({ name }) => name));
  // `${action}_volumes` calls one of the functions whose names end so.
  const isOwn = ({ text: name, isFixed }: ShellWord): boolean => {
    const tail = /[A-Za-z0-9_]+$/.exec(name)?.[0];
    return own.has(name) || (!isFixed && tail !== undefined && [...own].some((each) => each.endsWith(tail)));
  };
  const handsOn = commands.filter(({ words }) => words.some((word, at) => at > 0 && word.forwardsArguments));
  const reached = new Set(
    handsOn.filter(({ within }) => within === undefined).map(({ words }) => words[0]?.text ?? ""),
  );
  const forwards = handsOn.some(({ words, within }) => {
    const [program] = words;
    const isReached = within === undefined || reached.has(within);
    return isReached && program !== undefined && !isOwn(program) && !LOOKS.has(program.text);
  });
  const readsArguments = /\$\{?[@*#1-9]|^\s*shift\b|\bgetopts\b/m.test(text);
  return { forwards, readsArguments };
}

function ofPython(file: AuditedFile, text: string) {
  const { value } = parsedOf(file, readPython);
  const parses = value.imports.some(({ module }) =>
    /^(?:argparse|optparse|getopt|click|typer|docopt|fire)\b/.test(module),
  );
  const lines = text.split("\n");
  const handsOn = value.argvLines.some((line) => {
    const code = lines[line - 1] ?? "";
    return /sys\.argv\[1:\]|\*sys\.argv|argv\[1:\]/.test(code) && !/parse|getopt|main\(|len\(/.test(code);
  });
  return { forwards: handsOn && !parses, readsArguments: parses || value.argvLines.length > 0 };
}
