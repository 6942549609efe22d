import { baseName, launchOf } from "../entries/wrappers.ts";
import { readShell } from "../parse/shell/read-shell.ts";
import type { ShellCommand, ShellHereDocument, ShellScript, ShellWord } from "../parse/shell/types.ts";
import { expandedText, expandedWord, type ShellValues, shellValues } from "../parse/shell/values.ts";
import { possibleTexts } from "./possible-texts.ts";
import { printed } from "./printed.ts";
import { editsOfSed } from "./sed-edits.ts";
import { targetsOf } from "./targets.ts";
import type { WrittenText } from "./types.ts";

type Text = Pick<WrittenText, "text" | "lines" | "isExpanded">;

/** Programs that put a file to another place. */
const COPIES: ReadonlySet<string> = new Set(["cp", "mv", "install", "cat", "ln"]);

/** A name under which a text is written before it gets its own. */
const UNFINISHED = /(?:\.(?:tmp|temp|new|part)|~|\.\$\$|\.X{3,})$/;
/** A script that writes a script that writes a script. */
const DEEPEST = 3;
const NO_VALUES: ShellValues = new Map();

/** The texts that a script writes into files of a kind: by here documents, `echo` and `printf`, `tee`, `install` and copies of these. */
export function textsOfShell(script: ShellScript, isWanted: (target: string) => boolean, depth = 0): WrittenText[] {
  const valuesOf = valuesByFunction(script);
  const written: { readonly targets: readonly string[]; readonly text: Text; readonly within: string | undefined }[] =
    [];
  const add = (command: ShellCommand, text: Text): void => {
    const values = valuesOf(command);
    const targets = targetsOf(command).map((word) => targetText(word, values));
    if (targets.length > 0) written.push({ targets, text, within: command.within });
  };
  for (const document of script.hereDocuments) add(document.command, textOf(document, valuesOf(document.command)));
  for (const command of script.commands) {
    const at = programAt(command);
    const text = leadsSomewhere(command) ? printed(command, at, valuesOf(command)) : undefined;
    if (text) add(command, text);
    for (const edit of editsOfSed(command)) written.push({ ...edit, within: command.within });
  }
  if (written.length === 0) return [];
  const copies = copiesIn(script, valuesOf, isWanted);
  const possible = possibleTexts(script);
  return written.flatMap(({ targets, text, within }) => {
    const target =
      targets.find(isWanted) ??
      targets.flatMap((each) => copies.get(each) ?? [])[0] ??
      targets.flatMap((each) => possible(each, within).map((one) => one.replace(UNFINISHED, ""))).find(isWanted);
    if (target !== undefined)
      return alternatives(text, (name) => possible(name, within)).map((one) => ({ target, ...one, isOwn: () => true }));
    return depth < DEEPEST ? textsOfWrittenScript(text, isWanted, depth) : [];
  });
}

/** A text that is a name alone has each of the texts that the script may give to it. */
function alternatives(text: Text, possible: (name: string) => readonly string[]): readonly Text[] {
  const name = text.text.trim();
  if (!/^\$(?:\w+|\{\w+\})$/.test(name)) return [text];
  // A name within it that stands for another one tells the same.
  const found = new Map<string, string>();
  for (const one of possible(name)) {
    const form = one.replace(/\$(?:\w+|\{\w+\})/g, "$$");
    if (/\s/.test(one) && !found.has(form)) found.set(form, expandedText(one, NO_VALUES));
  }
  return found.size === 0 ? [text] : [...found.values()].map((one) => ({ text: `${one}\n`, lines: text.lines }));
}

/** What a script writes that is itself written, at the lines of the first. */
function textsOfWrittenScript(
  { text, lines }: Text,
  isWanted: (target: string) => boolean,
  depth: number,
): WrittenText[] {
  if (!/^\t*#![ \t]*\/\S*(?:sh|env[ \t]+\w*sh)\b/.test(text)) return [];
  const last = lines.at(-1) ?? 1;
  // `<<-` takes the tabs away.
  const script = text.startsWith("\t") ? text.replace(/^\t+/gm, "") : text;
  return textsOfShell(readShell(script).value, isWanted, depth + 1).map((inner) => ({
    ...inner,
    lines: inner.lines.map((line) => lines[line - 1] ?? last),
  }));
}

/** A name that one function sets, once and to one text, has that text there, whatever others set it to. */
function valuesByFunction(script: ShellScript): (command: ShellCommand) => ShellValues {
  const everywhere = shellValues(script);
  const byFunction = new Map<string, ShellCommand[]>();
  for (const command of script.commands) {
    if (command.within === undefined) continue;
    const same = byFunction.get(command.within);
    if (same) same.push(command);
    else byFunction.set(command.within, [command]);
  }
  const own = new Map<string, ShellValues>();
  return ({ within }) => {
    if (within === undefined) return everywhere;
    const known = own.get(within) ?? shellValues({ ...script, commands: byFunction.get(within) ?? [] });
    own.set(within, known);
    return { get: (name) => known.get(name) ?? everywhere.get(name) };
  };
}

function leadsSomewhere({ outputs, pipesTo }: ShellCommand): boolean {
  return outputs !== undefined || pipesTo !== undefined;
}

/**
 * What a shell makes of a here document. A backslash before the end of a line joins two lines for the shell as for most of
 * what it writes: it stays, as do the lines.
 */
function textOf({ text, line, isQuoted }: ShellHereDocument, values: ShellValues): Text {
  const written = text.split("\n");
  const lines = written.map((_, index) => line + index);
  if (isQuoted || !/[$`\\]/.test(text)) return { text, lines };
  const expanded = written.map((each) => {
    // Every other part is an escaped character.
    const parts = each.split(/\\([$`\\])/);
    return parts.map((part, index) => (index % 2 === 1 ? part : expandedText(part, values))).join("");
  });
  return { text: expanded.map((each) => each.replaceAll("\n", " ")).join("\n"), lines, isExpanded: true };
}

/** Where files of these names are put that somebody wants: `install -m 0440 "$TMP" /etc/x`. */
function copiesIn(
  { commands }: ShellScript,
  valuesOf: (command: ShellCommand) => ShellValues,
  isWanted: (target: string) => boolean,
): ReadonlyMap<string, string> {
  const copies = new Map<string, string>();
  for (const command of commands) {
    const launch = launchOf(command.words);
    if (!launch || !COPIES.has(baseName(launch.program.text))) continue;
    const values = valuesOf(command);
    const names = launch.arguments.filter(({ text }) => !text.startsWith("-")).map((word) => targetText(word, values));
    const target = (command.outputs ?? []).map((word) => targetText(word, values)).find(isWanted) ?? names.at(-1);
    if (target === undefined) continue;
    for (const name of names) {
      const place = target.endsWith("/") ? target + baseName(name) : target;
      if (name !== target && isWanted(place)) copies.set(name, place);
    }
  }
  return copies;
}

function programAt({ words }: ShellCommand): number {
  const program = launchOf(words)?.program;
  return program ? words.indexOf(program) : 0;
}

function targetText(word: ShellWord, values: ShellValues): string {
  const [only, ...others] = expandedWord(word, values);
  return only && others.length === 0 ? (only.isFixed ? only.text : expandedText(only.text, values)) : word.text;
}
