import type { ListFile } from "../format/list-file.ts";
import type { ListRecord } from "../format/types.ts";
import { type IssueNumber, issueNumber } from "./issue-number.ts";
import { isTriageTask } from "./record-text.ts";
import { cutWord, wordsOf } from "./words.ts";

/** What issues were decided to be about: a product that is not for us, or a source package. */
export interface Label {
  readonly kind: "not-for-us" | "package";
  readonly name: string;
  /** Of a product: the words of its name. */
  readonly words: readonly string[];
  /** How many issues have it now. */
  count: number;
  /** The one that was learned last: the newest, for lists are learned from their end. */
  last: IssueNumber;
}

/** What the issues with a word in their text were decided to be about. */
export interface WordMemory {
  /** How many of the remembered ones are decided. */
  readonly total: number;
  readonly labels: ReadonlyMap<Label, number>;
}

/** Of each word the newest this many issues are remembered: what was said lately counts, and no word costs more. */
const REMEMBERED = 160;

interface Postings {
  /** Numbers of learned issues; a ring once it is full. */
  readonly issues: number[];
  seen: number;
}

/**
 * What people decided before, to be asked by the words of a new issue's text. Lists are learned from their end, because
 * the newest issues stand at the top. An issue that is learned again is remembered as it stands now, so that pieces of a
 * list that is edited can be learned one by one.
 */
export class TriageMemory {
  readonly #packages = new Map<string, Label>();
  readonly #products = new Map<string, Label>();
  readonly #byName = new Map<string, Label[]>();
  readonly #nameCounts = new Map<string, number>();
  readonly #words = new Map<string, Postings>();
  readonly #issues = new Map<IssueNumber, number>();
  readonly #labelOf: (Label | undefined)[] = [];
  #notForUs = 0;
  #decided = 0;

  /** Share of issues that were not for us; a half while nothing is known. */
  get notForUsShare(): number {
    return (this.#notForUs + 1) / (this.#decided + 2);
  }

  /** How many issues are remembered with a decision. */
  get decided(): number {
    return this.#decided;
  }

  /** Takes in a list of issues, or a piece of one. */
  learn(file: ListFile): void {
    if (file.kind !== "issues") return;
    const { text, quiet, records } = file;
    const products = productsIn(file);
    let loud = records.length - 1;
    for (let at = quiet.count - 1; at >= -1; at -= 1) {
      const { start, end } = at < 0 ? BEFORE_ALL : quiet.spanAt(at);
      for (; loud >= 0 && (records[loud] as ListRecord).start > start; loud -= 1) {
        this.#learnPackage(text, records[loud] as ListRecord);
      }
      const product = products.get(start);
      if (product !== undefined) this.#remember(text, start, "not-for-us", product);
      else if (this.#issues.size > 0 && isTriageTask(text.slice(start, end))) this.#forget(issueNumber(text, start));
    }
  }

  /** Undefined for a word that no decided issue has. */
  about(word: string): WordMemory | undefined {
    const postings = this.#words.get(word);
    if (postings === undefined) return undefined;
    const labels = new Map<Label, number>();
    let total = 0;
    for (const issue of postings.issues) {
      const label = this.#labelOf[issue];
      if (label === undefined) continue;
      labels.set(label, (labels.get(label) ?? 0) + 1);
      total += 1;
    }
    return { total, labels };
  }

  /** Products of whose names this word is the rarest. */
  productsNamed(word: string): readonly Label[] {
    return this.#byName.get(word) ?? [];
  }

  /** How many issues were about a source package. */
  issuesOf(name: string): number {
    return this.#packages.get(name)?.count ?? 0;
  }

  /** The product as it is remembered, whatever its letters' case. */
  product(name: string): Label | undefined {
    return this.#products.get(name.toLowerCase());
  }

  /** Names of products that begin so, the most frequent first. */
  productsBeginning(text: string, limit: number): readonly string[] {
    const prefix = text.toLowerCase();
    return [...this.#products.values()]
      .filter(({ name, count }) => count > 0 && name.toLowerCase().startsWith(prefix))
      .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))
      .slice(0, limit)
      .map(({ name }) => name);
  }

  #learnPackage(text: string, { name, state, notes, start }: ListRecord): void {
    const about = notes.find((note) => note.release === undefined && note.kind !== "itp") ?? notes[0];
    if (state === "normal" && about && name.startsWith("CVE-")) this.#remember(text, start, "package", about.package);
  }

  #remember(text: string, start: number, kind: Label["kind"], name: string): void {
    if (name === "") return;
    const issue = issueNumber(text, start);
    const label = this.#label(kind, name);
    const known = this.#issues.get(issue);
    if (known !== undefined) {
      this.#count(this.#labelOf[known], -1);
      this.#labelOf[known] = label;
      this.#count(label, 1);
      label.last = issue;
      return;
    }
    const number = this.#labelOf.length;
    this.#issues.set(issue, number);
    this.#labelOf.push(label);
    this.#count(label, 1);
    label.last = issue;
    const description = descriptionAt(text, start);
    const cut = cutWord(description);
    for (const word of wordsOf(description)) {
      if (word === cut) continue;
      const postings = this.#words.get(word);
      if (postings === undefined) {
        this.#words.set(word, { issues: [number], seen: 1 });
        continue;
      }
      if (postings.seen < REMEMBERED) postings.issues.push(number);
      else postings.issues[postings.seen % REMEMBERED] = number;
      postings.seen += 1;
    }
  }

  /** A decision that was taken back. */
  #forget(issue: IssueNumber): void {
    const number = this.#issues.get(issue);
    if (number === undefined) return;
    this.#count(this.#labelOf[number], -1);
    this.#labelOf[number] = undefined;
  }

  #count(label: Label | undefined, by: 1 | -1): void {
    if (label === undefined) return;
    label.count += by;
    this.#decided += by;
    if (label.kind === "not-for-us") this.#notForUs += by;
  }

  #label(kind: Label["kind"], name: string): Label {
    const labels = kind === "package" ? this.#packages : this.#products;
    const key = name.toLowerCase();
    const there = labels.get(key);
    if (there) return there;
    // A copy: a slice would hold the whole list in memory.
    const own = Buffer.from(name, "latin1").toString("latin1");
    const label: Label = { kind, name: own, words: kind === "package" ? [] : wordsOf(own), count: 0, last: 0 };
    labels.set(own.toLowerCase(), label);
    const rarest = this.#rarest(label.words);
    if (rarest === undefined) return label;
    const named = this.#byName.get(rarest);
    if (named) named.push(label);
    else this.#byName.set(rarest, [label]);
    return label;
  }

  #rarest(words: readonly string[]): string | undefined {
    let rarest: string | undefined;
    let fewest = Number.POSITIVE_INFINITY;
    for (const word of words) {
      const count = (this.#nameCounts.get(word) ?? 0) + 1;
      this.#nameCounts.set(word, count);
      if (count < fewest) [rarest, fewest] = [word, count];
    }
    return rarest;
  }
}

const NOT_FOR_US = "NOT-FOR-US:";
const BEFORE_ALL = { start: -1, end: -1 };

/** What the records that begin there say is not for us. One search runs through the text instead of one in each record. */
function productsIn({ text, quiet }: ListFile): ReadonlyMap<number, string> {
  const products = new Map<number, string>();
  let next = text.indexOf(NOT_FOR_US);
  for (const { start, end } of quiet.spans()) {
    if (next >= 0 && next < start) next = text.indexOf(NOT_FOR_US, start);
    if (next < 0) break;
    if (next < end) products.set(start, lineFrom(text, next + NOT_FOR_US.length));
  }
  return products;
}

/** As `descriptionIn`, for headers that were read already; this runs over every record of the lists. */
function descriptionAt(text: string, start: number): string {
  const newline = text.indexOf("\n", start);
  const end = newline < 0 ? text.length : newline;
  const from = text.indexOf(" ", start);
  return from < 0 || from + 2 >= end ? "" : text.slice(from + 2, end - 1);
}

function lineFrom(text: string, start: number): string {
  const end = text.indexOf("\n", start);
  return text.slice(start, end < 0 ? text.length : end).trim();
}
