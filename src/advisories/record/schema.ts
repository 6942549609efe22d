import { strictToml } from "../../distribution/index.ts";
import { CREDIT_ROLES, REFERENCE_KINDS } from "../model.ts";
import { instant, paragraphs } from "./leaves.ts";

/** Every key of an advisory record: how it is read, what it means. docs/reference/advisory.md is written from this. */

const { choice, flag, list, located, optional, otherwise, required, table, text } = strictToml;

export const line = text({
  form: "one line of text",
  pattern: /^\S(?:.{0,198}\S)?$/u,
  mustBe: "one line of at most 200 characters, without blanks around it",
});
export const address = text({
  form: "https address",
  pattern:
    /^(?=.{1,2000}$)https:\/\/[^\s/@?#]+\.[^\s/@?#]+(?:\/[\w.~!$&'()*+,;=:@/%-]*)?(?:\?[\w.~!$&'()*+,;=:@/?%-]*)?(?:#[\w.~!$&'()*+,;=:@/?%-]*)?$/,
  accepts: (written) => URL.canParse(written) && !/%(?![0-9A-Fa-f]{2})/.test(written),
  mustBe: "an https address without a user's name, with everything but letters, digits and -._~/ percent-encoded",
});
const advisoryId = text({
  form: "capital letters, digits and hyphens, `DSA-5814-1`",
  pattern: /^[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+$/,
  accepts: (id) => id.length <= 60 && /\d/.test(id),
  mustBe: "an id such as DSA-5814-1 or EXSA-2026-0001: capital letters, digits and hyphens",
});
const issueId = text({
  form: "`CVE-2026-44601`, or a number of your own such as `TROVE-2026-006`",
  pattern: /^(?:CVE-\d{4}-\d{4,19}|(?!CVE-)[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+)$/,
  accepts: (id) => id.length <= 60,
  mustBe: "a CVE such as CVE-2026-44601, or a number of your own such as TROVE-2026-006",
});
const version = text({
  form: "version",
  pattern: /^[A-Za-z0-9][A-Za-z0-9.+:~_-]{0,99}$/,
  mustBe: "a version: letters, digits and .+:~_-",
});
const productName = text({
  form: "name",
  pattern: /^[A-Za-z0-9][A-Za-z0-9.+_-]{0,99}$/,
  mustBe: "the name of a source package or program: letters, digits and .+_-",
});
const releaseName = text({
  form: "codename of the publisher, or the program's own series",
  pattern: /^[A-Za-z0-9][A-Za-z0-9.+_-]{0,59}$/,
  mustBe: "a codename such as bookworm, or a series such as 0.4.8",
});
const path = text({ form: "path, relative to the record", mustBe: "a path" });

const issue = table({
  id: required(located(issueId), "The problem's name. Each stands once."),
  also: otherwise(list(located(issueId)), [], "Other names of the same problem.", "none"),
  title: optional(line, "What it is in a few words, where an advisory has several."),
  description: optional(paragraphs, "What is wrong, where it is not the advisory's description."),
  cvss: otherwise(
    list(located(text({ form: "vector", mustBe: "a CVSS vector" }))),
    [],
    "Vectors of CVSS 3.1 and 4.0, at most one of each, base metrics only in the specification's order. CSAF 2.0 knows 3.1 alone.",
    "none",
  ),
  cwe: optional(
    located(text({ form: "`CWE-787`", pattern: /^CWE-\d{1,4}$/, mustBe: "a weakness such as CWE-787" })),
    "The kind of weakness.",
  ),
  "cve-record": otherwise(
    located(flag),
    { value: true, place: { line: 1, column: 1 } },
    "Whether its CVE record is ours to write; `false` for a CVE that another organisation assigned.",
    "`true`",
  ),
});

const product = table({
  name: required(located(productName), "The source package, or the program."),
  release: optional(located(releaseName), "The release or series in which these versions stand."),
  scheme: otherwise(
    choice(["deb", "generic"]),
    "deb",
    "`deb`: a Debian source package, whose versions have Debian's order; `generic`: any other program.",
    "`deb`",
  ),
  status: otherwise(
    choice(["affected", "not-affected", "under-investigation"]),
    "affected",
    "How it stands; versions are named only for what is affected.",
    "`affected`",
  ),
  introduced: optional(
    located(version),
    "The first version that has the problem; without it every version before the fix has it.",
  ),
  fixed: optional(located(version), "The first version without it; without it every version is affected."),
  "without-fix": otherwise(
    choice(["none-available", "no-fix-planned"]),
    "none-available",
    "What becomes of an affected product without a fix.",
    "`none-available`",
  ),
  reason: optional(located(line), "Why it is not affected; only there, and needed there."),
  issues: otherwise(list(located(issueId)), [], "The issues that this is about.", "all of them"),
});

const credit = table({
  name: required(located(line), "Who it was."),
  organization: optional(located(line), "For whom they worked."),
  role: required(choice(CREDIT_ROLES), "What they did."),
  consent: required(
    flag,
    "Whether they agreed to be named in public. Nothing of a credit without consent is in any form, and a text that holds such a name is refused.",
  ),
  contact: optional(located(line), "How they are reached: for us; in no form."),
});

const reference = table({
  url: required(located(address), "Where it is."),
  kind: required(choice(REFERENCE_KINDS), "What stands there."),
  title: required(line, "What it is called."),
});

const event = table({
  at: required(located(instant), "When it was."),
  says: required(line, "What happened."),
  private: otherwise(flag, false, "Whether it stays with us: in no form.", "`false`"),
});

const revision = table({
  at: required(located(instant), "When it is published."),
  says: required(line, "What is new; of the first one, that it is the first."),
});

export const record = table({
  id: required(advisoryId, "The advisory's id. OSV's form gets the prefix `x_` where OSV does not know yours."),
  title: required(line, "What it is about, as a subject of a mail."),
  publisher: required(located(path), "The file that says who publishes, see below."),
  severity: required(
    located(choice(["low", "medium", "high", "critical"])),
    "How bad it is for users, in your own judgement.",
  ),
  description: required(paragraphs, "What is wrong."),
  impact: required(paragraphs, "What somebody could do with it, to whom."),
  mitigation: optional(paragraphs, "What helps whoever cannot update yet."),
  author: optional(line, "Who releases it, as the announcement names them."),
  "regression-of": optional(advisoryId, "The advisory whose regression this one repairs."),
  "embargo-until": optional(
    located(instant),
    "Until when it is confidential. No revision may be earlier, and `advisory write` refuses to write before.",
  ),
  issue: required(list(issue, { atLeast: 1 }), "The problems, each with a number."),
  product: required(list(product, { atLeast: 1 }), "Which versions of what are affected and fixed."),
  credit: otherwise(list(credit), [], "Who found, reported or fixed it.", "none"),
  reference: otherwise(list(reference), [], "Where to read more.", "none"),
  event: otherwise(list(event), [], "The time line, oldest first.", "none"),
  revision: required(list(revision, { atLeast: 1 }), "When the advisory was published and changed, oldest first."),
});

type RowOf<F> = F extends { read(...rest: never[]): infer R | undefined } ? NonNullable<R> : never;

/** The record as it is written, with places; checked in itself but not against other tables. */
export type RecordRow = RowOf<typeof record>;
export type IssueRow = RecordRow["issue"][number];
export type ProductRow = RecordRow["product"][number];
