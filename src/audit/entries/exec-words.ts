import type { ShellWord } from "../parse/shell/types.ts";

const WORD = /\s*((?:"(?:[^"\\]|\\.)*"?|'[^']*'?|\\.|[^\s"'\\])+)/gsy;

/** The words of a line that no shell reads: `Exec=` of a desktop file (Desktop Entry, "The Exec key") or of a unit (systemd.service(5), "Command lines"). */
export function execWords(text: string, line: number): ShellWord[] {
  const words: ShellWord[] = [];
  WORD.lastIndex = 0;
  for (let match = WORD.exec(text); match; match = WORD.exec(text)) {
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
