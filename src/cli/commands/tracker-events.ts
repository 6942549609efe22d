import { defineVerb } from "../frame/verb.ts";
import { printable } from "../printable.ts";
import { issueTyped } from "../tracker/issue-typed.ts";
import { EVENT_OPTIONS } from "./tracker-at.ts";
import { openEvents, tellUnknownInEvents } from "./tracker-derive.ts";
import { EVENT_EXITS, NO_RELEASE } from "./tracker-history.ts";
import { answerWords, causeWords, whyWords } from "./tracker-history-text.ts";
import { tell } from "./tracker-sources.ts";

const MOST = 1000;

export const events = defineVerb({
  name: "events",
  summary: "list every change of a verdict, the oldest first",
  description:
    "One line a change: time, issue, package, release, before, after, cause, the line or version that it follows from. A piece at a time: what follows is asked for with the cursor that stands at the end, on standard error, or in `next` with --json. A cursor stays good as long as the events are kept.",
  options: {
    ...EVENT_OPTIONS,
    since: {
      kind: "text",
      value: "CURSOR|DAY",
      summary: "what follows a cursor, or from a day on; default everything",
    },
    issue: { kind: "text", value: "ID", summary: "only this issue" },
    package: { kind: "text", value: "NAME", summary: "only this source package" },
    release: { kind: "text", value: "CODENAME", summary: "only this release" },
    limit: { kind: "number", value: "COUNT", summary: `at most so many; default ${MOST}` },
  },
  examples: [
    { line: "sameday tracker events --data data --since 2026-05-01 --release bookworm", says: "from that day on" },
    { line: "sameday tracker events --data data --since 9f86d081884c-120.3 --json", says: "what is new since then" },
  ],
  exits: {
    ...EVENT_EXITS,
    1: NO_RELEASE,
    3: "the cursor is of events that were derived anew: read them from the start",
  },
  async run(context, { options }) {
    const { SamedayError } = await import("../../kernel/index.ts");
    const { eventJson, eventsSince, readAt } = await import("../../tracker/index.ts");
    const { since, package: name, release, limit = MOST } = options;
    const issue = options.issue === undefined ? undefined : issueTyped(options.issue);
    if (!Number.isInteger(limit) || limit < 1) throw new SamedayError("USAGE", "--limit takes a number from 1 on.");
    const isCursor = since === undefined || /^[0-9a-f]{12}-\d+\.\d+$/.test(since);
    const end = isCursor ? undefined : readAt(since);
    if (end !== undefined && !(end instanceof Date)) {
      throw new SamedayError("INPUT_INVALID", `${since} is neither a cursor nor a day.`);
    }
    const from = end === undefined ? since : new Date(`${since}${since?.includes("T") ? "" : "T00:00Z"}`);
    const index = await openEvents(context, options);
    try {
      await tellUnknownInEvents(context, index, options, { release, package: name, issue });
      const releases = release === undefined ? undefined : new Set([release]);
      const page = eventsSince(index, from, limit, { issue, package: name, releases });
      const found = page.rows.map(index.event);
      context.answer({ events: found.map(eventJson), next: page.next, more: page.more }, () =>
        found
          .map((event) => {
            const { time, from: before, to } = event;
            const words = [answerWords(before), answerWords(to), causeWords(event), whyWords(event.why) || "-"];
            const at = `${time.toISOString().slice(0, 19)}Z`;
            return printable([at, event.issue, event.package, event.release, ...words].join("\t"));
          })
          .join("\n"),
      );
      if (!context.json) tell(context, `${page.more ? "there is more" : "what follows"}: --since ${page.next}`);
    } finally {
      index.close();
    }
  },
});
