import { strictToml } from "../../distribution/index.ts";

/** Every key of the waivers' file: how it is read, what it means. docs/reference/audit.md is written from this. */

const { day, list, located, otherwise, required, table, text } = strictToml;

const ruleId = text({
  form: "id of a rule, `sudo-arguments`",
  pattern: /^[a-z][a-z0-9-]{0,79}$/,
  mustBe: "the id of a rule such as sudo-arguments",
});
const path = text({
  form: "path from the root of the audit",
  pattern: /^(?!\/)(?=.{1,4096}$)/su,
  mustBe: "a path from the root of the audit, without a / before it",
});
const fingerprint = text({
  form: "16 hex digits",
  pattern: /^[0-9a-f]{16}$/,
  mustBe: "the 16 hex digits that the audit prints with a finding",
});
const line = (what: string) =>
  text({
    form: "one line of text",
    pattern: /^[^\s](?:.{0,198}[^\s])?$/u,
    accepts: (written) => !/^(?:x+|fixme|todo|tbd|n\/?a|none|nobody|unknown|[^\p{L}\p{N}]+)$/iu.test(written),
    mustBe: `${what}, in one line of at most 200 characters, and no placeholder`,
  });

/** Text that is judged afterwards, so that an empty one has its own code. Line ends are welcome. */
const reason: strictToml.Field<string> = {
  form: "text",
  read(node, report) {
    if (node.kind !== "text") return strictToml.wrongKind(node, "text", report);
    const words = node.value.split(/\s+/).join(" ").trim();
    if (!/\p{Cc}/u.test(words) && words.length <= 2_000) return words;
    report.error("waiver-bad-value", node.place, "A reason has at most 2000 characters and no control characters.");
    return undefined;
  },
};

export const waiver = table({
  rule: required(located(ruleId), "The rule that found it."),
  path: required(located(path), "The file, as the audit prints it."),
  fingerprint: required(
    located(fingerprint),
    "Of rule, path and line: a line that moves keeps it, a line that changes loses it.",
  ),
  reason: required(
    located(reason),
    "Why it may stay, in words of this finding alone. Not empty, no placeholder, no copy of another.",
  ),
  owner: required(line("who answers for it"), "Who answers for it: a person or a team."),
  created: required(located(day), "The day on which it was written."),
  expires: required(located(day), "The first day on which it counts no more, at most 12 months after `created`."),
  ticket: required(line("where its end is worked on"), "Where its end is worked on: an address or a number."),
});

/** An entry that is refused leaves the others in force. */
const entries: strictToml.Field<readonly WaiverRow[]> = {
  ...list(waiver),
  read(node, report) {
    if (node.kind !== "list") return strictToml.wrongKind(node, "a list of tables ([[waiver]])", report);
    return node.items.map((item) => waiver.read(item, report)).filter((row) => row !== undefined);
  },
};

export const waiversFile = table({
  waiver: otherwise(entries, [], "Findings that may stay for a while.", "none"),
});

type RowOf<F> = F extends { read(...rest: never[]): infer R | undefined } ? NonNullable<R> : never;
export type WaiverRow = RowOf<typeof waiver>;
