import { type AdvisoryFacts, advisoryText, wrapWords } from "../../debian/index.ts";
import { roleWords } from "../csaf/csaf-document.ts";
import type { Advisory, Credit, Product } from "../model.ts";
import { affectedVersions, cveOf, pageAddress, productTitle, releaseTitle, spokenTime } from "../words/products.ts";

const WIDTH = 72;

/** The announcement's text in the form that the publisher's readers know. Lines end in LF; none is wider than a mail's. */
export function announcementText(advisory: Advisory): string {
  return advisory.publisher.announcement.form === "debian"
    ? advisoryText(debianFacts(advisory))
    : generalText(advisory);
}

/** `[DSA-5814-1] libmodbus security update`. */
export function announcementSubject({ id, title }: Advisory): string {
  return `[${id}] ${title}`;
}

function debianFacts(advisory: Advisory): AdvisoryFacts {
  const { publisher, products, revisions } = advisory;
  const sources = [...new Set(products.map(({ name }) => name))];
  const fixed = products.filter((product) => product.fixed !== undefined);
  const summary = [advisory.description, advisory.impact].join("\n\n");
  return {
    id: advisory.id,
    distributionTitle: publisher.name,
    contact: publisher.contact,
    author: advisory.author ?? publisher.name,
    date: revisions.slice(-1).map(({ at }) => at.date)[0] ?? new Date(0),
    source: sources.join(", "),
    issues: advisory.issues.map((issue) => cveOf(issue) ?? issue.id),
    summary,
    fixed: fixed.map(({ release, fixed: version, name }) => ({
      codename: release ?? name,
      version: version ?? "",
      ...(sources.length > 1 && { source: name }),
    })),
    regressionOf: advisory.regressionOf ?? null,
    closing: [...withoutFix(advisory), ...mitigation(advisory), ...thanks(advisory), `More: ${pageAddress(advisory)}`],
  };
}

/** What readers look for in the list of fixes and do not find. */
function withoutFix({ products, publisher }: Advisory): readonly string[] {
  return products.filter(({ fixed }) => fixed === undefined).map((product) => `${standsHow(publisher, product)}.`);
}

function standsHow(publisher: Advisory["publisher"], product: Product): string {
  const title = productTitle(publisher, product);
  if (product.status === "not-affected") return `${title} is not affected: ${product.reason ?? ""}`.replace(/\.$/, "");
  if (product.status === "under-investigation") return `Whether ${title} is affected is not known yet`;
  const versions = product.introduced === undefined ? "" : `, ${affectedVersions(product)}`;
  return `${title} is affected${versions}; ${product.withoutFix === "no-fix-planned" ? "no fix is planned" : "there is no fix yet"}`;
}

function mitigation({ mitigation: text }: Advisory): readonly string[] {
  return text === undefined ? [] : text.split("\n\n");
}

function thanks({ credits }: Advisory): readonly string[] {
  return credits.length === 0 ? [] : [`Thanks to ${credits.map(creditWords).join("; ")}.`];
}

function creditWords({ name, organization, role }: Credit): string {
  return `${name}${organization === undefined ? "" : ` of ${organization}`} (${roleWords(role)})`;
}

function generalText(advisory: Advisory): string {
  const { revisions, timeline, references, regressionOf } = advisory;
  const head = wrapWords(`${advisory.id}: ${advisory.title}`, WIDTH);
  const [first] = revisions;
  const last = revisions.at(-1);
  const parts = [
    [...head, "=".repeat(Math.min(WIDTH, Math.max(...head.map((line) => line.length))))],
    [
      ...field("Published", first === undefined ? "" : spokenTime(first.at)),
      ...(last === undefined || last === first ? [] : field("Changed", `${spokenTime(last.at)}: ${last.says}`)),
      ...field("Severity", advisory.severity),
      ...field("By", [advisory.author, advisory.publisher.name, advisory.publisher.contact].filter(Boolean).join(", ")),
      ...advisory.issues.flatMap((issue) => {
        const scores = issue.scores.map(({ version, score }) => `CVSS ${version} ${score.toFixed(1)}`);
        return field(
          "Issue",
          [[issue.id, ...issue.also].join(" = "), issue.title, ...scores].filter(Boolean).join(", "),
        );
      }),
    ],
    ...(regressionOf === undefined
      ? []
      : [wrapWords(`This repairs a regression that came with ${regressionOf}.`, WIDTH)]),
    ...section("What is wrong", paragraphs(advisory.description)),
    ...section("What it can do", paragraphs(advisory.impact)),
    ...section(
      "What to do",
      advisory.products.flatMap((product) => item(whatToDo(advisory.publisher, product))),
    ),
    ...(advisory.mitigation === undefined ? [] : section("Until you can update", paragraphs(advisory.mitigation))),
    ...advisory.issues.flatMap(({ id, description }) =>
      description === undefined ? [] : section(id, paragraphs(description)),
    ),
    ...(advisory.credits.length === 0
      ? []
      : section(
          "Thanks",
          advisory.credits.flatMap((one) => item(creditWords(one))),
        )),
    ...(timeline.length === 0
      ? []
      : section(
          "Time line",
          timeline.flatMap(({ at, says }) => item(`${spokenTime(at)}: ${says}`)),
        )),
    ...section("Read more", [pageAddress(advisory), ...references.map(({ url }) => url)].flatMap(item)),
  ];
  return `${parts.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function field(name: string, value: string): readonly string[] {
  return hanging(`${name}:`.padEnd(11), value);
}

function item(text: string): readonly string[] {
  return hanging("* ", text);
}

function hanging(lead: string, text: string): readonly string[] {
  return wrapWords(text, WIDTH - lead.length).map((line, at) => (at === 0 ? lead : " ".repeat(lead.length)) + line);
}

/** Headings without hyphens, which a clear signature would escape. */
function section(title: string, lines: readonly string[]): readonly (readonly string[])[] {
  return [[`== ${title} ==`], lines];
}

function paragraphs(text: string): readonly string[] {
  return text.split("\n\n").flatMap((paragraph, at) => [...(at === 0 ? [] : [""]), ...wrapWords(paragraph, WIDTH)]);
}

function whatToDo(publisher: Advisory["publisher"], product: Product): string {
  const { fixed, name, release } = product;
  if (fixed === undefined) return `${standsHow(publisher, product)}.`;
  const where = release === undefined ? "" : ` of ${releaseTitle(publisher, release)}`;
  return `Update ${name}${where} to ${fixed} or later; affected: ${affectedVersions(product)}.`;
}
