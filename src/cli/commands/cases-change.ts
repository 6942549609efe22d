import type { WishedActInput } from "../../api/index.ts";
import { type ActName, NEXT_ID } from "../../cases/index.ts";
import { SamedayError } from "../../kernel/index.ts";
import { ACT_NAMES, actUsage } from "../cases/act-fields.ts";
import { actFrom, readKeyValues } from "../cases/key-values.ts";
import { CASE, CASE_OPTIONS, changeAndTell, openCase, REFUSED } from "../cases/open-cases.ts";
import { meant } from "../frame/meant.ts";
import { type CommandContext, defineVerb } from "../frame/verb.ts";

/** In this order: who has it may settle the rest. */
const SETTINGS: readonly (readonly [key: string, act: ActName, detail: string])[] = [
  ["assignee", "assign", "assignee"],
  ["severity", "set-severity", "severity"],
  ["priority", "set-priority", "priority"],
  ["expires", "set-expiry", "expires"],
  ["affected", "set-affected", "affected"],
  ["credit", "credit", "credit"],
  ["id", "give-id", "id"],
];
const KEYS = [...SETTINGS.map(([key]) => key), "team", "title"];

export const set = defineVerb({
  name: "set",
  summary: "settle facts of a case, all or none",
  description: `Keys are ${KEYS.join(", ")}. An hour has its zone: "2026-12-01 14:00 Europe/Berlin". A value @FILE is read from a file, @- from standard input, so that a title need not stand where other users of the machine can see command lines. With id=${NEXT_ID} the case gets the next number of our own, where the policy has such numbers: the desk counts it out, no two cases ever get the same, and the answer names it. An id that another case has is refused. When one of them is refused, none is set.`,
  arguments: { ...CASE, settings: { summary: "key=value, at least one", required: true, variadic: true } },
  options: CASE_OPTIONS,
  examples: [
    {
      line: 'sameday cases set SEC-2026-0007 severity=high priority=urgent expires="2026-12-01 14:00 Europe/Berlin" affected=unknown',
      says: "what a case needs before work on its fix begins",
    },
    { line: "sameday cases set 7 id=next", says: "give it the next number of our own, like TROVE-2026-012" },
    { line: "sameday cases set 7 assignee=leo title=@title.txt", says: "give it to Leo, with a title from a file" },
  ],
  exits: REFUSED,
  async run(context, { args, options }) {
    const values = await readKeyValues(context, args.settings);
    const acts = actsFrom(values);
    const title = values.get("title");
    const one = await openCase(context, options.desk, args.case);
    await changeAndTell(context, one, acts, title);
  },
});

function actsFrom(values: ReadonlyMap<string, string>): WishedActInput[] {
  const unknown = [...values.keys()].find((key) => !KEYS.includes(key));
  if (unknown !== undefined) {
    throw new SamedayError("USAGE", `${unknown} is nothing that is set; the keys are ${KEYS.join(", ")}.`);
  }
  const team = values.get("team");
  if (team !== undefined && !values.has("assignee")) {
    throw new SamedayError("USAGE", "team=… goes with assignee=…; `cases do CASE route teams=…` asks other teams.");
  }
  return SETTINGS.flatMap(([key, act, detail]) => {
    const value = values.get(key);
    if (value === undefined) return [];
    return [{ act, [detail]: value, ...(key === "assignee" && team !== undefined ? { team } : {}) }];
  });
}

export const perform = defineVerb({
  name: "do",
  summary: "do any act of a case's table, or show which you can",
  description: `Without an act, what you can do now and what everything else still needs. Acts and what has to be said for them: ${ACT_NAMES.map(actUsage).join(", ")}. Hours have their zone; several teams are parted by commas; valid is yes or no; the id ${NEXT_ID} is the next number of our own (in the API, too); a value @FILE is read from a file, @- from standard input. docs/decisions/0015-cases.md has the way of a case.`,
  arguments: {
    ...CASE,
    act: { summary: "the act's name" },
    details: { summary: "key=value", variadic: true },
  },
  options: CASE_OPTIONS,
  examples: [
    { line: "sameday cases do SEC-2026-0007", says: "what you can do, and what is missing for the rest" },
    { line: "sameday cases do 7 begin-fix", says: "refused until severity, priority, date and versions are there" },
    {
      line: 'sameday cases do 7 schedule hour="2026-12-08 16:00 UTC"',
      says: "an hour of publication within every limit",
    },
    { line: 'sameday cases do 7 leak reason="stands on a public list"', says: "every clock jumps" },
  ],
  exits: REFUSED,
  async run(context, { args, options }) {
    if (args.act === undefined) return showPossible(context, options.desk, args.case);
    const act = actNamed(args.act);
    const wish = actFrom(act, await readKeyValues(context, args.details));
    await changeAndTell(context, await openCase(context, options.desk, args.case), [wish]);
  },
});

function actNamed(word: string): ActName {
  const found = ACT_NAMES.find((name) => name === word);
  if (found) return found;
  const within = ACT_NAMES.filter((name) => name.includes(word) || word.includes(name));
  const near = within.length > 0 ? within.join(" or ") : meant(word, ACT_NAMES);
  const hint = near === undefined ? "`sameday cases do --help` lists them." : `did you mean ${near}?`;
  throw new SamedayError("USAGE", `There is no act ${word}; ${hint}`);
}

async function showPossible(context: CommandContext, desk: string | undefined, word: string): Promise<void> {
  const { cases, id } = await openCase(context, desk, word);
  const shown = await cases.show(id);
  const { possible } = await import("../cases/case-page.ts");
  context.answer({ case: id, possible: shown.possible }, () => possible(shown).join("\n"));
}
