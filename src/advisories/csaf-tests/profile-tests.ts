import { type CsafDocument, type CsafTests, vulnerabilitiesOf } from "./document.ts";
import { statusGroups, uncovered } from "./products.ts";

/** Names of the profiles (section 4), without their prefix. */
const PROFILES = ["security_incident_response", "informational_advisory", "security_advisory", "vex"];
const VEX_GROUPS = ["fixed", "known_affected", "known_not_affected", "under_investigation"];

/** Mandatory tests of the document's category, its profile and its languages. */
export const PROFILE_TESTS: CsafTests = {
  "6.1.12": ({ document: { lang, source_lang } }) =>
    [lang, source_lang].flatMap((tag) => (tag === undefined || isLanguage(tag) ? [] : [tag])),
  "6.1.15": ({ document: { publisher, source_lang } }) =>
    publisher.category === "translator" && source_lang === undefined ? ["a translator without source_lang"] : [],
  "6.1.26": ({ document: { category } }) => {
    if (isProfile(category) || category === "csaf_base") return [];
    const plain = category.toLowerCase().replace(/[-\s_]/g, "");
    const names = PROFILES.map((profile) => profile.replaceAll("_", ""));
    return plain.startsWith("csaf") || names.includes(plain) ? [category] : [];
  },
  "6.1.27.1": of(["informational_advisory", "security_incident_response"], ({ document: { notes = [] } }) =>
    notes.some(({ category }) => ["description", "details", "general", "summary"].includes(category))
      ? []
      : ["no such note"],
  ),
  "6.1.27.2": of(["informational_advisory", "security_incident_response"], ({ document: { references = [] } }) =>
    references.some(({ category = "external" }) => category === "external") ? [] : ["no external reference"],
  ),
  "6.1.27.3": of(["informational_advisory"], ({ vulnerabilities }) => (vulnerabilities ? ["vulnerabilities"] : [])),
  "6.1.27.4": of(["security_advisory", "vex"], ({ product_tree }) => (product_tree ? [] : ["no product tree"])),
  "6.1.27.5": of(["security_advisory", "vex"], (document) => lacking(document, "notes")),
  "6.1.27.6": of(["security_advisory"], (document) => lacking(document, "product_status")),
  "6.1.27.7": of(["vex"], (document) =>
    vulnerabilitiesOf(document).flatMap(({ product_status = {} }) =>
      VEX_GROUPS.some((group) => product_status[group]) ? [] : [Object.keys(product_status).join()],
    ),
  ),
  "6.1.27.8": of(["vex"], (document) =>
    vulnerabilitiesOf(document).flatMap(({ cve, ids }) => (cve || ids ? [] : ["an issue without a name"])),
  ),
  "6.1.27.9": of(["vex"], (document) =>
    vulnerabilitiesOf(document).flatMap((one) => {
      const impacts = (one.threats ?? []).filter(({ category }) => category === "impact");
      return uncovered(document, statusGroups(one).notAffected ?? [], [...(one.flags ?? []), ...impacts]);
    }),
  ),
  "6.1.27.10": of(["vex"], (document) =>
    vulnerabilitiesOf(document).flatMap((one) =>
      uncovered(document, one.product_status?.known_affected ?? [], one.remediations),
    ),
  ),
  "6.1.27.11": of(["security_advisory", "vex"], ({ vulnerabilities }) => (vulnerabilities ? [] : ["no vulnerability"])),
  "6.1.28": ({ document: { lang, source_lang } }) =>
    lang !== undefined && lang.toLowerCase() === source_lang?.toLowerCase() ? [lang] : [],
};

function isProfile(category: string): boolean {
  return PROFILES.some((profile) => category === `csaf_${profile}`);
}

function of(profiles: readonly string[], test: CsafTests[string]): CsafTests[string] {
  return (document) =>
    profiles.some((profile) => document.document.category === `csaf_${profile}`) ? test(document) : [];
}

function lacking(document: CsafDocument, key: "notes" | "product_status"): readonly string[] {
  return vulnerabilitiesOf(document).flatMap((one, at) => (one[key] === undefined ? [`vulnerability ${at + 1}`] : []));
}

/** Whether each part of a tag is one that exists, as far as ICU's names know (RFC 5646). */
export function isLanguage(tag: string): boolean {
  if (/^i-default$/i.test(tag) || isPrivateUse(tag)) return true;
  try {
    const locale = new Intl.Locale(tag);
    const known = (type: "language" | "region" | "script", code: string | undefined): boolean =>
      code === undefined || new Intl.DisplayNames(["en"], { type, fallback: "none" }).of(code) !== undefined;
    return known("language", locale.language) && known("region", locale.region) && known("script", locale.script);
  } catch {
    // Intl throws for what is no tag at all.
    return false;
  }
}

/** Subtags reserved for private use (RFC 5646, section 2.2): `qaa`, `Qaaa`, `QM`, `x-…`. */
export function isPrivateUse(tag: string): boolean {
  const [language = "", ...others] = tag.toLowerCase().split("-");
  if (language === "x" || /^q[a-t][a-z]$/.test(language)) return true;
  return others.some(
    (part) => part === "x" || /^qa(?:a[a-z]|b[a-x])$/.test(part) || /^(?:aa|q[m-z]|x[a-z]|zz)$/.test(part),
  );
}
