import type { EventIndex, VerdictSpan } from "../../tracker/index.ts";
import { defineVerb } from "../frame/verb.ts";
import { printable } from "../printable.ts";
import { issueTyped } from "../tracker/issue-typed.ts";
import { EVENT_OPTIONS } from "./tracker-at.ts";
import { openEvents, tellUnknownInEvents } from "./tracker-derive.ts";
import { answerWords, causeWords, minute, whyWords } from "./tracker-history-text.ts";
import { ANSWER_EXITS, layerDirectories } from "./tracker-sources.ts";

export const EVENT_EXITS = {
  ...ANSWER_EXITS,
  2: "wrong usage, no archive is recorded yet, or the data is not in git",
} as const;

export const NO_RELEASE = "no release is called so";

export const history = defineVerb({
  name: "history",
  summary: "say since when an issue is open, and what changed that",
  description:
    "Each package and release with every change of its verdict: when, by which commit or which state of the archive, and the line or version that it follows from. Events are derived from the data's git history and kept; the first time takes a while. `at least since` stands where the first state that is known said so already.",
  arguments: { name: { summary: "an issue or a source package", required: true } },
  options: {
    ...EVENT_OPTIONS,
    release: { kind: "text", value: "CODENAME", summary: "only this release" },
  },
  examples: [
    {
      line: "sameday tracker history curl --data security-tracker/data --archive debian --release bookworm",
      says: "records the archive as it is now, and shows what became of curl's issues",
    },
    { line: "sameday tracker history CVE-2024-10918 --data data --json", says: "one issue, for a program" },
  ],
  exits: { ...EVENT_EXITS, 1: "nothing was ever said about this name, or no release is called so" },
  async run(context, { args, options }) {
    const { compareIssueIds, isIssueId } = await import("../../kernel/index.ts");
    const { readPublications, spansOf } = await import("../../tracker/index.ts");
    const layers = await layerDirectories(context, options);
    const publicationOf = await readPublications(layers.map(({ directory }) => directory));
    const index = await openEvents(context, options);
    try {
      const name = issueTyped(args.name);
      const which = isIssueId(name) ? { issue: name } : { package: name };
      await tellUnknownInEvents(context, index, options, { ...which, release: options.release });
      const spans = [...spansOf(index, which, publicationOf)]
        .filter(({ release }) => options.release === undefined || release === options.release)
        .sort((a, b) => compareIssueIds(a.issue, b.issue) || byText(a, b));
      context.answer({ name, places: await Promise.all(spans.map((span) => placeJson(index, span))) }, () =>
        printable(spans.map((span) => placeText(index, span)).join("\n")),
      );
      return spans.length === 0 ? 1 : 0;
    } finally {
      index.close();
    }
  },
});

function byText(a: VerdictSpan, b: VerdictSpan): number {
  return `${a.package} ${a.release}` < `${b.package} ${b.release}` ? -1 : 1;
}

async function placeJson(index: EventIndex, span: VerdictSpan) {
  const { eventJson, spanJson } = await import("../../tracker/index.ts");
  return { ...spanJson(span), events: rowsOf(index, span).map((row) => eventJson(index.event(row))) };
}

function placeText(index: EventIndex, span: VerdictSpan): string {
  const lines = rowsOf(index, span).map((row) => {
    const event = index.event(row);
    const why = whyWords(event.why);
    const cause = causeWords(event);
    return `  ${minute(event.time)}  ${answerWords(event.to)}\n      ${why === "" ? cause : `${cause}: ${why}`}`;
  });
  return [`${span.package} in ${span.release}, ${span.issue}: ${stateWords(span)}`, ...lines].join("\n");
}

function stateWords({ now, openSince, openSinceFirstState, fixed }: VerdictSpan): string {
  const word = now ?? "nothing is said";
  if (openSince) return `${word} ${openSinceFirstState ? "at least since" : "since"} ${minute(openSince)}`;
  return fixed ? `${word} since ${minute(fixed)}` : word;
}

function rowsOf({ table }: EventIndex, { last }: VerdictSpan): readonly number[] {
  const rows: number[] = [];
  for (let at = last + 1; at !== 0; at = table.event.before.get(at - 1)) rows.push(at - 1);
  return rows.reverse();
}
