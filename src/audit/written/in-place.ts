/**
 * A written text with its lines where they stand in the script, so that places in it are places in the script; undefined
 * for lines that one line of the script prints, which cannot be told apart by their places.
 */
export function inPlace(text: string, lines: readonly number[]): string | undefined {
  const placed: string[] = [];
  for (const [index, each] of text.split("\n").entries()) {
    const line = lines[index];
    if (line === undefined) break;
    if (placed.length >= line) return undefined;
    while (placed.length < line - 1) placed.push("");
    placed.push(each);
  }
  return placed.join("\n");
}
