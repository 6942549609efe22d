import type { CaseClient } from "../../api/index.ts";
import { SamedayError } from "../../kernel/index.ts";
import { CASE, CASE_OPTIONS, changeAndTell, openCase, REFUSED, tellHowItStands } from "../cases/open-cases.ts";
import { readBody } from "../cases/read-body.ts";
import { defineVerb } from "../frame/verb.ts";

const TEAM = { kind: "text", value: "NAME", summary: "the team, where you speak for more than one" } as const;

export const claim = defineVerb({
  name: "claim",
  summary: "take a case for your team, and upon yourself",
  description: "For whoever speaks for a team: its point person, a deputy, its lead; the director names the team.",
  arguments: CASE,
  options: { ...CASE_OPTIONS, team: TEAM },
  examples: [{ line: "sameday cases claim SEC-2026-0007", says: "it is yours, and the others see it" }],
  exits: REFUSED,
  async run(context, { args, options }) {
    const one = await openCase(context, options.desk, args.case);
    await changeAndTell(context, one, [{ act: "claim", ...teamOf(options) }]);
  },
});

export const verdict = defineVerb({
  name: "verdict",
  summary: "say whether a report is your team's",
  description:
    "Every team that is asked gives its word; the desk reminds those that have not. `mine` says whose it is; `cases claim` takes it upon yourself, too.",
  arguments: {
    ...CASE,
    verdict: { summary: "your team's word", required: true, choices: ["mine", "not-mine", "unsure"] },
  },
  options: { ...CASE_OPTIONS, team: TEAM },
  examples: [
    { line: "sameday cases verdict SEC-2026-0007 not-mine", says: "your team is asked no further" },
    { line: "sameday cases verdict 7 unsure --team network", says: "for one of two teams that you speak for" },
  ],
  exits: REFUSED,
  async run(context, { args, options }) {
    const one = await openCase(context, options.desk, args.case);
    await changeAndTell(context, one, [{ act: "verdict", verdict: args.verdict, ...teamOf(options) }]);
  },
});

export const sort = defineVerb({
  name: "sort",
  summary: "take out what is no report: spam, bogus, legal, support",
  description:
    "Closes the case; it can be opened again. Nothing is answered unless you say so: with --canned the canned answer of that kind as it is, with --body-file an answer of your own. `cases reply CASE --draft --canned NAME` prints one to begin with.",
  arguments: {
    ...CASE,
    as: { summary: "what it is", required: true, choices: ["spam", "bogus", "legal", "support"] },
  },
  options: {
    ...CASE_OPTIONS,
    reason: { kind: "text", value: "TEXT", summary: "why, in one line; the kind itself otherwise" },
    canned: { kind: "switch", summary: "answer with the canned answer of this kind" },
    bodyFile: { kind: "text", value: "FILE", summary: "answer with this text; - for standard input" },
  },
  examples: [
    { line: "sameday cases sort SEC-2026-0009 spam", says: "without an answer" },
    { line: "sameday cases sort 9 support --canned", says: "and say where such questions go" },
  ],
  exits: REFUSED,
  async run(context, { args, options }) {
    if (options.canned && options.bodyFile !== undefined) {
      throw new SamedayError("USAGE", "--canned and --body-file exclude each other.");
    }
    const { cases, id } = await openCase(context, options.desk, args.case);
    const own = options.bodyFile === undefined ? "" : await readBody(context, options.bodyFile);
    const body = options.canned ? await cannedFor(cases, args.as) : own;
    await cases.sort(id, { as: args.as, reason: options.reason ?? args.as, body });
    await tellHowItStands(context, { cases, id }, [`sorted out as ${args.as}`, ...(body === "" ? [] : ["answered"])]);
  },
});

async function cannedFor(cases: CaseClient, as: string): Promise<string> {
  const found = (await cases.canned()).find((answer) => answer.sort === as);
  if (found) return found.body;
  throw new SamedayError("NOT_FOUND", `There is no canned answer for ${as}; give one with --body-file.`);
}

function teamOf({ team }: { readonly team: string | undefined }): { team?: string } {
  return team === undefined ? {} : { team };
}
