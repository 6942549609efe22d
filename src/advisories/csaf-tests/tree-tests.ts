import { type CsafDocument, type CsafTests, repeated, vulnerabilitiesOf } from "./document.ts";
import {
  aboutNothing,
  branchesOf,
  definedIds,
  fullNamesOf,
  idsSpokenOf,
  namedIds,
  spokenIn,
  statusGroups,
} from "./products.ts";
import { isPurl } from "./purl.ts";

/** Mandatory tests about products, their ids and what is said of them. */
export const TREE_TESTS: CsafTests = {
  "6.1.1": (document) => {
    const defined = new Set(definedIds(document));
    return namedIds(document).filter((id) => !defined.has(id));
  },
  "6.1.2": (document) => repeated(definedIds(document)),
  "6.1.3": (document) => circular(document),
  "6.1.4": (document) => {
    const defined = new Set(groupIds(document));
    const named = vulnerabilitiesOf(document)
      .flatMap(spokenIn)
      .flatMap(({ group_ids = [] }) => group_ids);
    return named.filter((id) => !defined.has(id));
  },
  "6.1.5": (document) => repeated(groupIds(document)),
  "6.1.6": (document) =>
    vulnerabilitiesOf(document).flatMap((one) => repeated(Object.values(statusGroups(one)).flatMap((ids) => [...ids]))),
  "6.1.7": (document) =>
    vulnerabilitiesOf(document).flatMap(({ scores = [] }) => {
      const said = scores.flatMap(({ products, cvss_v2, cvss_v3 }) =>
        [cvss_v2, cvss_v3].flatMap((score) => (score ? products.map((id) => `CVSS ${score.version} of ${id}`) : [])),
      );
      return repeated(said);
    }),
  "6.1.13": (document) =>
    fullNamesOf(document)
      .flatMap((name) => name.product_identification_helper?.purl ?? [])
      .filter((purl) => !isPurl(purl)),
  "6.1.25": (document) => hashesOf(document).flatMap((algorithms) => repeated(algorithms)),
  "6.1.29": (document) => nothing(vulnerabilitiesOf(document).flatMap(({ remediations = [] }) => remediations)),
  "6.1.31": (document) =>
    branchesOf(document)
      .filter(({ category }) => category === "product_version")
      .map(({ name }) => name)
      .filter((name) => /[<>]|\b(?:all|before|earlier|later|prior|versions)\b|\bafter\s/i.test(name)),
  "6.1.32": (document) => nothing(vulnerabilitiesOf(document).flatMap(({ flags = [] }) => flags)),
  "6.1.33": (document) =>
    vulnerabilitiesOf(document).flatMap(({ flags = [] }) =>
      repeated(flags.flatMap((flag) => [...new Set(idsSpokenOf(document, flag))])),
    ),
};

function nothing(said: readonly Parameters<typeof aboutNothing>[0][]): readonly string[] {
  return said.filter(aboutNothing).map((one) => JSON.stringify(one));
}

function groupIds({ product_tree }: CsafDocument): readonly string[] {
  return (product_tree?.product_groups ?? []).map(({ group_id }) => group_id);
}

/** Algorithms of each file whose hashes are named. */
export function hashesOf(document: CsafDocument): readonly (readonly string[])[] {
  return fullNamesOf(document).flatMap((name) =>
    (name.product_identification_helper?.hashes ?? []).map(({ file_hashes }) =>
      file_hashes.map(({ algorithm }) => algorithm),
    ),
  );
}

/** Products that are made, by way of relationships, of themselves. */
function circular({ product_tree }: CsafDocument): readonly string[] {
  const parts = new Map(
    (product_tree?.relationships ?? []).map((one) => [
      one.full_product_name.product_id,
      [one.product_reference, one.relates_to_product_reference],
    ]),
  );
  const reaches = (from: string, goal: string, seen: Set<string>): boolean =>
    (parts.get(from) ?? []).some((part) => {
      if (part === goal) return true;
      if (seen.has(part)) return false;
      seen.add(part);
      return reaches(part, goal, seen);
    });
  return [...parts.keys()].filter((id) => reaches(id, id, new Set()));
}
