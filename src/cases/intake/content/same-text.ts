const WORD = /[\p{L}\p{N}]+/gu;

/** Whether the second text has every word of the first, in the same order. One pass over each. */
export function isSameText(text: string, plain: string): boolean {
  const words = plain.toLowerCase().matchAll(WORD);
  for (const [word] of text.toLowerCase().matchAll(WORD)) {
    let next = words.next();
    while (!next.done && next.value[0] !== word) next = words.next();
    if (next.done) return false;
  }
  return true;
}
