/** One line of a small file; offsets are bytes, the text is latin-1 without its newline. */
export interface Line {
  readonly text: string;
  readonly start: number;
  /** Past the newline. */
  readonly end: number;
  readonly number: number;
}

/** Every line with its bytes; joined in order they are the file. For the big lists `parseList` walks by itself. */
export function* linesOf(bytes: Uint8Array): Generator<Line, void> {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
  let number = 0;
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf("\n", start);
    const stop = newline < 0 ? text.length : newline;
    const end = newline < 0 ? text.length : newline + 1;
    number += 1;
    yield { text: text.slice(start, stop), start, end, number };
    start = end;
  }
}
