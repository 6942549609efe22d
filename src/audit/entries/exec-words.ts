import type { ShellWord } from "../parse/shell/types.ts";

const WORD = /\s*((?:"(?:[^"\\]|\\.)*"?|'[^']*'?|\\.|[^\s"'\\])+)/gsy;
/** Longer than any command that execve(2) takes; the pattern must not be asked of more. */
const LONGEST = 128 * 1024;

/** The words of a line that no shell reads: `Exec=` of a desktop file (Desktop Entry, "The Exec key") or of a unit (systemd.service(5), "Command lines"). */
export function execWords(text: string, line: number): ShellWord[] {
  const words: ShellWord[] = [];
  WORD.lastIndex = 0;
  const command = text.slice(0, LONGEST);
  for (let match = WORD.exec(command); match; match = WORD.exec(command)) {
    const raw = match[1] ?? "";
    const isComputed = /\$\w|\$\{|(?:^|[^%])%[a-zA-Z]/.test(raw);
    words.push({
      text: unquoted(raw),
      isFixed: !isComputed,
      forwardsArguments: /^"?%[fFuU]"?$/.test(raw),
      line,
    });
  }
  return words;
}

function unquoted(raw: string): string {
  return raw.replace(/"((?:[^"\\]|\\.)*)"?|'([^']*)'?|\\(.)/gs, (_, double?: string, single?: string, one?: string) =>
    double !== undefined ? double.replace(/\\(.)/gs, "$1") : (single ?? one ?? ""),
  );
}
