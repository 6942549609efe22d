/**
 * Debian versions: validity as dpkg's parser sees it, and dpkg's order (deb-version(7), Policy 5.6.12).
 * The order is total on valid versions: `2.0`, `2.0-0` and `0:2.0` are equal though spelt differently.
 */

const ZERO = 48;
const NINE = 57;
const TILDE = 126;

function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE;
}

/** dpkg's weight of a character in the non-digit part: `~` first, then the end, then letters, then the rest. */
function weight(code: number): number {
  if (code === TILDE) return -1;
  if ((code >= 65 && code <= 90) || (code >= 97 && code <= 122)) return code;
  return code + 256;
}

function weightAt(text: string, index: number, end: number): number {
  if (index >= end) return 0;
  const code = text.charCodeAt(index);
  return isDigit(code) ? 0 : weight(code);
}

/** Compares text[from, to) of both sides by dpkg's alternation of non-digit and digit runs. */
function compareParts(a: string, aFrom: number, aTo: number, b: string, bFrom: number, bTo: number): number {
  let i = aFrom;
  let j = bFrom;
  while (i < aTo || j < bTo) {
    while ((i < aTo && !isDigit(a.charCodeAt(i))) || (j < bTo && !isDigit(b.charCodeAt(j)))) {
      const difference = weightAt(a, i, aTo) - weightAt(b, j, bTo);
      if (difference !== 0) return difference;
      i += 1;
      j += 1;
    }
    while (i < aTo && a.charCodeAt(i) === ZERO) i += 1;
    while (j < bTo && b.charCodeAt(j) === ZERO) j += 1;
    let firstDifference = 0;
    while (i < aTo && j < bTo && isDigit(a.charCodeAt(i)) && isDigit(b.charCodeAt(j))) {
      if (firstDifference === 0) firstDifference = a.charCodeAt(i) - b.charCodeAt(j);
      i += 1;
      j += 1;
    }
    if (i < aTo && isDigit(a.charCodeAt(i))) return 1;
    if (j < bTo && isDigit(b.charCodeAt(j))) return -1;
    if (firstDifference !== 0) return firstDifference;
  }
  return 0;
}

function epochOf(version: string, colon: number): number {
  return colon < 0 ? 0 : Number(version.slice(0, colon));
}

/** -1, 0 or 1 in dpkg's order. Both sides must be valid; see `isValidVersion`. */
export function compareVersions(a: string, b: string): -1 | 0 | 1 {
  if (a === b) return 0;
  const aColon = a.indexOf(":");
  const bColon = b.indexOf(":");
  const epochs = epochOf(a, aColon) - epochOf(b, bColon);
  if (epochs !== 0) return epochs < 0 ? -1 : 1;
  const aDash = a.lastIndexOf("-");
  const bDash = b.lastIndexOf("-");
  const aEnd = aDash > aColon ? aDash : a.length;
  const bEnd = bDash > bColon ? bDash : b.length;
  const upstream = compareParts(a, aColon + 1, aEnd, b, bColon + 1, bEnd);
  if (upstream !== 0) return upstream < 0 ? -1 : 1;
  const revision = compareParts(a, Math.min(aEnd + 1, a.length), a.length, b, Math.min(bEnd + 1, b.length), b.length);
  return revision < 0 ? -1 : revision > 0 ? 1 : 0;
}

const UPSTREAM = /^[A-Za-z0-9.+~:-]+$/;
const REVISION = /^[A-Za-z0-9.+~:]+$/;
const MAX_EPOCH = 2_147_483_647;

/**
 * Whether the text is a version that dpkg takes and that is made of a version's characters (Policy 5.6.12).
 * What dpkg itself only warns about within these characters (a leading letter, a colon in the revision) is taken here too,
 * since archives have held such versions; what it warns about outside them (`1_2`, `1/2`) is refused, since versions
 * become file names.
 */
export function isValidVersion(text: string): boolean {
  const colon = text.indexOf(":");
  if (colon >= 0) {
    const epoch = text.slice(0, colon);
    if (!/^\d+$/.test(epoch) || Number(epoch) > MAX_EPOCH) return false;
  }
  const rest = text.slice(colon + 1);
  const dash = rest.lastIndexOf("-");
  const upstream = dash < 0 ? rest : rest.slice(0, dash);
  if (!UPSTREAM.test(upstream)) return false;
  return dash < 0 || REVISION.test(rest.slice(dash + 1));
}

/** The version without its epoch, as file names carry it (Policy 5.6.12). */
export function versionWithoutEpoch(version: string): string {
  return version.slice(version.indexOf(":") + 1);
}
