import { DEEPEST_TEXT, type OpenCommand, type Reader, readerWithin } from "./reader.ts";
import type { ShellWord } from "./types.ts";

const SHELL = /^(?:.*\/)?(?:ba|da|k|z|mk|a)?sh$/;

/** Programs that give the text of their own `-c` to a shell: su(1), runuser(1), flock(1), script(1). */
const HANDS_ON = /^(?:.*\/)?(?:su|runuser|flock|script)$/;
const VALUED = /^-(?:[sgGwEu]|-shell|-group|-supp-group|-timeout|-user)$/;

/** Reads the scripts that stand in a command's words: `sh -c '…'` (behind any wrapper), `eval '…'`, `trap '…' EXIT`. */
export function readTextsOf(reader: Reader, command: OpenCommand): void {
  if (reader.textDepth >= DEEPEST_TEXT) return;
  for (const word of textsOf(command.words)) {
    reader.result.readCommands(readerWithin(reader, word.text, word.line, true), false);
  }
}

function textsOf(words: readonly ShellWord[]): readonly ShellWord[] {
  // A function of a script's own may run what follows it: `G_EXEC eval '…'`.
  const isRun = words[1]?.text === "eval" && /^[A-Za-z_][\w-]*$/.test(words[0]?.text ?? "") && words.length === 3;
  if (isRun) return evaluated(words.slice(2));
  const name = words[0]?.text;
  if (name === "eval") return evaluated(words[1]?.text === "--" ? words.slice(2) : words.slice(1));
  if (name === "trap") return words.length > 2 && words[1]?.text !== "-" ? words.slice(1, 2) : [];
  const text = shellText(words);
  return text ? [text] : [];
}

/** What eval reads: its words with blanks between them; an assignment to a name that only a run tells is one nevertheless. */
function evaluated(words: readonly ShellWord[]): readonly ShellWord[] {
  const [first] = words;
  const text = words.map((word) => word.text).join(" ");
  return first ? [{ ...first, text: text.replace(/^\$(?:\{\w+\}|\w+)(?=\+?=)/, "NAME") }] : [];
}

/** The text after `-c` of the first shell among the words, `sudo -u x bash -ec 'text'`, or of what hands it to one. */
export function shellText(words: readonly ShellWord[]): ShellWord | undefined {
  for (let at = 0; at < words.length - 1; at += 1) {
    if (HANDS_ON.test(words[at]?.text ?? "")) {
      const text = handedOn(words, at + 1);
      if (text) return text;
    }
    if (!SHELL.test(words[at]?.text ?? "")) continue;
    let next = at + 1;
    while (/^[-+][A-Za-z-]+$/.test(words[next]?.text ?? "")) {
      if (/^-[a-zA-Z]*c/.test(words[next]?.text ?? "")) return words[next + 1];
      next += words[next]?.text === "-o" || words[next]?.text === "+o" ? 2 : 1;
    }
  }
  return undefined;
}

/** Behind options and one account or file: what comes after a second word are the words of another program. */
function handedOn(words: readonly ShellWord[], from: number): ShellWord | undefined {
  let named = 0;
  for (let at = from; at < words.length && named < 2; at += 1) {
    const word = words[at] as ShellWord;
    if (word.text === "--") return undefined;
    if (/^(?:-[a-z]*c|--command)$/.test(word.text)) return words[at + 1];
    if (word.text.startsWith("--command=")) return { ...word, text: word.text.slice("--command=".length) };
    if (VALUED.test(word.text)) at += 1;
    else if (!word.text.startsWith("-")) named += 1;
  }
  return undefined;
}
