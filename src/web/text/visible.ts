/**
 * Characters that change how the text around them reads, or that nobody sees: direction marks, zero-width characters,
 * tags, and control characters other than tab and line end. A source can hide code behind them (CVE-2021-42574).
 */
const HIDDEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the purpose
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;

/** What terminals obey and people do not read: colours and cursor movements (ECMA-48), window titles. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
const TERMINAL = /\u001b\[[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)|\u001b[@-Z\\-_]/g;

/** The text with every hidden character named: `⟨U+202E⟩`. */
export function visible(text: string): string {
  return text.replace(HIDDEN, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
    return `⟨U+${code}⟩`;
  });
}

/** A piece of log as people read it: without terminal sequences, with a progress line's last state only. */
export function logText(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString("utf8").replace(TERMINAL, "").replaceAll("\r\n", "\n");
  return visible(text.replace(/^.*\r(?!$)/gm, "").replaceAll("\r", ""));
}

/** A text of unknown length as one part of a page: hidden characters named, cut with an ellipsis. */
export function clip(text: string, characters: number): string {
  return visible(text.length > characters ? `${text.slice(0, characters - 1)}…` : text);
}
