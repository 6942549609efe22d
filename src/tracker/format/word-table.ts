import { randomInt } from "node:crypto";

/** What is made of words that stand in bytes, once for each word. */
export interface WordTable<T> {
  /** What was made of the word that stands in these bytes, one latin-1 character a byte. */
  at(bytes: Uint8Array, start: number, end: number): T;
}

/** Where nobody who writes a list can know which words meet in one place. */
const SEED = randomInt(2 ** 31);
const FIRST_SIZE = 1024;

/**
 * A table for the words of large lists, where a package stands in thousands of lines. A word that is known is found by its
 * bytes, so that no text has to be cut out for it, as a `Map` of texts would need.
 */
export function createWordTable<T>(make: (word: string) => T): WordTable<T> {
  const words: string[] = [];
  const hashes: number[] = [];
  const made: T[] = [];
  /** Of each place the number of its word, from 1; 0 is free. Two thirds at most are taken. */
  let places = new Int32Array(FIRST_SIZE);

  function add(bytes: Uint8Array, start: number, end: number, hash: number): T {
    // A copy of its own: a cut of a longer text would keep all of it alive.
    const word = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString("latin1");
    const value = make(word);
    words.push(word);
    hashes.push(hash);
    made.push(value);
    if (words.length * 3 > places.length * 2) {
      places = new Int32Array(places.length * 2);
      hashes.forEach((each, at) => {
        places[freePlace(places, each)] = at + 1;
      });
    } else places[freePlace(places, hash)] = words.length;
    return value;
  }

  return {
    at(bytes, start, end) {
      const hash = hashOf(bytes, start, end);
      const mask = places.length - 1;
      for (let place = hash & mask; ; place = (place + 1) & mask) {
        const at = (places[place] as number) - 1;
        if (at < 0) return add(bytes, start, end, hash);
        if (hashes[at] === hash && isWord(words[at] as string, bytes, start, end)) return made[at] as T;
      }
    },
  };
}

function freePlace(places: Int32Array, hash: number): number {
  const mask = places.length - 1;
  let place = hash & mask;
  while (places[place] !== 0) place = (place + 1) & mask;
  return place;
}

function isWord(word: string, bytes: Uint8Array, start: number, end: number): boolean {
  if (word.length !== end - start) return false;
  for (let at = start; at < end; at += 1) if (word.charCodeAt(at - start) !== bytes[at]) return false;
  return true;
}

/** Each byte moves every bit above its own, and the last steps bring the upper bits down to where places are chosen. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = SEED;
  for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
}
