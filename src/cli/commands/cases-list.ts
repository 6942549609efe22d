import { SamedayError } from "../../kernel/index.ts";
import { CASE_OPTIONS, openCases } from "../cases/open-cases.ts";
import { defineVerb } from "../frame/verb.ts";

const LISTS = ["yours", "triage", "open", "closed"] as const;

export const list = defineVerb({
  name: "list",
  summary: "show cases by the time that is left",
  description:
    "Those that wait for you, or what an option names. Everybody of the desk but its uploaders sees that a case is there, its state and its clocks; the title stands with it only for whoever may read it.",
  options: {
    ...CASE_OPTIONS,
    yours: { kind: "switch", summary: "those that wait for you, as without an option" },
    triage: { kind: "switch", summary: "those that no team has taken" },
    open: { kind: "switch", summary: "every open one" },
    closed: { kind: "switch", summary: "the closed ones that changed last, at most 500" },
  },
  examples: [
    { line: "sameday cases list", says: "what waits for you, the nearest deadline first" },
    { line: "sameday cases list --open --json", says: "every open case, for a program" },
  ],
  async run(context, { options }) {
    const asked = LISTS.filter((name) => options[name]);
    if (asked.length > 1)
      throw new SamedayError("USAGE", `Name one of ${asked.map((name) => `--${name}`).join(", ")}.`);
    const which = asked[0] ?? "yours";
    const rows = await (await openCases(context, options.desk)).list(which);
    const { caseList } = await import("../cases/case-list.ts");
    const { lookOf } = await import("../cases/look.ts");
    context.answer(rows, () => (rows.length === 0 ? NOTHING[which] : caseList(rows, lookOf(context))));
  },
});

const NOTHING = {
  yours: "No case waits for you.",
  triage: "Every case has a team.",
  open: "No case is open.",
  closed: "No case is closed yet.",
} as const;

export const triage = defineVerb({
  name: "triage",
  summary: "show what no team has taken, with every team's word",
  description:
    "Each with its clock, who was asked and has not said a word, whom the desk reminds next and when, and for whoever may read it how its mail was judged. `cases verdict` gives your team's word, `cases sort` takes out what is no report.",
  options: CASE_OPTIONS,
  examples: [{ line: "sameday cases triage", says: "whose word is missing, the nearest deadline first" }],
  async run(context, { options }) {
    const rows = await (await openCases(context, options.desk)).triage();
    const { triageList } = await import("../cases/case-list.ts");
    const { lookOf } = await import("../cases/look.ts");
    context.answer(rows, () => (rows.length === 0 ? NOTHING.triage : triageList(rows, lookOf(context))));
  },
});

export const agenda = defineVerb({
  name: "agenda",
  summary: "show the standing list for scoping meetings, without titles",
  description:
    "Every open case with its clock, priority, the date by which it should be resolved, what it lacks, and since when nothing was done. It holds no title, so that it may be printed.",
  options: CASE_OPTIONS,
  examples: [{ line: "sameday cases agenda", says: "to be gone through once a week" }],
  async run(context, { options }) {
    const rows = await (await openCases(context, options.desk)).review();
    const { agendaList } = await import("../cases/case-list.ts");
    const { lookOf } = await import("../cases/look.ts");
    context.answer(rows, () => (rows.length === 0 ? NOTHING.open : agendaList(rows, lookOf(context))));
  },
});
