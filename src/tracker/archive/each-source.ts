/** Where a field's value stands in a text; 0 and 0 when it is not there or empty. */
export interface Place {
  start: number;
  end: number;
}

/**
 * Gives the places of name and version of each stanza of a Sources file (deb822(5)); stanzas with neither are left out, as are those with `Extra-Source-Only: yes`: old sources that no suite offers any more. Of a field that stands
 * twice the first counts. Looks for the three fields instead of at every line; both places are the same objects for every
 * stanza.
 */
export function eachSource(text: string, take: (name: Readonly<Place>, version: Readonly<Place>) => void): void {
  const nextBlank = createSearch(text, "\n\n");
  const nextName = createSearch(text, "\nPackage: ");
  const nextVersion = createSearch(text, "\nVersion: ");
  const nextExtra = createSearch(text, "\nExtra-Source-Only: yes");
  const name: Place = { start: 0, end: 0 };
  const version: Place = { start: 0, end: 0 };
  // Each search begins at the line end before the stanza, as a field begins a line; the first stanza has none before it.
  for (let from = 0; from < text.length; ) {
    const end = nextBlank(from);
    const isFirst = from === 0;
    if (isFirst && text.startsWith("Package: ")) setTrimmed(name, text, 9);
    else setField(name, nextName(from), end);
    if (isFirst && text.startsWith("Version: ")) setTrimmed(version, text, 9);
    else setField(version, nextVersion(from), end);
    const isExtra = (isFirst && text.startsWith("Extra-Source-Only: yes")) || nextExtra(from) < end;
    if ((name.end > 0 || version.end > 0) && !isExtra) take(name, version);
    from = end + 1;
  }

  /** `at` is the line end before the field, whose name takes nine characters. */
  function setField(place: Place, at: number, end: number): void {
    if (at < end) setTrimmed(place, text, at + 10);
    else place.start = place.end = 0;
  }
}

/** The rest of the line from `start`, without white space around it. */
function setTrimmed(place: Place, text: string, start: number): void {
  const newline = text.indexOf("\n", start);
  place.start = start;
  place.end = newline < 0 ? text.length : newline;
  while (place.start < place.end && isSpace(text.charCodeAt(place.start))) place.start += 1;
  while (place.start < place.end && isSpace(text.charCodeAt(place.end - 1))) place.end -= 1;
  if (place.start === place.end) place.start = place.end = 0;
}

function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13) || code === 160;
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
