import type { SourceVersions } from "../archive/source-versions.ts";
import { descriptionIn } from "../format/parse-header.ts";
import { parseList } from "../format/parse-list.ts";
import type { TriageDecision } from "./decision.ts";
import { TriageMemory } from "./memory.ts";
import { createPackageNames } from "./package-names.ts";
import { productOf } from "./record-text.ts";
import { suggest } from "./suggest.ts";

/** How well suggestions foretell what people decided. */
export interface Quality {
  /** Issues whose decision was hidden. */
  readonly hidden: number;
  /** Of them, about a source package, or not for us. */
  readonly packages: Count;
  readonly notForUs: Count;
  /** Issues about a package of which the text holds its name or some four first letters of it: more nobody could tell from the text. */
  readonly named: number;
  /** What somebody gets right who always says that it is not for us, without a name: the share of those that were. */
  readonly alwaysNotForUs: number;
}

export interface Count {
  readonly issues: number;
  /** The right package or product stood first, or among the first three. */
  readonly first: number;
  readonly three: number;
  /** The first suggestion was of the right kind; for what is not for us no suggestion counts as well. */
  readonly kind: number;
}

interface Decided {
  readonly description: string;
  readonly kind: TriageDecision["kind"];
  /** Several packages are right when the record names several. */
  readonly right: ReadonlySet<string>;
  readonly end: number;
}

/**
 * Hides the decisions of the issues that stand topmost, learns what is below them, and compares. A list is written from
 * the top, so nothing is foretold from what came later.
 */
export function measureQuality(list: Uint8Array, archive: SourceVersions, newest: number): Quality {
  const text = Buffer.from(list).toString("latin1");
  const decided = decidedIssues(list).slice(0, newest);
  const older = text.slice(decided.at(-1)?.end ?? 0);
  const memory = new TriageMemory();
  memory.learn(parseList(Buffer.from(older, "latin1"), { path: "CVE/list", kind: "issues" }).value);
  const knowledge = { memory, names: createPackageNames(archive, []), archive };
  const packages = { issues: 0, first: 0, three: 0, kind: 0 };
  const notForUs = { issues: 0, first: 0, three: 0, kind: 0 };
  let named = 0;
  for (const { description, kind, right } of decided) {
    const found = suggest(knowledge, { description, facts: undefined, heard: [] });
    const at = found.findIndex(({ decision }) => isRight(decision, kind, right));
    const count = kind === "package" ? packages : notForUs;
    count.issues += 1;
    if (at === 0) count.first += 1;
    if (at >= 0 && at < 3) count.three += 1;
    if ((found[0]?.decision.kind ?? "not-for-us") === kind) count.kind += 1;
    if (kind === "package" && [...right].some((name) => isNamedIn(name, description))) named += 1;
  }
  const alwaysNotForUs = decided.length === 0 ? 0 : notForUs.issues / decided.length;
  return { hidden: decided.length, packages, notForUs, named, alwaysNotForUs };
}

function decidedIssues(list: Uint8Array): readonly Decided[] {
  const file = parseList(list, { path: "CVE/list", kind: "issues" }).value;
  const found: (Decided & { readonly start: number })[] = [];
  for (const { name, state, notes, start, end } of file.records) {
    if (state !== "normal" || notes.length === 0 || !name.startsWith("CVE-")) continue;
    const right = new Set(notes.map((note) => note.package));
    found.push({ description: descriptionIn(file.text, start), kind: "package", right, start, end });
  }
  for (const { start, end } of file.quiet.spans()) {
    const product = productOf(file.text.slice(start, end));
    if (product === undefined) continue;
    found.push({
      description: descriptionIn(file.text, start),
      kind: "not-for-us",
      right: new Set([product]),
      start,
      end,
    });
  }
  return found.sort((a, b) => a.start - b.start);
}

function isRight(decision: TriageDecision, kind: Decided["kind"], right: ReadonlySet<string>): boolean {
  if (decision.kind !== kind) return false;
  return decision.kind === "package"
    ? right.has(decision.package)
    : decision.kind === "not-for-us" && right.has(decision.product);
}

function isNamedIn(name: string, description: string): boolean {
  const words = description.toLowerCase().split(/[^a-z0-9.+_-]+/);
  const cut = description.endsWith(" ...") ? words.at(-2) : undefined;
  return words.includes(name) || (cut !== undefined && cut.length >= 4 && name.startsWith(cut));
}
