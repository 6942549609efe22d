/** A text of latin-1 as bytes. */
export function latin1(text: string): Uint8Array {
  return Buffer.from(text, "latin1");
}

/** Whether the word stands in the bytes from there; for lists of a million lines, whose bytes are at hand. */
export function standsAt(word: Uint8Array, bytes: Uint8Array, start: number): boolean {
  for (let at = 0; at < word.length; at += 1) if (bytes[start + at] !== word[at]) return false;
  return true;
}
