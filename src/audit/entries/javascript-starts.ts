import { COMPUTED } from "../parse/javascript/sources.ts";
import type { JavaScriptProgram, JavaScriptValue } from "../parse/javascript/types.ts";
import { shellText } from "../parse/shell/texts.ts";
import type { ShellWord } from "../parse/shell/types.ts";
import { execWords } from "./exec-words.ts";
import { type Start, startsOfText } from "./starts.ts";

/** Functions of GLib and of desktop shells whose argument is a command line: no shell reads it, but it is split like one's. */
const LINES = /(?:^|\.)(?:spawn_command_line_a?sync|(?:try)?[sS]pawnCommandLine(?:Async)?(?:IO)?)$/;

/** Functions whose list is what they start. */
const SPAWNS = /spawn|subprocess/i;

/** What a script starts: lists that begin with a program, and command lines. */
export function startsOfJavaScript({ calls, values }: JavaScriptProgram): Start[] {
  const inCalls = calls.flatMap(({ name, line, arguments: given }): Start[] => {
    const [first] = given;
    if (LINES.test(name) && first?.kind === "string") {
      return [{ words: execWords(first.value, first.line), directory: undefined, line, isGuess: false }];
    }
    return given.flatMap((argument) => startsOfList(argument, line, !SPAWNS.test(name)));
  });
  return [...inCalls, ...values.flatMap((value) => startsOfList(value, lineOf(value), true))];
}

function startsOfList(value: JavaScriptValue, line: number, isGuess: boolean): Start[] {
  const words = value.kind === "list" ? value.items.map((item) => wordOf(item, line)) : [];
  if (!words[0]?.isFixed) return [];
  const text = shellText(words);
  // What a run puts into the text stands in it as a variable.
  const inner = text ? startsOfText(text.text, text.line) : [];
  return [{ words, directory: undefined, line, isGuess }, ...inner];
}

/** Of its first text. */
function lineOf(value: JavaScriptValue): number {
  if (value.kind === "string") return value.line;
  return value.kind === "list" ? (value.items.map(lineOf).find((line) => line > 0) ?? 1) : 0;
}

function wordOf(value: JavaScriptValue, line: number): ShellWord {
  return value.kind === "string"
    ? { text: value.value, isFixed: !value.value.includes(COMPUTED), forwardsArguments: false, line: value.line }
    : { text: "$computed", isFixed: false, forwardsArguments: false, line };
}
