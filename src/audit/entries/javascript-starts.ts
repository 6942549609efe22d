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
export function startsOfJavaScript({ calls }: JavaScriptProgram): Start[] {
  return calls.flatMap(({ name, line, arguments: given }): Start[] => {
    const [first] = given;
    if (LINES.test(name) && first?.kind === "string") {
      return [{ words: execWords(first.value, first.line), directory: undefined, line, isGuess: false }];
    }
    return given.flatMap((argument) => {
      const words = argument.kind === "list" ? argument.items.map((item) => wordOf(item, line)) : [];
      if (!words[0]?.isFixed) return [];
      const text = shellText(words);
      const inner = text?.isFixed ? startsOfText(text.text, text.line) : [];
      return [{ words, directory: undefined, line, isGuess: !SPAWNS.test(name) }, ...inner];
    });
  });
}

function wordOf(value: JavaScriptValue, line: number): ShellWord {
  return value.kind === "string"
    ? { text: value.value, isFixed: !value.value.includes(COMPUTED), forwardsArguments: false, line: value.line }
    : { text: "$computed", isFixed: false, forwardsArguments: false, line };
}
