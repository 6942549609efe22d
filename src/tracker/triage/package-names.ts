import type { SourceVersions } from "../archive/source-versions.ts";
import type { Lineage } from "../hints/parse-lineages.ts";

/** A source package that a word of a text may mean. */
export interface NamedPackage {
  readonly package: string;
  /** exact: its very name; variant: without what Debian puts around it; cut: the word is where the name begins. */
  readonly how: "exact" | "variant" | "cut";
  /** Of several packages that one word may mean, how many. */
  readonly among: number;
}

export interface PackageNames {
  /** Packages that a word may mean; `cut` says that the text breaks off in it. */
  named(word: string, cut: boolean): readonly NamedPackage[];
  /** The archive is known, and has no such package. */
  isGone(name: string): boolean;
  /** Names that start so, in alphabetical order. */
  beginning(text: string, limit: number): readonly string[];
}

/** What Debian puts before or behind upstream's name. */
const AROUND =
  /^(?:lib|node-|python-|python3-|ruby-|golang-|rust-|php-|haskell-|r-cran-|puppet-module-|fonts-)|(?:-perl|-java|-php|-el|-clojure|-ocaml|-cil|-go|-js|-dfsg)$/g;
/** `golang-github-gin-gonic-gin`: the last part is the project. */
const GO = /^golang-.*-([a-z0-9][a-z0-9.+]*(?:-go)?)$/;
/** `php8.4`, `openjdk-17`, `firefox-esr`: families with the version in the name. */
const VERSIONED = /^([a-z][a-z+]*(?:-[a-z][a-z+]*)*?)(?:-?\d[\d.]*|-esr)(?:-dfsg)?$/;
const SHORTEST_VARIANT = 3;
const SHORTEST_CUT = 4;
/** Of so many packages that one word may mean, the last are taken: of a family with versions the newest. */
const MOST_VARIANTS = 4;
/** A beginning that so many packages share says nothing. */
const MOST_CUT = 12;

/** Names of the archive's source packages, with the forms in which texts speak of them; lineages lead old names to new ones. */
export function createPackageNames(archive: SourceVersions, lineages: readonly Lineage[]): PackageNames {
  const names = [...new Set(archive.packages())].sort();
  const known = new Set(names);
  const variants = new Map<string, string[]>();
  for (const name of names) {
    for (const variant of variantsOf(name)) {
      if (variant.length < SHORTEST_VARIANT || known.has(variant)) continue;
      const there = variants.get(variant);
      if (there) there.push(name);
      else variants.set(variant, [name]);
    }
  }
  for (const { name, packages } of lineages) {
    const newest = packages.findLast((one) => known.has(one));
    if (newest === undefined) continue;
    for (const old of [name, ...packages]) if (!known.has(old)) variants.set(old, [newest]);
  }
  const beginning = (text: string, limit: number): readonly string[] => {
    const from = firstAtLeast(names, text);
    const found = names.slice(from, from + limit);
    return found.filter((name) => name.startsWith(text));
  };

  return {
    beginning,
    isGone: (name) => known.size > 0 && !known.has(name),
    named(word, cut) {
      if (known.has(word)) return [{ package: word, how: "exact", among: 1 }];
      const found = variants.get(word) ?? [];
      if (found.length > 0) return among(found, "variant");
      return cut && word.length >= SHORTEST_CUT ? among(beginning(word, MOST_CUT + 1), "cut") : [];
    },
  };
}

function among(names: readonly string[], how: NamedPackage["how"]): readonly NamedPackage[] {
  const chosen = how === "variant" ? names.slice(-MOST_VARIANTS).toReversed() : names.length > MOST_CUT ? [] : names;
  return chosen.map((name) => ({ package: name, how, among: chosen.length }));
}

function variantsOf(name: string): ReadonlySet<string> {
  const plain = name.replace(AROUND, "");
  const found = new Set([plain, GO.exec(name)?.[1], VERSIONED.exec(name)?.[1], VERSIONED.exec(plain)?.[1]]);
  return new Set([...found].filter((one): one is string => one !== undefined && one !== name));
}

function firstAtLeast(names: readonly string[], wanted: string): number {
  let low = 0;
  let high = names.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((names[middle] as string) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
