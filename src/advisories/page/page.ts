import { escapeXml } from "../../tracker/index.ts";
import { roleWords } from "../csaf/csaf-document.ts";
import { csafPath } from "../csaf/file-name.ts";
import type { Advisory, Issue, Product } from "../model.ts";
import { osvId } from "../osv/osv-record.ts";
import { cweName } from "../scores/cwe.ts";
import { affectedVersions, isoTime, releaseTitle, spokenTime } from "../words/products.ts";

/**
 * The advisory as a page that needs no script, no image and no style sheet of elsewhere; a few rules of style stand in it.
 * A face that has a frame of its own takes `advisoryArticle` alone.
 */
export function advisoryPage(advisory: Advisory): string {
  const title = `${advisory.id}: ${advisory.title}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>${escapeXml(title)}</title>
<style>
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid; }
code { overflow-wrap: anywhere; }
</style>
</head>
<body>
<main>
${advisoryArticle(advisory)}</main>
</body>
</html>
`;
}

/** The advisory alone: an article whose first heading is of the first level. */
export function advisoryArticle(advisory: Advisory): string {
  const { credits, timeline, references, mitigation, revisions, regressionOf } = advisory;
  return [
    "<article>",
    `<h1>${escapeXml(`${advisory.id}: ${advisory.title}`)}</h1>`,
    factsOf(advisory),
    ...(regressionOf === undefined
      ? []
      : [`<p>This repairs a regression that came with ${escapeXml(regressionOf)}.</p>`]),
    section("What is wrong", paragraphsOf(advisory.description)),
    section("What it can do", paragraphsOf(advisory.impact)),
    section("What to do", [versionsTable(advisory), ...mitigationOf(mitigation)].join("\n")),
    section(advisory.issues.length === 1 ? "The issue" : "The issues", advisory.issues.map(issueOf).join("\n")),
    ...(credits.length === 0
      ? []
      : [
          section(
            "Thanks",
            list(credits.map((one) => [one.name, one.organization, roleWords(one.role)].filter(Boolean).join(", "))),
          ),
        ]),
    ...(timeline.length === 0 ? [] : [section("Time line", events(timeline))]),
    ...(references.length === 0
      ? []
      : [
          section(
            "Read more",
            `<ul>\n${references.map(({ url, title }) => `<li>${link(url, title)}</li>`).join("\n")}\n</ul>`,
          ),
        ]),
    section("Revisions", events(revisions)),
    section("For programs", formsOf(advisory)),
    "</article>",
    "",
  ].join("\n");
}

function factsOf({ severity, revisions, publisher, author }: Advisory): string {
  const [first] = revisions;
  const rows = [
    ["Severity", severity],
    ["Published", first === undefined ? "" : spokenTime(first.at)],
    ["By", author === undefined ? publisher.name : `${author}, ${publisher.name}`],
    ["Contact", publisher.contact],
  ];
  return `<dl>\n${rows.map(([term, says]) => `<dt>${term}</dt><dd>${escapeXml(says ?? "")}</dd>`).join("\n")}\n</dl>`;
}

function section(title: string, inner: string): string {
  return `<section>\n<h2>${title}</h2>\n${inner}\n</section>`;
}

function paragraphsOf(text: string): string {
  return text
    .split("\n\n")
    .map((paragraph) => `<p>${escapeXml(paragraph)}</p>`)
    .join("\n");
}

function list(items: readonly string[]): string {
  return `<ul>\n${items.map((item) => `<li>${escapeXml(item)}</li>`).join("\n")}\n</ul>`;
}

function link(url: string, title: string): string {
  return `<a href="${escapeXml(url)}">${escapeXml(title)}</a>`;
}

function mitigationOf(mitigation: string | undefined): readonly string[] {
  return mitigation === undefined ? [] : [`<h3>Until you can update</h3>\n${paragraphsOf(mitigation)}`];
}

function versionsTable(advisory: Advisory): string {
  const rows = advisory.products.map((product) => {
    const release = product.release === undefined ? "" : releaseTitle(advisory.publisher, product.release);
    const about = product.issues.length === advisory.issues.length ? "" : ` (${product.issues.join(", ")})`;
    const cells = [product.name, release, `${standsHow(product)}${about}`, fixOf(product)];
    return `<tr>${cells.map((cell) => `<td>${escapeXml(cell)}</td>`).join("")}</tr>`;
  });
  const head = ["Product", "Release", "Affected", "Fixed in"].map((title) => `<th scope="col">${title}</th>`).join("");
  return `<table>\n<thead><tr>${head}</tr></thead>\n<tbody>\n${rows.join("\n")}\n</tbody>\n</table>`;
}

function standsHow(product: Product): string {
  if (product.status === "not-affected") return `no: ${product.reason ?? ""}`;
  return product.status === "under-investigation" ? "not known yet" : affectedVersions(product);
}

function fixOf({ status, fixed, withoutFix }: Product): string {
  if (status !== "affected") return "";
  if (fixed !== undefined) return fixed;
  return withoutFix === "no-fix-planned" ? "no fix is planned" : "no fix yet";
}

function issueOf({ id, also, title, description, scores, cwe }: Issue): string {
  const name = cwe === undefined ? undefined : cweName(cwe);
  const facts = [
    ...(also.length === 0 ? [] : [`Also known as ${also.join(", ")}.`]),
    ...(name === undefined ? [] : [`${cwe}: ${name}.`]),
    ...scores.map(
      ({ version, score, severity, vector }) => `CVSS ${version}: ${score.toFixed(1)} (${severity}), ${vector}`,
    ),
  ];
  return [
    `<h3>${escapeXml(title === undefined ? id : `${id}: ${title}`)}</h3>`,
    ...(description === undefined ? [] : [paragraphsOf(description)]),
    ...(facts.length === 0 ? [] : [list(facts)]),
  ].join("\n");
}

function events(all: Advisory["revisions"]): string {
  const rows = all.map(({ at, says }) => {
    return `<li><time datetime="${isoTime(at)}">${escapeXml(spokenTime(at))}</time>: ${escapeXml(says)}</li>`;
  });
  return `<ol>\n${rows.join("\n")}\n</ol>`;
}

/** From where the page stands to the other forms, so that a copy of the tree works at another address. */
function formsOf(advisory: Advisory): string {
  const forms = [
    [`../${csafPath(advisory)}`, "CSAF 2.0"],
    [`../osv/${osvId(advisory.id)}.json`, "OSV"],
  ] as const;
  return `<ul>\n${forms.map(([url, title]) => `<li>${link(url, title)}</li>`).join("\n")}\n</ul>`;
}
