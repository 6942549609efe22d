import { csafFileName } from "../csaf/file-name.ts";
import { type CsafTests, vulnerabilitiesOf } from "./document.ts";
import { branchesOf, definedIds, fullNamesOf, namedIds, statusGroups, uncovered } from "./products.ts";
import { isPrivateUse } from "./profile-tests.ts";
import { byDate } from "./tracking-tests.ts";
import { hashesOf } from "./tree-tests.ts";

/** The recommended tests (section 6.2). 6.2.20 is a matter of the schema, to which a document is held before. */
export const OPTIONAL_TESTS: CsafTests = {
  "6.2.1": (document) => {
    if (document.document.category === "csaf_informational_advisory") return [];
    const named = new Set(namedIds(document));
    return definedIds(document).filter((id) => !named.has(id));
  },
  "6.2.2": (document) =>
    vulnerabilitiesOf(document).flatMap((one) => {
      const { affected = [], underInvestigation = [] } = statusGroups(one);
      return uncovered(document, [...affected, ...underInvestigation], one.remediations);
    }),
  "6.2.3": (document) =>
    vulnerabilitiesOf(document).flatMap((one) => {
      const scored = new Set((one.scores ?? []).flatMap(({ products }) => products));
      return [...(statusGroups(one).affected ?? [])].filter((id) => !scored.has(id));
    }),
  "6.2.4": ({ document: { tracking } }) =>
    tracking.revision_history.map(({ number }) => number).filter((number) => number.includes("+")),
  "6.2.5": ({ document: { tracking } }) => {
    const oldest = byDate(tracking)[0]?.date ?? tracking.initial_release_date;
    return Date.parse(tracking.initial_release_date) < Date.parse(oldest) ? [tracking.initial_release_date] : [];
  },
  "6.2.6": ({ document: { tracking } }) => {
    const newest = byDate(tracking).at(-1)?.date ?? tracking.current_release_date;
    return Date.parse(tracking.current_release_date) < Date.parse(newest) ? [tracking.current_release_date] : [];
  },
  "6.2.7": (document) =>
    vulnerabilitiesOf(document).flatMap(({ involvements = [] }) =>
      involvements.filter(({ date }) => date === undefined).map(({ party }) => party),
    ),
  "6.2.8": (document) =>
    hashesOf(document).flatMap((names) => (names.every((name) => name === "md5") ? ["md5 alone"] : [])),
  "6.2.9": (document) =>
    hashesOf(document).flatMap((names) => (names.every((name) => name === "sha1") ? ["sha1 alone"] : [])),
  "6.2.10": ({ document: { distribution } }) => (distribution?.tlp?.label ? [] : ["no TLP label"]),
  "6.2.11": ({ document: { references = [], tracking } }) => {
    const name = `/${csafFileName(tracking.id)}`;
    const found = references.some(
      ({ category, url }) => category === "self" && url.startsWith("https://") && url.endsWith(name),
    );
    return found ? [] : [`no address that ends in ${name}`];
  },
  "6.2.12": ({ document: { lang } }) => (lang ? [] : ["no language"]),
  "6.2.13": (document) => unsortedKeys(document, ""),
  "6.2.14": ({ document: { lang, source_lang } }) =>
    [lang, source_lang].flatMap((tag) => (tag && isPrivateUse(tag) ? [tag] : [])),
  "6.2.15": ({ document: { lang, source_lang } }) =>
    [lang, source_lang].flatMap((tag) => (tag && /^i-default$/i.test(tag) ? [tag] : [])),
  "6.2.16": (document) =>
    fullNamesOf(document)
      .filter((name) => name.product_identification_helper === undefined)
      .map(({ product_id }) => product_id),
  "6.2.17": (document) =>
    vulnerabilitiesOf(document).flatMap(({ ids = [] }) =>
      ids.map(({ text }) => text).filter((text) => /^CVE-[0-9]{4}-[0-9]{4,}$/.test(text)),
    ),
  "6.2.18": (document) =>
    branchesOf(document)
      .filter(({ category }) => category === "product_version_range")
      .map(({ name }) => name)
      .filter((name) => !/^vers:[a-z.\-+][a-z0-9.\-+]*\/.+/.test(name)),
  // Stricter than the text, which takes a score whose environment brings it to 0: base scores alone are judged here.
  "6.2.19": (document) =>
    vulnerabilitiesOf(document).flatMap((one) => {
      const scored = new Set((one.scores ?? []).flatMap(({ products }) => products));
      return [...(statusGroups(one).fixed ?? [])].filter((id) => scored.has(id));
    }),
};

/** Objects whose keys are not in alphabetical order, by their path. */
function unsortedKeys(value: unknown, path: string): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  const keys = Object.keys(value);
  const sorted = Array.isArray(value) || keys.join("\n") === [...keys].sort().join("\n");
  const below = Object.entries(value).flatMap(([key, one]) => unsortedKeys(one, `${path}/${key}`));
  return sorted ? below : [path === "" ? "/" : path, ...below];
}
