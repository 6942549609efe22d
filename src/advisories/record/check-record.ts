import { type strictToml, suggestion } from "../../distribution/index.ts";
import { compareVersions, formatInstant, isValidVersion } from "../../kernel/index.ts";
import { scoreOf, severityOf } from "../scores/cvss.ts";
import { cweName, knownCwes } from "../scores/cwe.ts";
import type { PublisherRow } from "./publisher-schema.ts";
import type { IssueRow, ProductRow, RecordRow } from "./schema.ts";

type Report = strictToml.Report;
type Located = strictToml.Located<string>;

const YEAR_MS = 366 * 86_400_000;
/** Days before security.txt expires from which a check warns. */
const WARN_MS = 30 * 86_400_000;

/** The CVE format takes 512 references, ours among them; nobody reads an advisory that has more of anything. */
const MOST = 500;

/** What must hold between the tables of a record; `now` because what is dated ahead is not published yet. */
export function checkRecord(row: RecordRow, house: PublisherRow, now: Date, report: Report): void {
  if (tooMany(row, report)) return;
  unique(
    row.issue.flatMap(({ id, also }) => [id, ...also]),
    "The issue",
    report,
  );
  for (const issue of row.issue) {
    checkScores(issue, row, report);
    checkCwe(issue, report);
  }
  checkSeverity(row, report);
  for (const product of row.product) checkProduct(product, row, house, report);
  checkEcosystem(row, house, report);
  checkCoverage(row, report);
  checkSaidOnce(row, report);
  checkTimes(row, now, report);
}

/** Told alone: what compares all with all would take its time over a file of megabytes. */
function tooMany(row: RecordRow, report: Report): boolean {
  const { issue, product, credit, reference, event, revision } = row;
  const long = Object.entries({ issue, product, credit, reference, event, revision }).filter(
    ([, all]) => all.length > MOST,
  );
  for (const [name, all] of long) {
    const place = all[MOST]?.place ?? row.place;
    report.error("advisory-too-many", place, `There are ${all.length} tables [[${name}]]; ${MOST} are the most.`);
  }
  return long.length > 0;
}

/** What must hold within the publisher's file; `now` because a security.txt ends. */
export function checkPublisher(house: PublisherRow, now: Date, report: Report): void {
  unique(
    house.release.map(({ codename }) => codename),
    "The release",
    report,
  );
  const { value, place } = house["security-txt"].expires;
  const left = value.date.getTime() - now.getTime();
  const until = formatInstant(value.date);
  if (left <= 0)
    report.error(
      "advisory-security-txt-expired",
      place,
      `security.txt expired on ${until}: nobody believes it any more.`,
    );
  else if (left > YEAR_MS)
    report.error(
      "advisory-security-txt-too-far",
      place,
      `security.txt may be good for a year at most (RFC 9116, section 2.5.5); this is ${until}.`,
    );
  else if (left < WARN_MS)
    report.warning("advisory-security-txt-ends", place, `security.txt expires soon, on ${until}.`);
}

function unique(names: readonly Located[], what: string, report: Report): void {
  const seen = new Set<string>();
  for (const { value, place } of names) {
    if (seen.has(value)) report.error("advisory-twice", place, `${what} ${value} stands here a second time.`);
    seen.add(value);
  }
}

function checkScores(issue: IssueRow, row: RecordRow, report: Report): void {
  const versions = new Set<string>();
  for (const { value, place } of issue.cvss) {
    const score = scoreOf(value);
    if (score === undefined) {
      const message =
        "This is no vector of CVSS 3.1 or 4.0 with exactly the base metrics in the specification's order, such as CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H.";
      report.error("advisory-bad-cvss", place, message);
    } else if (versions.has(score.version)) {
      report.error("advisory-twice", place, `There is a vector of CVSS ${score.version} already.`);
    }
    if (score) versions.add(score.version);
  }
  const open = row.product.some((product) => product.status === "affected" && speaksOf(product, issue));
  if (open && !versions.has("3.1") && issue.cvss.every(({ value }) => scoreOf(value))) {
    const message = `${issue.id.value} has no vector of CVSS 3.1, the only one that CSAF 2.0 takes: readers of CSAF see no score (test 6.2.3).`;
    report.warning("advisory-no-cvss-3", issue.id.place, message);
  }
}

function checkCwe({ cwe }: IssueRow, report: Report): void {
  if (cwe === undefined || cweName(cwe.value) !== undefined) return;
  const hint = suggestion(cwe.value, knownCwes());
  report.error(
    "advisory-unknown-cwe",
    cwe.place,
    `${cwe.value} is not among the weaknesses that this program can name.${hint} Leave it out, or take a broader one.`,
  );
}

/** One's own judgement may differ from the scores, and should be meant. */
function checkSeverity(row: RecordRow, report: Report): void {
  const scores = row.issue.flatMap(({ cvss }) => cvss.flatMap(({ value }) => scoreOf(value)?.score ?? []));
  if (scores.length === 0) return;
  const highest = Math.max(...scores);
  if (severityOf(highest) === row.severity.value) return;
  const message = `The severity is ${row.severity.value}, and the highest score ${highest.toFixed(1)} is ${severityOf(highest)}. Readers will ask why.`;
  report.warning("advisory-severity-differs", row.severity.place, message);
}

/** Readers of OSV find an advisory by its packages; without the ecosystem's name it has none. */
function checkEcosystem(row: RecordRow, house: PublisherRow, report: Report): void {
  const open = row.product.find(({ scheme, status }) => scheme === "deb" && status === "affected");
  if (!open || house["osv-ecosystem"] !== undefined) return;
  const message = `OSV's form names no package, since the publisher's file has no osv-ecosystem, such as "Debian": no reader of OSV will find ${open.name.value} by it.`;
  report.warning("advisory-no-osv-package", open.name.place, message);
}

function checkProduct(product: ProductRow, row: RecordRow, house: PublisherRow, report: Report): void {
  const ids = row.issue.map(({ id }) => id.value);
  for (const { value, place } of product.issues) {
    if (!ids.includes(value))
      report.error("advisory-unknown-issue", place, `${value} is no issue of this advisory.${suggestion(value, ids)}`);
  }
  unique(product.issues, "The issue", report);
  const codenames = house.release.map(({ codename }) => codename.value);
  if (product.scheme === "deb") {
    if (!/^[a-z0-9][a-z0-9+.-]+$/.test(product.name.value)) {
      report.error(
        "advisory-bad-value",
        product.name.place,
        "A source package has small letters, digits and +.-, at least two.",
      );
    }
    if (product.release === undefined) {
      report.error(
        "advisory-missing-key",
        product.name.place,
        'The key "release" is missing: a source package is fixed release by release.',
      );
    } else if (!codenames.includes(product.release.value)) {
      const message = `The publisher has no release ${product.release.value}.${suggestion(product.release.value, codenames)}`;
      report.error("advisory-unknown-release", product.release.place, message);
    }
  }
  checkVersions(product, report);
  const { status, reason } = product;
  if (status === "not-affected" && reason === undefined)
    report.error(
      "advisory-missing-key",
      product.name.place,
      'The key "reason" is missing: say why it is not affected.',
    );
  if (status !== "not-affected" && reason !== undefined)
    report.error("advisory-stray-key", reason.place, "A reason is for what is not affected.");
}

function checkVersions({ scheme, status, introduced, fixed }: ProductRow, report: Report): void {
  for (const version of [introduced, fixed]) {
    if (version === undefined) continue;
    if (status !== "affected")
      report.error("advisory-stray-key", version.place, "Versions are named only for what is affected.");
    if (scheme === "deb" && !isValidVersion(version.value))
      report.error("advisory-bad-version", version.place, `${version.value} is no version of a Debian package.`);
  }
  if (introduced === undefined && fixed?.value === "0")
    report.error("advisory-version-order", fixed.place, "No version is before 0: say that it is not affected.");
  if (introduced === undefined || fixed === undefined) return;
  const valid = isValidVersion(introduced.value) && isValidVersion(fixed.value);
  const backwards =
    scheme === "deb" ? valid && compareVersions(introduced.value, fixed.value) >= 0 : introduced.value === fixed.value;
  if (backwards)
    report.error(
      "advisory-version-order",
      fixed.place,
      `The fix ${fixed.value} is not later than ${introduced.value}, which brought the problem.`,
    );
}

function speaksOf(product: ProductRow, issue: IssueRow): boolean {
  return product.issues.length === 0 || product.issues.some(({ value }) => value === issue.id.value);
}

/** Each issue is about something, and nothing is said twice of the same product. */
function checkCoverage(row: RecordRow, report: Report): void {
  for (const issue of row.issue) {
    const about = row.product.filter((product) => speaksOf(product, issue));
    if (about.length === 0)
      report.error(
        "advisory-issue-without-product",
        issue.id.place,
        `No product says how it stands with ${issue.id.value}.`,
      );
    const seen = new Set<string>();
    for (const { name, release } of about) {
      const key = `${name.value} ${release?.value ?? ""}`;
      if (seen.has(key)) {
        const where = release === undefined ? name.value : `${name.value} in ${release.value}`;
        report.error(
          "advisory-twice",
          name.place,
          `${where} is said twice to stand in some way with ${issue.id.value}.`,
        );
      }
      seen.add(key);
    }
  }
}

/** The CVE format takes no list in which something stands twice. */
function checkSaidOnce(row: RecordRow, report: Report): void {
  const places = <T>(items: readonly T[], of: (item: T) => Located): readonly Located[] => items.map(of);
  unique(
    places(row.reference, ({ url }) => url),
    "The reference",
    report,
  );
  unique(
    places(row.credit, ({ name, role }) => ({ value: `${name.value} as ${role}`, place: name.place })),
    "The credit of",
    report,
  );
  unique(
    places(row.event, ({ at, says }) => ({ value: `${at.value.date.toISOString()}: ${says}`, place: at.place })),
    "The event",
    report,
  );
}

function checkTimes(row: RecordRow, now: Date, report: Report): void {
  let last: Date | undefined;
  for (const { at } of row.revision) {
    if (last && at.value.date.getTime() <= last.getTime())
      report.error("advisory-revision-order", at.place, "Each revision must be later than the one before it.");
    last = at.value.date;
  }
  const [first] = row.revision;
  if (first && first.at.value.date > now) {
    const message = `The advisory is dated ${formatInstant(first.at.value.date)}, which is yet to come: publish it then.`;
    report.warning("advisory-yet-to-come", first.at.place, message);
  }
  const until = row["embargo-until"]?.value.date;
  for (const { at } of row.revision.slice(0, 1)) {
    if (until && at.value.date.getTime() < until.getTime())
      report.error(
        "advisory-before-embargo-ends",
        at.place,
        `The first revision is before the embargo's end, ${formatInstant(until)}.`,
      );
  }
  let before: Date | undefined;
  for (const { at } of row.event) {
    if (before && at.value.date.getTime() < before.getTime())
      report.error(
        "advisory-event-order",
        at.place,
        "The time line goes from the oldest to the newest; this is earlier than the event before it.",
      );
    before = at.value.date;
  }
}
