import { SamedayError } from "../../kernel/index.ts";
import type { Verdict } from "../../tracker/index.ts";
import { defineVerb } from "../frame/verb.ts";
import { printable } from "../printable.ts";
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
    const { statusRow, statusSignals, unknownNames, verdictJson, verdictsInOrder } = await import(
      "../../tracker/index.ts"
    );
    const { tracker, judge, sources, nameInAnswers } = await openAnswering(context, options, { onlyNamed: true });
    const asked = {
      ...(options.release !== undefined && { release: options.release }),
      ...(options.package !== undefined && { package: options.package }),
      ...(options.issue !== undefined && { issue: nameInAnswers(options.issue) }),
    };
    for (const sentence of unknownNames(tracker, sources, asked)) tell(context, sentence);
    const rowOf = (verdict: Verdict): string => {
      const row = statusRow(verdict, tracker, judge);
      return options.signals ? `${row}\t${statusSignals(verdict, tracker)}` : row;
    };
    const verdicts = verdictsInOrder(tracker, sources, judge, { all: options.all, ...asked });
    const asJson = context.json || options.format === "json";
    const pieces = asJson
      ? jsonPieces(verdicts, (verdict) => verdictJson(verdict, tracker))
      : textPieces(verdicts, rowOf);
    for (const piece of pieces) context.streams.stdout.write(piece);
  },
});

/** Some thousand rows at a time: one string of all of them would double the memory, and a write for each takes its time. */
const ROWS = 4096;

function* textPieces(verdicts: Iterable<Verdict>, rowOf: (verdict: Verdict) => string): Generator<string, void> {
  let piece: string[] = [];
  const text = (): string => `${printable(piece.join("\n"))}\n`;
  for (const verdict of verdicts) {
    piece.push(rowOf(verdict));
    if (piece.length < ROWS) continue;
    yield text();
    piece = [];
  }
  if (piece.length > 0) yield text();
}

function* jsonPieces(verdicts: Iterable<Verdict>, jsonOf: (verdict: Verdict) => unknown): Generator<string, void> {
  let begin = "[\n";
  for (const verdict of verdicts) {
    yield `${begin}${JSON.stringify(jsonOf(verdict), null, 2)}`;
    begin = ",\n";
  }
  yield begin === "[\n" ? "[]\n" : "\n]\n";
}
