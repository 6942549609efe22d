/**
 * Gives name and version of each stanza of a Sources file (deb822(5)), empty when the field is not there; stanzas with neither
 * are left out, as are those with `Extra-Source-Only: yes`: old sources that no suite offers any more. Of a field that stands
 * twice the first counts. Looks for the three fields instead of at every line.
 */
export function eachSource(text: string, take: (name: string, version: string) => void): void {
  const nextBlank = createSearch(text, "\n\n");
  const nextName = createSearch(text, "\nPackage: ");
  const nextVersion = createSearch(text, "\nVersion: ");
  const nextExtra = createSearch(text, "\nExtra-Source-Only: yes");
  // Each search begins at the line end before the stanza, as a field begins a line; the first stanza has none before it.
  for (let from = 0; from < text.length; ) {
    const end = nextBlank(from);
    const isFirst = from === 0;
    const name = isFirst && text.startsWith("Package: ") ? lineFrom(text, 9) : fieldIn(nextName(from), end, 10);
    const version = isFirst && text.startsWith("Version: ") ? lineFrom(text, 9) : fieldIn(nextVersion(from), end, 10);
    const isExtra = (isFirst && text.startsWith("Extra-Source-Only: yes")) || nextExtra(from) < end;
    if ((name !== "" || version !== "") && !isExtra) take(name, version);
    from = end + 1;
  }

  function fieldIn(at: number, end: number, prefix: number): string {
    return at < end ? lineFrom(text, at + prefix) : "";
  }
}

function lineFrom(text: string, start: number): string {
  const end = text.indexOf("\n", start);
  return text.slice(start, end < 0 ? text.length : end).trim();
}

/** Where the needle stands next, at or behind a place that never goes back; the text's length when nowhere. */
function createSearch(text: string, needle: string): (from: number) => number {
  let found = -1;
  return (from) => {
    if (found < from) {
      const at = text.indexOf(needle, from);
      found = at < 0 ? text.length : at;
    }
    return found;
  };
}
