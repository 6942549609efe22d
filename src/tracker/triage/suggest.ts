import type { SourceVersions } from "../archive/source-versions.ts";
import { beginsCommonWord, isCommonWord, isNamedWithVersion } from "./common-words.ts";
import { decisionKey, type Suggestion, type TriageDecision } from "./decision.ts";
import { guessProduct } from "./guess-product.ts";
import { type HostWord, hostWord } from "./host-word.ts";
import { issueOfNumber } from "./issue-number.ts";
import type { Label, TriageMemory, WordMemory } from "./memory.ts";
import type { NamedPackage, PackageNames } from "./package-names.ts";
import type { RecordFacts } from "./record-facts.ts";
import { cutWord, wordsOf } from "./words.ts";

/** What suggestions are made from; all of it is in memory. */
export interface Knowledge {
  readonly memory: TriageMemory;
  readonly names: PackageNames;
  readonly archive: SourceVersions;
}

export interface NewIssue {
  readonly description: string;
  /** What its CVE record says, where somebody has the records at hand. */
  readonly facts: RecordFacts | undefined;
  /** What others decided about the very issue: advisories, other releases, other layers. */
  readonly heard: readonly Heard[];
}

/** Something that speaks for a decision. */
export interface Heard {
  readonly decision: TriageDecision;
  /** From 0 to 1. */
  readonly strength: number;
  readonly reason: string;
}

/** Keys 1 to 9. */
const MOST = 9;
/** What is weaker than this is noise. */
const WEAKEST = 0.12;
/** How many issues the doubt weighs that earlier ones leave: little when the word stands in the name itself. */
const DOUBT = { inName: 1.5, elsewhere: 8 };
/** How many earlier issues a name's own form is worth. */
const PRIOR_ISSUES = 4;
const HOW: Readonly<Record<NamedPackage["how"], number>> = { exact: 0.6, variant: 0.35, cut: 0.6 };
const HOW_IN_RECORD = 0.85;
/** What a name is worth when the text speaks of something that is made for it; what was decided before weighs more. */
const HOW_AS_HOST = 0.2;
/** How much speaks for not for us when the text is about a plugin or a theme. */
const FOR_A_HOST = 0.5;
/** Names as short as this are common words and abbreviations. */
const SHORT = 3;

/** Suggestions for one issue, the most likely first; pure, some tens of microseconds each. */
export function suggest(knowledge: Knowledge, issue: NewIssue): readonly Suggestion[] {
  const { description, facts } = issue;
  const words = wordsOf(`${description} ${productWords(facts)}`);
  const cut = cutWord(description);
  const host = hostWord(description);
  const about = new Map<string, WordMemory>();
  for (const word of words) {
    const memory = word === cut ? undefined : knowledge.memory.about(word);
    if (memory) about.set(word, memory);
  }
  const isTelling = (word: string): boolean =>
    word === cut ? !beginsCommonWord(word) : !isCommonWord(word) || isNamedWithVersion(word, description);
  const telling = words.filter(isTelling);
  const learned = new Map([...about].filter(([word]) => isTelling(word)));
  const evidence = [
    ...issue.heard,
    ...fromRecord(knowledge, facts),
    ...fromNames(knowledge, telling, about, { cut, host }),
    ...fromProducts(knowledge, words, about),
    ...fromLikeIssues(knowledge, learned, host),
    ...fromHost(knowledge, host),
    ...fromNothing(knowledge, issue, about),
  ];
  return weighed(evidence);
}

/** Each kind of evidence counts once for a decision; what agrees with it adds half of what is missing to certainty. */
function weighed(evidence: readonly Heard[]): readonly Suggestion[] {
  const byDecision = new Map<string, Heard[]>();
  for (const one of evidence) {
    const key = decisionKey(one.decision);
    const there = byDecision.get(key);
    if (there) there.push(one);
    else byDecision.set(key, [one]);
  }
  const suggestions = Array.from(byDecision.values(), (found) => {
    found.sort((a, b) => b.strength - a.strength);
    const [first, ...others] = found as [Heard, ...Heard[]];
    let score = first.strength;
    for (const { strength } of others) score += (1 - score) * strength * 0.5;
    const reasons = [...new Set(found.map(({ reason }) => reason))].slice(0, 3);
    return { decision: first.decision, score: Math.min(score, 0.99), reasons };
  });
  return suggestions
    .filter(({ score }) => score >= WEAKEST)
    .sort((a, b) => b.score - a.score || (decisionKey(a.decision) < decisionKey(b.decision) ? -1 : 1))
    .slice(0, MOST);
}

function productWords(facts: RecordFacts | undefined): string {
  return (facts?.affected ?? []).map(({ vendor, product }) => `${vendor} ${product}`).join(" ");
}

/** Product names of the CVE record against the archive's packages. */
function* fromRecord({ names, archive }: Knowledge, facts: RecordFacts | undefined): Generator<Heard, void> {
  for (const { vendor, product } of facts?.affected ?? []) {
    const name = product.toLowerCase().replace(/[\s_]+/g, "-");
    for (const found of names.named(name, false)) {
      const releases = releasesOf(archive, found.package);
      const reason = `the record names product ${product}${vendor === "" ? "" : `, vendor ${vendor}`}: package ${found.package} ${releases}`;
      yield heardPackage(found.package, (HOW_IN_RECORD * (found.how === "exact" ? 1 : 0.7)) / found.among, reason);
    }
  }
}

/** Words of the text that are names of packages, by how often they meant that package before. */
function* fromNames(
  { memory: before, names, archive }: Knowledge,
  words: readonly string[],
  about: ReadonlyMap<string, WordMemory>,
  { cut, host }: { readonly cut: string; readonly host: HostWord | undefined },
): Generator<Heard, void> {
  for (const word of words) {
    const memory = about.get(word);
    const named = names.named(word, word === cut);
    // Of several that it may mean, one that has had many issues is the likelier.
    const weights = named.map((one) => before.issuesOf(one.package) + 1);
    const all = weights.reduce((sum, weight) => sum + weight, 0);
    for (const [at, found] of named.entries()) {
      const how = word === host?.word ? HOW_AS_HOST : HOW[found.how];
      const prior = (how * (word.length <= SHORT ? 0.4 : 1) * (weights[at] as number)) / all;
      const meant = countOf(memory, "package", found.package);
      const strength = (meant + PRIOR_ISSUES * prior) / ((memory?.total ?? 0) + PRIOR_ISSUES);
      const releases = releasesOf(archive, found.package);
      const says =
        found.how === "exact"
          ? `the text names ${word}, a source package ${releases}`
          : found.how === "cut"
            ? `the text breaks off in "${word}", where ${found.package} begins`
            : `the text names ${word}: package ${found.package} ${releases}`;
      yield heardPackage(found.package, strength, says);
    }
  }
}

/** Remembered products all of whose words stand in the text, one at least that tells something. */
function* fromProducts(
  { memory }: Knowledge,
  words: readonly string[],
  about: ReadonlyMap<string, WordMemory>,
): Generator<Heard, void> {
  const there = new Set(words);
  for (const word of words) {
    const known = about.get(word);
    for (const label of memory.productsNamed(word)) {
      if (label.count === 0 || !label.words.every((one) => there.has(one)) || label.words.every(isCommonWord)) continue;
      const prior = Math.min(0.75, 0.35 + 0.15 * label.words.length);
      const before = known?.labels.get(label) ?? 0;
      const strength = (before + PRIOR_ISSUES * prior) / ((known?.total ?? 0) + PRIOR_ISSUES);
      yield { decision: notForUs(label.name), strength, reason: saidOf(label) };
    }
  }
}

/** What issues with the same words were decided to be about; of each decision the word that speaks most clearly. */
function* fromLikeIssues(
  { names }: Knowledge,
  about: ReadonlyMap<string, WordMemory>,
  host: HostWord | undefined,
): Generator<Heard, void> {
  const best = new Map<Label, { strength: number; word: string; count: number; total: number }>();
  for (const [word, { total, labels }] of about) {
    for (const [label, count] of labels) {
      const inName = label.kind === "package" ? label.name === word : label.words.includes(word);
      const isHost = label.kind === "package" && word === host?.word;
      const strength = count / (total + (inName && !isHost ? DOUBT.inName : DOUBT.elsewhere));
      const known = best.get(label);
      if (strength < WEAKEST || (known && known.strength >= strength)) continue;
      best.set(label, { strength, word, count, total });
    }
  }
  for (const [label, { strength, word, count, total }] of best) {
    const issues = total === 1 ? "the one earlier issue" : `${count} of ${total} earlier issues`;
    if (label.kind === "package") {
      const says = names.isGone(label.name) ? "<removed>" : "<unfixed>";
      const reason = `${issues} with "${word}" ${count === 1 ? "was" : "were"} about ${label.name}`;
      yield { decision: { kind: "package", package: label.name, says }, strength, reason };
    } else {
      const reason = `${issues} with "${word}" ${count === 1 ? "was" : "were"} not for us: ${saidOf(label)}`;
      yield { decision: notForUs(label.name), strength, reason };
    }
  }
}

/** A plugin or a theme is hardly ever in the package that it is made for. */
function* fromHost({ memory }: Knowledge, host: HostWord | undefined): Generator<Heard, void> {
  if (host?.product === undefined) return;
  const product = memory.product(host.product)?.name ?? host.product;
  const reason = `the text is about a ${host.words}, and such are hardly ever in its package`;
  yield { decision: notForUs(product), strength: FOR_A_HOST, reason };
}

/** Most issues are not for us: without better knowledge that is the answer, under the name that the text gives. */
function* fromNothing(
  { memory }: Knowledge,
  { description, facts }: NewIssue,
  about: ReadonlyMap<string, WordMemory>,
): Generator<Heard, void> {
  const guess = guessProduct(description, facts);
  const product = memory.product(guess)?.name ?? guess;
  if (product === "") return;
  const share = notForUsShare(memory, about);
  const recorded = (facts?.affected.length ?? 0) > 0;
  const from = recorded ? "the record names it" : "the text seems to name it";
  const reason = `${from}, and ${Math.round(share * 100)} of 100 issues with such words were not for us`;
  yield { decision: notForUs(product), strength: share * (recorded ? 0.65 : 0.5), reason };
}

/** How likely an issue with these words is not for us: a naive Bayes estimate over its words. */
export function notForUsShare(memory: TriageMemory, about: ReadonlyMap<string, WordMemory>): number {
  const share = memory.notForUsShare;
  const prior = Math.log(share / (1 - share));
  let odds = prior;
  for (const { total, labels } of about.values()) {
    if (total === 0) continue;
    let ours = 0;
    for (const [label, count] of labels) if (label.kind === "package") ours += count;
    const smooth = (total - ours + share * 2) / (ours + (1 - share) * 2);
    odds += (Math.log(smooth) - prior) * 0.5;
  }
  return 1 / (1 + Math.exp(-odds));
}

function countOf(memory: WordMemory | undefined, kind: Label["kind"], name: string): number {
  for (const [label, count] of memory?.labels ?? []) if (label.kind === kind && label.name === name) return count;
  return 0;
}

function saidOf({ name, count, last }: Label): string {
  const issue = issueOfNumber(last);
  return `${name} was said of ${count === 1 ? issue : `${count} issues, last ${issue}`}`;
}

function heardPackage(name: string, strength: number, reason: string): Heard {
  return { decision: { kind: "package", package: name, says: "<unfixed>" }, strength, reason };
}

function notForUs(product: string): TriageDecision {
  return { kind: "not-for-us", product };
}

function releasesOf(archive: SourceVersions, name: string): string {
  const releases = new Set(archive.rowsOf(name).map(({ release }) => release));
  return releases.size === 1 ? "of one release" : `of ${releases.size} releases`;
}
