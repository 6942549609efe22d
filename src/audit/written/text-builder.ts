/** A text that is put together, with the line on which each of its lines was written. */
export interface TextBuilder {
  /** Adds what stands on a line of a script; an end of line in it goes on with the next one. */
  add(text: string, line: number): void;
  /** Ends a line of the text within a line of the script. */
  endLine(): void;
  done(): { readonly text: string; readonly lines: readonly number[] };
}

/** A script that writes more is no script. */
const LONGEST = 1024 * 1024;

export function createTextBuilder(): TextBuilder {
  const parts: string[] = [];
  const lines: number[] = [];
  let length = 0;
  let isAtStart = true;
  const put = (part: string, line: number): void => {
    if (isAtStart) lines.push(line);
    isAtStart = false;
    length += part.length;
    parts.push(part);
  };
  const endLine = (line: number): void => {
    put("\n", line);
    isAtStart = true;
  };
  let last = 1;
  return {
    add(text, line) {
      last = line;
      if (length + text.length > LONGEST) return;
      const [first = "", ...others] = text.split("\n");
      if (first !== "") put(first, line);
      for (const other of others) {
        endLine(last);
        last += 1;
        if (other !== "") put(other, last);
      }
    },
    endLine: () => endLine(last),
    done: () => ({ text: parts.join(""), lines }),
  };
}
