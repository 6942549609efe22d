import type { AuditContext, AuditedFile } from "../../model.ts";
import { execWords } from "../exec-words.ts";
import { startsOfText } from "../starts.ts";
import type { Root } from "./root.ts";

/** A line of a table that names what is started: words of its own, or a text for a shell. */
interface Hook {
  readonly text: string;
  readonly line: number;
  readonly isShell: boolean;
}

interface Table {
  readonly form: RegExp;
  /** Without this word nothing is started. */
  readonly mark: RegExp;
  readonly says: string;
  readonly hooks: (text: string) => Iterable<Hook>;
}

/** Longer lines are told of nothing: patterns must not be asked of more. */
const LONGEST = 16 * 1024;

const TABLES: readonly Table[] = [
  { form: /\/udev\//, mark: /\b(?:RUN|PROGRAM|program)\b/, says: "udev runs it as root", hooks: ofUdev },
  { form: /\/apt\//, mark: /-Invoke|-Install-Pkgs/, says: "apt runs it as root", hooks: ofApt },
  { form: /\/pam\.d\//, mark: /pam_exec\.so/, says: "PAM runs it as root when somebody logs in", hooks: ofPam },
  { form: /\/lightdm\//, mark: /-script[ \t]*=/, says: "LightDM runs it as root around a session", hooks: ofLightdm },
  { form: /\/logrotate\.d\//, mark: /endscript/, says: "logrotate runs it as root", hooks: ofLogrotate },
];

/** Programs that udev(7), apt.conf(5), pam_exec(8), lightdm(1) and logrotate(8) start because a line names them. */
export function* hookRoots(context: AuditContext): Iterable<Root> {
  for (const file of context.ofKind("hook-table")) {
    const place = file.installedPath ?? `/${file.path}`;
    const table = file.fate === "image" ? TABLES.find(({ form }) => form.test(place)) : undefined;
    if (table?.mark.test(file.text())) for (const hook of table.hooks(file.text())) yield* rootsOf(file, table, hook);
  }
}

function* rootsOf({ path }: AuditedFile, { says }: Table, { text, line, isShell }: Hook): Iterable<Root> {
  const lines = isShell ? startsOfText(text, line).map(({ words }) => words) : [execWords(text, line)];
  for (const words of lines) {
    const at = words[0]?.line ?? line;
    const step = { what: "hook", says, path, line: at };
    yield { privilege: "root", runsAs: "root", callerControls: [], step, words };
  }
}

function linesOf(text: string): readonly (readonly [string, number])[] {
  return text
    .split("\n")
    .map((each, index) => [each, index + 1] as const)
    .filter(([each]) => each.length <= LONGEST && !/^\s*(?:#|\/\/|$)/.test(each));
}

/** `RUN+="x"`, `PROGRAM=="x"`, `IMPORT{program}="x"`; a name without a folder stands in udev's own (udev(7)). */
function* ofUdev(text: string): Iterable<Hook> {
  for (const [each, line] of linesOf(text))
    for (const [, value = ""] of each.matchAll(
      /\b(?:RUN(?:\{program\})?|PROGRAM|IMPORT\{program\})\s*(?:\+=|:=|==|=)\s*"((?:[^"\\]|\\.)*)"/g,
    ))
      yield { text: value.startsWith("/") ? value : `/usr/lib/udev/${value}`, line, isShell: false };
}

/** `DPkg::Post-Invoke {"x";};` in one or several lines: each text between quotes is a shell's. */
function* ofApt(text: string): Iterable<Hook> {
  let isOpen = false;
  for (const [each, line] of linesOf(text)) {
    const start = each.search(/(?:-Invoke(?:-\w+)?|-Install-Pkgs)\b/);
    if (start < 0 && !isOpen) continue;
    const rest = start < 0 ? each : each.slice(start);
    for (const [, value = ""] of rest.matchAll(/"((?:[^"\\]|\\.)*)"/g))
      yield { text: value.replace(/\\(["\\])/g, "$1"), line, isShell: true };
    const bare = rest.replace(/"(?:[^"\\]|\\.)*"/g, "");
    isOpen = (isOpen || bare.includes("{")) && !bare.includes("}");
  }
}

/** `session optional pam_exec.so quiet /usr/lib/x`: the first absolute word is the program. */
function* ofPam(text: string): Iterable<Hook> {
  for (const [each, line] of linesOf(text)) {
    const command = /\bpam_exec\.so\s+(?:[^\s/]\S*\s+)*(\/.*)$/.exec(each)?.[1];
    if (command !== undefined) yield { text: command.trim(), line, isShell: false };
  }
}

/** `display-setup-script=x` and its like; a session's own wrapper runs with the rights of its user. */
function* ofLightdm(text: string): Iterable<Hook> {
  for (const [each, line] of linesOf(text)) {
    const [, command] =
      /^\s*(?:display-(?:setup|stopped)|greeter-setup|session-(?:setup|cleanup))-script\s*=\s*(\S.*)$/.exec(each) ?? [];
    if (command !== undefined) yield { text: command.trim(), line, isShell: false };
  }
}

/** Between `postrotate` and its like and `endscript` stands a script. */
function* ofLogrotate(text: string): Iterable<Hook> {
  let start = 0;
  let script: string[] = [];
  for (const [index, each] of text.split("\n").entries()) {
    if (start > 0 && /^\s*endscript\b/.test(each)) {
      yield { text: script.join("\n"), line: start, isShell: true };
      start = 0;
    } else if (start > 0) script.push(each);
    else if (/^\s*(?:prerotate|postrotate|firstaction|lastaction|preremove)\s*$/.test(each)) {
      start = index + 2;
      script = [];
    }
  }
}
