import { SamedayError } from "../../kernel/index.ts";
import type { Verdict } from "../../tracker/index.ts";
import { defineVerb } from "../frame/verb.ts";
import { printable } from "../printable.ts";
import { RowsInOrder } from "../tools/rows-in-order.ts";
import { AT_EXITS, AT_OPTIONS, openAnswering } from "./tracker-at.ts";
import { ANSWER_EXITS, tell } from "./tracker-sources.ts";

export const status = defineVerb({
  name: "status",
  summary: "say which issues are open in which packages",
  description:
    "One row for each issue, package and release of the archive, sorted by byte order: package, release, issue, status, fixed version, urgency, remark, its class, planned for a point release, versions in the suites. A dash stands for what is absent. Status is one of vulnerable, fixed, undetermined, not-affected, rejected, with --all not-in-release; with --as-debian one of Debian's open, resolved, undetermined.",
  options: {
    ...AT_OPTIONS,
    all: { kind: "switch", summary: "also releases of the archive that lack the package" },
    release: { kind: "text", value: "CODENAME", summary: "only this release" },
    package: { kind: "text", value: "NAME", summary: "only this source package" },
    issue: { kind: "text", value: "ID", summary: "only this issue" },
    signals: {
      kind: "switch",
      summary: "two more columns: day of known exploitation (KEV), likelihood of exploitation (EPSS), as imported",
    },
    format: { kind: "text", value: "FORM", summary: "form of the answer; default tsv", choices: ["tsv", "json"] },
  },
  examples: [
    {
      line: "sameday tracker status --data examples/debian/tracker --archive debian --release bookworm",
      says: "every known issue of bookworm",
    },
    {
      line: "sameday tracker status --data data --archive indexes --issue CVE-2024-10918 --format json",
      says: "one issue, for a program",
    },
    {
      line: "sameday tracker status --data debian --data acme --archive debian --package curl",
      says: "our layer over Debian's, with the suites of the definition named debian",
    },
    {
      line: "sameday tracker status --data data --archive indexes --package curl --at 2026-05-01",
      says: "what was known at the end of that day",
    },
    {
      line: "sameday tracker status --data data --archive indexes --package curl --sealed embargoed",
      says: "with our embargoed issues laid over it",
    },
  ],
  exits: { ...ANSWER_EXITS, ...AT_EXITS },
  async run(context, { options }) {
    if (options.all && options.asDebian) {
      throw new SamedayError("USAGE", "--all and --as-debian exclude each other: Debian does not say not-in-release.");
    }
    const { allVerdicts, statusRow, statusSignals, unknownNames, verdictJson } = await import("../../tracker/index.ts");
    const { tracker, judge, sources, nameInAnswers } = await openAnswering(context, options, { onlyNamed: true });
    const asked = {
      ...(options.release !== undefined && { release: options.release }),
      ...(options.package !== undefined && { package: options.package }),
      ...(options.issue !== undefined && { issue: nameInAnswers(options.issue) }),
    };
    for (const sentence of unknownNames(tracker, sources, asked)) tell(context, sentence);
    const filter = { all: options.all, ...asked };
    const asJson = context.json || options.format === "json";
    const rows = new RowsInOrder();
    const byText = new Map<string, Verdict>();
    for (const verdict of allVerdicts(tracker, sources, judge, filter)) {
      const row = statusRow(verdict, tracker, judge);
      const text = options.signals ? `${row}\t${statusSignals(verdict, tracker)}` : row;
      rows.add(verdict.package, text);
      // A verdict holds on to everything that it was decided from; rows alone are a third of that.
      if (asJson) byText.set(text, verdict);
    }
    const texts = rows.sorted();
    const pieces = asJson
      ? jsonPieces(texts, (text) => verdictJson(byText.get(text) as Verdict, tracker))
      : textPieces(texts);
    for (const piece of pieces) context.streams.stdout.write(piece);
  },
});

/** Some thousand rows at a time: one string of all of them would double the memory. */
const ROWS = 4096;

function* textPieces(texts: readonly string[]): Generator<string, void> {
  for (let at = 0; at < texts.length; at += ROWS) yield `${printable(texts.slice(at, at + ROWS).join("\n"))}\n`;
}

function* jsonPieces(texts: readonly string[], jsonOf: (text: string) => unknown): Generator<string, void> {
  for (const [at, text] of texts.entries()) yield `${at === 0 ? "[\n" : ",\n"}${JSON.stringify(jsonOf(text), null, 2)}`;
  yield texts.length === 0 ? "[]\n" : "\n]\n";
}
