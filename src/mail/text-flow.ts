import { createPieces } from "./pieces.ts";

const BLANKS = /[ \t\n\r\f\u00A0]+/g;
/** What makes it worth replacing. */
const SEVERAL_OR_OTHER = /[\t\n\r\f\u00A0]| {2}/;
const LINE_BREAKS = ["", "\n", "\n\n"];
const MAX_BREAKS = 2;

/** Text as it grows from left to right, with runs of blanks as one and line breaks only between words. */
export interface TextFlow {
  /** Running text: blanks and line ends in it are spaces. */
  add(text: string): void;
  /** Text of a `pre`: as it stands. */
  addAsIs(text: string): void;
  /** At least so many line breaks before the next word; two make an empty line. */
  lineBreak(count: number): void;
  /** One more line break. */
  oneMoreBreak(): void;
  /** Between the cells of a table. */
  gap(): void;
  text(): string;
}

export function createTextFlow(): TextFlow {
  const pieces = createPieces();
  let breaks = 0;
  let space = "";

  const write = (text: string): void => {
    const between = breaks > 0 ? (LINE_BREAKS[breaks] ?? "") : space;
    if (between !== "" && !pieces.isEmpty) pieces.push(between);
    pieces.push(text);
    breaks = 0;
    space = "";
  };
  return {
    add(text) {
      const single = SEVERAL_OR_OTHER.test(text) ? text.replace(BLANKS, " ") : text;
      const words = single.trim();
      if (single.startsWith(" ") && space === "") space = " ";
      if (words === "") return;
      write(words);
      if (single.endsWith(" ")) space = " ";
    },
    addAsIs(text) {
      if (text !== "") write(text);
    },
    lineBreak(count) {
      breaks = Math.max(breaks, count);
    },
    oneMoreBreak() {
      breaks = Math.min(breaks + 1, MAX_BREAKS);
    },
    gap() {
      space = "\t";
    },
    text: pieces.text,
  };
}
