/*
 * The mandatory tests of CSAF 2.0 (https://docs.oasis-open.org/csaf/csaf/v2.0/csaf-v2.0.html, section 6.1) that can fail in a
 * document of the profile VEX, and the rule for its file's name (section 5.1). What our documents do not have (groups,
 * relationships, scores, hashes, involvements, translations) is refused, because its tests are not here.
 */

interface Branch {
  readonly category: string;
  readonly name: string;
  readonly branches?: readonly Branch[];
  readonly product?: {
    readonly product_id: string;
    readonly product_identification_helper?: { readonly purl?: string };
  };
}

interface Spoken {
  readonly product_ids?: readonly string[];
  readonly category?: string;
  readonly label?: string;
}

interface Vulnerability {
  readonly cve?: string;
  readonly ids?: readonly unknown[];
  readonly notes?: readonly unknown[];
  readonly product_status?: Readonly<Record<string, readonly string[]>>;
  readonly flags?: readonly Spoken[];
  readonly threats?: readonly Spoken[];
  readonly remediations?: readonly Spoken[];
}

interface Document {
  readonly document: {
    readonly category: string;
    readonly lang?: string;
    readonly publisher: { readonly category: string };
    readonly tracking: {
      readonly id: string;
      readonly status: string;
      readonly version: string;
      readonly initial_release_date: string;
      readonly current_release_date: string;
      readonly revision_history: readonly { readonly date: string; readonly number: string }[];
    };
  };
  readonly product_tree?: { readonly branches?: readonly Branch[] };
  readonly vulnerabilities?: readonly Vulnerability[];
}

type Rule = (document: Document) => readonly string[];

const RULES: Readonly<Record<string, Rule>> = {
  "6.1.1": (document) => unless(spokenIds(document).filter((id) => !definedIds(document).includes(id))),
  "6.1.2": (document) => repeated(definedIds(document)),
  "6.1.6": ({ vulnerabilities = [] }) =>
    vulnerabilities.flatMap(({ product_status = {} }) => repeated(Object.values(product_status).flat())),
  "6.1.12": ({ document }) => unless([document.lang].filter((lang) => lang !== undefined && lang !== "en")),
  "6.1.13": (document) => unless(purlsOf(document).filter((purl) => !isPurl(purl))),
  "6.1.14": ({ document }) => {
    const { revision_history } = document.tracking;
    const dates = revision_history.map(({ date }) => Date.parse(date));
    // Stricter than the text: with two equal dates the order would be anybody's guess.
    return unless(dates.filter((date, at) => !(date > (dates[at - 1] ?? Number.NEGATIVE_INFINITY))));
  },
  "6.1.15": ({ document }) => unless([document.publisher.category].filter((category) => category === "translator")),
  "6.1.16": ({ document: { tracking } }) =>
    unless([tracking.version].filter((version) => version !== tracking.revision_history.at(-1)?.number)),
  "6.1.17 to 6.1.22 and 6.1.30": ({ document: { tracking } }) => {
    const numbers = tracking.revision_history.map(({ number }) => number);
    const counted = numbers.every((number, at) => number === String(at + 1));
    return tracking.status === "final" && counted ? [] : [numbers.join()];
  },
  "6.1.23": ({ vulnerabilities = [] }) => repeated(vulnerabilities.flatMap(({ cve }) => cve ?? [])),
  "6.1.26": ({ document }) => unless([document.category].filter((category) => category !== "csaf_vex")),
  "6.1.27.4": ({ product_tree }) => (product_tree === undefined ? ["no product tree"] : []),
  "6.1.27.5": ({ vulnerabilities = [] }) => unless(vulnerabilities.filter(({ notes }) => notes === undefined)),
  "6.1.27.7": ({ vulnerabilities = [] }) =>
    unless(vulnerabilities.filter(({ product_status = {} }) => !VEX.some((status) => product_status[status]))),
  "6.1.27.8": ({ vulnerabilities = [] }) => unless(vulnerabilities.filter(({ cve, ids }) => !cve && !ids)),
  "6.1.27.9": ({ vulnerabilities = [] }) =>
    vulnerabilities.flatMap(({ product_status, flags = [], threats = [] }) => {
      const impacts = threats.filter(({ category }) => category === "impact");
      return uncovered(product_status?.known_not_affected, [...flags, ...impacts]);
    }),
  "6.1.27.10": ({ vulnerabilities = [] }) =>
    vulnerabilities.flatMap(({ product_status, remediations }) =>
      uncovered(product_status?.known_affected, remediations),
    ),
  "6.1.27.11": ({ vulnerabilities = [] }) => (vulnerabilities.length === 0 ? ["no vulnerability"] : []),
  "6.1.29": ({ vulnerabilities = [] }) =>
    unless(vulnerabilities.flatMap(({ remediations = [] }) => remediations).filter(aboutNothing)),
  "6.1.31": (document) =>
    unless(
      branchesOf(document)
        .filter(({ category }) => category === "product_version")
        .map(({ name }) => name)
        .filter((name) => /[<>]|\b(?:after|all|before|earlier|later|prior|versions)\b/i.test(name)),
    ),
  "6.1.32": ({ vulnerabilities = [] }) =>
    unless(vulnerabilities.flatMap(({ flags = [] }) => flags).filter(aboutNothing)),
  "6.1.33": ({ vulnerabilities = [] }) =>
    vulnerabilities.flatMap(({ flags = [] }) => repeated(flags.flatMap(({ product_ids = [] }) => product_ids))),
  // Not numbered there, and still wrong: section 3.2.1.12.3 and the name of the field.
  "dates of the first and the last revision": ({ document: { tracking } }) => {
    const { initial_release_date: first, current_release_date: last, revision_history } = tracking;
    return first === revision_history[0]?.date && last === revision_history.at(-1)?.date ? [] : [first, last];
  },
  "what has tests that are not here": (document) =>
    [
      ...JSON.stringify(document).matchAll(
        /"(product_groups|relationships|full_product_names|group_ids|scores|hashes|involvements|cwe|source_lang)":/g,
      ),
    ]
      .map(([, word]) => word ?? "")
      .slice(0, 1),
};

const VEX = ["fixed", "known_affected", "known_not_affected", "under_investigation"];

/** Every broken rule with what breaks it; empty for a document that holds to all of them. `name` is the file's. */
export function csafFaults(document: unknown, name: string): readonly string[] {
  const read = document as Document;
  const found = Object.entries(RULES).flatMap(([rule, broken]) => broken(read).map((what) => `${rule}: ${what}`));
  const expected = `${read.document.tracking.id.toLowerCase().replace(/[^+\-a-z0-9]+/g, "_")}.json`;
  return name === expected ? found : [...found, `5.1: ${name} instead of ${expected}`];
}

function unless(broken: readonly unknown[]): readonly string[] {
  return broken.map((one) => JSON.stringify(one));
}

function repeated(words: readonly string[]): readonly string[] {
  return words.filter((word, at) => words.indexOf(word) < at);
}

function uncovered(ids: readonly string[] = [], said: readonly Spoken[] = []): readonly string[] {
  const covered = new Set(said.flatMap(({ product_ids = [] }) => product_ids));
  return ids.filter((id) => !covered.has(id));
}

function aboutNothing({ product_ids = [] }: Spoken): boolean {
  return product_ids.length === 0;
}

function branchesOf({ product_tree }: Document): readonly Branch[] {
  const below = (branches: readonly Branch[] = []): readonly Branch[] =>
    branches.flatMap((branch) => [branch, ...below(branch.branches)]);
  return below(product_tree?.branches);
}

function definedIds(document: Document): readonly string[] {
  return branchesOf(document).flatMap(({ product }) => product?.product_id ?? []);
}

function spokenIds({ vulnerabilities = [] }: Document): readonly string[] {
  return vulnerabilities.flatMap(({ product_status = {}, flags = [], threats = [], remediations = [] }) => [
    ...Object.values(product_status).flat(),
    ...[...flags, ...threats, ...remediations].flatMap(({ product_ids = [] }) => product_ids),
  ]);
}

function purlsOf(document: Document): readonly string[] {
  return branchesOf(document).flatMap(({ product }) => product?.product_identification_helper?.purl ?? []);
}

/**
 * A package URL of type deb in its canonical form (https://github.com/package-url/purl-spec): namespace and name, perhaps a
 * version, qualifiers sorted by key; everything else percent-encoded.
 */
export function isPurl(purl: string): boolean {
  const part = "(?:[A-Za-z0-9._~-]|%[0-9A-F]{2})+";
  const form = `^pkg:deb/${part}/${part}(?:@(?:[A-Za-z0-9._~:-]|%[0-9A-F]{2})+)?(?:\\?([a-z]+=${part}(?:&[a-z]+=${part})*))?$`;
  const [whole, qualifiers = ""] = new RegExp(form).exec(purl) ?? [];
  const keys = qualifiers.split("&").map((one) => one.split("=")[0]);
  return whole !== undefined && keys.join() === [...new Set(keys)].sort().join();
}
