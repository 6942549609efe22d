import { baseName, launchOf } from "../entries/wrappers.ts";
import { readShell } from "../parse/shell/read-shell.ts";
import { shellText } from "../parse/shell/texts.ts";
import type { ShellCommand, ShellWord } from "../parse/shell/types.ts";
import { isRunner } from "./runner.ts";

/** Programs that hand their input on as it is, or nearly: their output is a place for it. */
const HANDS_ON: ReadonlySet<string> = new Set(["cat", "echo", "printf", "envsubst"]);
/** A pipe through more programs than this is none that a person wrote. */
const LONGEST_PIPE = 6;

/** Files into which a command writes its input or what it prints; through pipes, and through a shell's own text. */
export function targetsOf(command: ShellCommand): readonly ShellWord[] {
  let next: ShellCommand | undefined = command;
  for (let round = 0; next && round < LONGEST_PIPE; round += 1) {
    const launch = launchOf(withoutRunner(next.words));
    const name = launch ? baseName(launch.program.text) : "";
    const given: readonly ShellWord[] = launch?.arguments ?? [];
    const plain = given.filter(({ text }) => !text.startsWith("-"));
    if (name === "tee" || name === "sponge") return plain;
    if (name === "install") return given.some(({ text }) => text === "/dev/stdin") ? given.slice(-1) : [];
    if (name === "dd") return given.flatMap((word) => (word.text.startsWith("of=") ? [ofWord(word)] : []));
    if (name === "visudo") return editsByTee(next) ? [editedBy(given, next)] : [];
    const inner = shellText(next.words);
    if (inner) return innerTargets(inner);
    if (!HANDS_ON.has(name) && !handsOnLines(name, plain)) return [];
    if (next.outputs) return next.outputs;
    next = next.pipesTo;
  }
  return [];
}

function withoutRunner(words: readonly ShellWord[]): readonly ShellWord[] {
  const [first, second] = words;
  return first && second && isRunner(first.text) && /^(?:cat|tee|echo|printf)$/.test(second.text)
    ? words.slice(1)
    : words;
}

/** Every line comes out, with other blanks (`awk '{$1=$1}1'`, `sed 's/^ //'`) or with a name filled in (`sed 's/NAME/x/g'`). */
function handsOnLines(name: string, given: readonly ShellWord[]): boolean {
  const [script] = given;
  if (given.length !== 1 || script === undefined) return false;
  if (/^[gm]?awk$/.test(name)) return /^\s*\{\s*\$1\s*=\s*\$1;?\s*\}\s*;?\s*1\s*$/.test(script.text);
  if (name !== "sed") return false;
  if (/^s([/|#,])(?:%\w+%|@\w+@|__\w+__|[A-Z][A-Z_]{2,})\1[^\n;]*\1g?$/.test(script.text)) return true;
  return /^s([/|#,])\^?(?:\[\[:(?:space|blank):\]\]|\\s|\\t|[ \t]|\[[ \t]+\])[*+]?\$?\1\1g?$/.test(script.text);
}

/** `sh -c 'cat > /etc/x'` with the text on its input. */
function innerTargets({ text }: ShellWord): readonly ShellWord[] {
  if (!/\b(?:cat|tee)\b/.test(text) || text.length > 4096) return [];
  const { commands } = readShell(text).value;
  return commands.flatMap((command) => {
    const name = command.words[0]?.text;
    if (name === "tee") return command.words.slice(1).filter((word) => !word.text.startsWith("-"));
    return name === "cat" && command.words.length === 1 ? (command.outputs ?? []) : [];
  });
}

/** `EDITOR='tee -a' visudo` writes what it is given. */
function editsByTee({ assignments, words }: ShellCommand): boolean {
  return (
    assignments.some(({ name, value }) => /^(?:(?:SUDO_)?EDITOR|VISUAL)$/.test(name) && /\btee\b/.test(value.text)) ||
    words.some(({ text }) => /^(?:SUDO_EDITOR|EDITOR|VISUAL)=.*\btee\b/.test(text))
  );
}

function editedBy(given: readonly ShellWord[], { line }: ShellCommand): ShellWord {
  const at = given.findIndex(({ text }) => /^-[a-z]*f$/.test(text));
  return given[at + 1] && at >= 0
    ? (given[at + 1] as ShellWord)
    : { text: "/etc/sudoers", isFixed: true, forwardsArguments: false, line };
}

function ofWord(word: ShellWord): ShellWord {
  return { ...word, text: word.text.slice("of=".length) };
}
