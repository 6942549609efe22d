/** Offsets in a latin-1 text of what is neither printable ASCII, tab nor newline: the first one of each line, in order. */
export function badBytes(text: string): readonly number[] {
  const found: number[] = [];
  const search = /[^\t\n -~]/g;
  for (let match = search.exec(text); match !== null; match = search.exec(text)) {
    found.push(match.index);
    const newline = text.indexOf("\n", match.index);
    if (newline < 0) break;
    search.lastIndex = newline + 1;
  }
  return found;
}
