/**
 * The known name that a mistyped one most likely means: at most two slips off, of several equally near ones first one with the
 * same letters, whose order was mixed up. undefined when none is near.
 */
export function nearestName(word: string, known: Iterable<string>): string | undefined {
  const letters = lettersOf(word);
  let best: string | undefined;
  // Two for a slip, and one for letters that the word has not.
  let bestScore = 2 * MOST_SLIPS + 2;
  for (const candidate of known) {
    if (2 * Math.abs(candidate.length - word.length) >= bestScore) continue;
    // An archive has 40,000 names; nearly all of them have other letters.
    const other = bitsIn(letters ^ lettersOf(candidate));
    if (other + (other > 0 ? 1 : 0) >= bestScore) continue;
    const score = 2 * editDistance(word, candidate) + (other > 0 ? 1 : 0);
    if (score < bestScore) {
      best = candidate;
      bestScore = score;
    }
  }
  return best;
}

const MOST_SLIPS = 2;

/** ` Did you mean curl?` for a mistyped name, to be put behind a sentence; nothing when no known name is near. */
export function didYouMean(word: string, known: Iterable<string>): string {
  const near = nearestName(word, known);
  return near === undefined ? "" : ` Did you mean ${near}?`;
}

/** Which letters a word has, as bits. One letter more, less or replaced changes at most two of them. */
function lettersOf(word: string): number {
  let letters = 0;
  for (let at = 0; at < word.length; at += 1) letters |= 1 << (word.charCodeAt(at) & 31);
  return letters;
}

function bitsIn(number: number): number {
  let count = 0;
  for (let left = number; left !== 0; left &= left - 1) count += 1;
  return count;
}

/** Letters to be put in, taken out or replaced, and neighbours to be swapped. */
export function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwap ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY;
      row.push(Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, replaced, swapped));
    }
    before = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
