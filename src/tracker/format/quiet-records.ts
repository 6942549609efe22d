import type { IssueId } from "../../kernel/index.ts";
import type { RecordState, Span } from "./types.ts";

const STATES: readonly RecordState[] = ["normal", "reserved", "rejected", "not-for-us"];
const COLUMNS = 3;

/**
 * Issues of which a list says nothing but their state. Debian has 290,000 of them, so they are held as numbers instead of
 * objects: where each stands, and one sorted array of issue numbers (with the state in the last two bits) for look-up.
 */
export class QuietRecords {
  #places = new Int32Array(3 * 1024);
  #keys = new Float64Array(1024);
  #count = 0;
  #sorted: Float64Array | undefined;

  get count(): number {
    return this.#count;
  }

  /** `start` is where the header `CVE-YYYY-N…` begins in the bytes. */
  add(bytes: Uint8Array, start: number, end: number, line: number, state: RecordState): void {
    if (this.#count === this.#keys.length) this.#grow();
    const at = this.#count * COLUMNS;
    this.#places[at] = start;
    this.#places[at + 1] = end;
    this.#places[at + 2] = line;
    this.#keys[this.#count] = issueKey(bytes, start) * STATES.length + STATES.indexOf(state);
    this.#count += 1;
    this.#sorted = undefined;
  }

  /** The state of an issue by its name; undefined when no quiet record has it. */
  stateOf(name: string): RecordState | undefined {
    return quietStateIn(this.sortedKeys(), name);
  }

  /** Takes over another list's records, whose text and lines stand behind what is here already. */
  append(other: QuietRecords, charactersBefore: number, linesBefore: number): void {
    while (this.#count + other.#count > this.#keys.length) this.#grow();
    for (let i = 0; i < other.#count; i += 1) {
      const from = i * COLUMNS;
      const to = (this.#count + i) * COLUMNS;
      this.#places[to] = (other.#places[from] as number) + charactersBefore;
      this.#places[to + 1] = (other.#places[from + 1] as number) + charactersBefore;
      this.#places[to + 2] = (other.#places[from + 2] as number) + linesBefore;
    }
    this.#keys.set(other.#keys.subarray(0, other.#count), this.#count);
    this.#count += other.#count;
    this.#sorted = undefined;
  }

  /** In file order. */
  *spans(): Generator<{ readonly start: number; readonly end: number; readonly line: number }, void> {
    for (let i = 0; i < this.#count; i += 1) yield this.spanAt(i);
  }

  /** Those of one state, with the issue's name, in file order. */
  *inState(state: RecordState): Generator<Span & { readonly name: IssueId }, void> {
    const wanted = STATES.indexOf(state);
    for (let i = 0; i < this.#count; i += 1) {
      const key = this.#keys[i] as number;
      if (key % STATES.length === wanted) yield { name: issueOfKey(key), ...this.spanAt(i) };
    }
  }

  spanAt(index: number): { readonly start: number; readonly end: number; readonly line: number } {
    const at = index * COLUMNS;
    const places = this.#places;
    return { start: places[at] as number, end: places[at + 1] as number, line: places[at + 2] as number };
  }

  /** Indexes of records whose issue an earlier quiet record has already. */
  duplicates(): readonly number[] {
    const sorted = this.sortedKeys();
    const repeated = new Set<number>();
    for (let i = 1; i < sorted.length; i += 1) {
      const key = Math.floor((sorted[i] as number) / STATES.length);
      if (key === Math.floor((sorted[i - 1] as number) / STATES.length)) repeated.add(key);
    }
    if (repeated.size === 0) return [];
    const seen = new Set<number>();
    const found: number[] = [];
    for (let i = 0; i < this.#count; i += 1) {
      const key = Math.floor((this.#keys[i] as number) / STATES.length);
      if (!repeated.has(key)) continue;
      if (seen.has(key)) found.push(i);
      seen.add(key);
    }
    return found;
  }

  /** Issue and state of every record as one number each, for `quietStateIn`; lowest first. */
  sortedKeys(): Float64Array {
    this.#sorted ??= this.#keys.slice(0, this.#count).sort();
    return this.#sorted;
  }

  #grow(): void {
    const places = new Int32Array(this.#places.length * 2);
    places.set(this.#places);
    this.#places = places;
    const keys = new Float64Array(this.#keys.length * 2);
    keys.set(this.#keys);
    this.#keys = keys;
  }
}

/** The state of an issue among the sorted keys of one or several lists. */
export function quietStateIn(sorted: Float64Array, name: string): RecordState | undefined {
  if (!name.startsWith("CVE-")) return undefined;
  const wanted = issueKey(Buffer.from(name), 0) * STATES.length;
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) < wanted) low = middle + 1;
    else high = middle;
  }
  const found = sorted[low];
  return found !== undefined && found < wanted + STATES.length ? STATES[found - wanted] : undefined;
}

/** Longest number that fits beside year and state into the 53 exact bits of a double. */
export const MAX_QUIET_DIGITS = 10;
const YEAR = 10 ** MAX_QUIET_DIGITS;

/** Year and number of `CVE-YYYY-N…` as one number; one to one, because a number longer than four digits has no leading zero. */
function issueKey(bytes: Uint8Array, start: number): number {
  return digits(bytes, start + 4) * YEAR + digits(bytes, start + 9);
}

/** The name of the issue that a sorted key is of. */
export function issueOfKey(key: number): IssueId {
  const issue = Math.floor(key / STATES.length);
  return `CVE-${String(Math.floor(issue / YEAR)).padStart(4, "0")}-${String(issue % YEAR).padStart(4, "0")}`;
}

function digits(bytes: Uint8Array, from: number): number {
  let number = 0;
  for (let at = from; at < bytes.length; at += 1) {
    const digit = (bytes[at] as number) - 48;
    if (digit < 0 || digit > 9) break;
    number = number * 10 + digit;
  }
  return number;
}
