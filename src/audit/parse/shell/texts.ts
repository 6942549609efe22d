import { DEEPEST_TEXT, type OpenCommand, type Reader, readerWithin } from "./reader.ts";
import type { ShellWord } from "./types.ts";

const SHELL = /^(?:.*\/)?(?:ba|da|k|z|mk|a)?sh$/;

/** Reads the scripts that stand in a command's words: `sh -c '…'` (behind any wrapper), `eval '…'`, `trap '…' EXIT`. */
export function readTextsOf(reader: Reader, command: OpenCommand): void {
  if (reader.textDepth >= DEEPEST_TEXT) return;
  for (const word of textsOf(command.words)) {
    reader.result.readCommands(readerWithin(reader, word.text, word.line, true), false);
  }
}

function textsOf(words: readonly ShellWord[]): readonly ShellWord[] {
  const name = words[0]?.text;
  if (name === "eval") return words.slice(1, 2);
  if (name === "trap") return words.length > 2 && words[1]?.text !== "-" ? words.slice(1, 2) : [];
  const text = shellText(words);
  return text ? [text] : [];
}

/** The text after `-c` of the first shell among the words: `sudo -u x bash -ec 'text'`. */
export function shellText(words: readonly ShellWord[]): ShellWord | undefined {
  for (let at = 0; at < words.length - 1; at += 1) {
    if (!SHELL.test(words[at]?.text ?? "")) continue;
    let next = at + 1;
    while (/^[-+][A-Za-z-]+$/.test(words[next]?.text ?? "")) {
      if (/^-[a-zA-Z]*c/.test(words[next]?.text ?? "")) return words[next + 1];
      next += words[next]?.text === "-o" || words[next]?.text === "+o" ? 2 : 1;
    }
  }
  return undefined;
}
