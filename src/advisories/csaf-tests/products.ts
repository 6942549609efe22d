import type { Branch, CsafDocument, FullName, Spoken, Vulnerability } from "./document.ts";

/** Every branch, at any depth. */
export function branchesOf({ product_tree }: CsafDocument): readonly Branch[] {
  const below = (branches: readonly Branch[] = []): readonly Branch[] =>
    branches.flatMap((branch) => [branch, ...below(branch.branches)]);
  return below(product_tree?.branches);
}

/** Every product that the document defines. */
export function fullNamesOf(document: CsafDocument): readonly FullName[] {
  const { full_product_names = [], relationships = [] } = document.product_tree ?? {};
  return [
    ...branchesOf(document).flatMap(({ product }) => product ?? []),
    ...full_product_names,
    ...relationships.map(({ full_product_name }) => full_product_name),
  ];
}

export function definedIds(document: CsafDocument): readonly string[] {
  return fullNamesOf(document).map(({ product_id }) => product_id);
}

/** What a vulnerability says of products. */
export function spokenIn({ flags = [], threats = [], remediations = [] }: Vulnerability): readonly Spoken[] {
  return [...flags, ...threats, ...remediations];
}

/** Every id of a product that is named outside its definition. */
export function namedIds({ product_tree, vulnerabilities = [] }: CsafDocument): readonly string[] {
  const { relationships = [], product_groups = [] } = product_tree ?? {};
  return [
    ...product_groups.flatMap(({ product_ids }) => product_ids),
    ...relationships.flatMap((one) => [one.product_reference, one.relates_to_product_reference]),
    ...vulnerabilities.flatMap((one) => [
      ...Object.values(one.product_status ?? {}).flat(),
      ...(one.scores ?? []).flatMap(({ products }) => products),
      ...spokenIn(one).flatMap(({ product_ids = [] }) => product_ids),
    ]),
  ];
}

/** Ids of the products that something is said about, those of its groups among them. */
export function idsSpokenOf(
  { product_tree }: CsafDocument,
  { product_ids = [], group_ids = [] }: Spoken,
): readonly string[] {
  const groups = product_tree?.product_groups ?? [];
  return [
    ...product_ids,
    ...groups.filter(({ group_id }) => group_ids.includes(group_id)).flatMap((one) => one.product_ids),
  ];
}

const AFFECTED = ["first_affected", "known_affected", "last_affected"];
const FIXED = ["first_fixed", "fixed"];

/** Product status groups that contradict each other (section 6.1.6). */
export function statusGroups({ product_status = {} }: Vulnerability): Readonly<Record<string, ReadonlySet<string>>> {
  const of = (names: readonly string[]): ReadonlySet<string> =>
    new Set(names.flatMap((name) => product_status[name] ?? []));
  return {
    affected: of(AFFECTED),
    notAffected: of(["known_not_affected"]),
    fixed: of(FIXED),
    underInvestigation: of(["under_investigation"]),
  };
}

/** Of some ids, those that nothing is said about. */
export function uncovered(
  document: CsafDocument,
  ids: Iterable<string>,
  said: readonly Spoken[] = [],
): readonly string[] {
  const covered = new Set(said.flatMap((one) => idsSpokenOf(document, one)));
  return [...ids].filter((id) => !covered.has(id));
}

export function aboutNothing({ product_ids = [], group_ids = [] }: Spoken): boolean {
  return product_ids.length === 0 && group_ids.length === 0;
}
