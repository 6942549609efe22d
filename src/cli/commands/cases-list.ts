import type { OverviewAnswer } from "../../api/index.ts";
import { SamedayError } from "../../kernel/index.ts";
import { CASE_OPTIONS, openCases } from "../cases/open-cases.ts";
import { defineVerb } from "../frame/verb.ts";

const LISTS = ["yours", "triage", "open", "closed", "setAside"] as const;

export const list = defineVerb({
  name: "list",
  summary: "show cases by the time that is left",
  description:
    "Those that wait for you, or what an option names. Everybody of the desk but its uploaders sees that a case is there, its state and its clocks; the title stands with it only for whoever may read it. With --set-aside: what the headers of the spam filter in front, of mailing lists and of machines called noise, with what they said, the newest first. Nothing of it is dropped, and `cases do CASE reopen` brings one back into triage.",
  options: {
    ...CASE_OPTIONS,
    yours: { kind: "switch", summary: "those that wait for you, as without an option" },
    triage: { kind: "switch", summary: "those that no team has taken" },
    open: { kind: "switch", summary: "every open one" },
    closed: { kind: "switch", summary: "the closed ones that changed last, at most 500" },
    setAside: { kind: "switch", summary: "mails that headers called noise, at most 500" },
  },
  examples: [
    { line: "sameday cases list", says: "what waits for you, the nearest deadline first" },
    { line: "sameday cases list --open --json", says: "every open case, for a program" },
    { line: "sameday cases list --set-aside", says: "whether the filter took a report for spam" },
  ],
  async run(context, { options }) {
    const asked = LISTS.filter((name) => options[name]);
    if (asked.length > 1)
      throw new SamedayError("USAGE", `Name one of ${asked.map((name) => `--${FLAGS[name]}`).join(", ")}.`);
    const which = asked[0] ?? "yours";
    const cases = await openCases(context, options.desk);
    const overview = await cases.overview();
    const [{ caseList, setAsideList }, { lookOf }] = await Promise.all([
      import("../cases/case-list.ts"),
      import("../cases/look.ts"),
    ]);
    if (which === "setAside") {
      const rows = await cases.setAside();
      return context.answer(rows, () => listOr(rows, which, overview, () => setAsideList(rows, lookOf(context))));
    }
    const rows = await cases.list(which);
    context.answer(rows, () => {
      const shown = listOr(rows, which, overview, () => caseList(rows, lookOf(context)));
      return [shown, ...setAsideLine(overview)].join("\n");
    });
  },
});

const FLAGS = { yours: "yours", triage: "triage", open: "open", closed: "closed", setAside: "set-aside" } as const;

const NOTHING = {
  yours: "No case waits for you.",
  triage: "Every case has a team.",
  open: "No case is open.",
  closed: "No case is closed yet.",
  setAside: "Nothing is set aside.",
} as const;

/** The same for whoever sees the cases alone in which they have a part: of the others nothing is true that they are told. */
const NOTHING_OF_YOURS = {
  yours: NOTHING.yours,
  triage:
    "No case in which you have a part waits for a team. Others are not shown to you, and no verdict is asked of you.",
  open: "You have a part in no open case. Others are not shown to you.",
  closed: "You have a part in no closed case. Others are not shown to you.",
  setAside: "What is set aside is not shown to you.",
} as const;

function listOr(
  rows: readonly unknown[],
  which: keyof typeof NOTHING,
  { sees }: OverviewAnswer,
  list: () => string,
): string {
  if (rows.length > 0) return list();
  return sees === "all" ? NOTHING[which] : NOTHING_OF_YOURS[which];
}

/** A filter errs: whoever looks at cases is told how much it took out of their sight. */
function setAsideLine({ setAside: { total, lastWeek } }: OverviewAnswer): readonly string[] {
  if (total === 0) return [];
  const counts = `${lastWeek} in the last 7 days, ${total} in all`;
  return [`Set aside by the spam filter and other headers: ${counts}. See: sameday cases list --set-aside`];
}

export const triage = defineVerb({
  name: "triage",
  summary: "show what no team has taken, with every team's word",
  description:
    "Each with its clock, who was asked and has not said a word, whom the desk reminds next and when, and for whoever may read it how its mail was judged. `cases verdict` gives your team's word, `cases sort` takes out what is no report.",
  options: CASE_OPTIONS,
  examples: [{ line: "sameday cases triage", says: "whose word is missing, the nearest deadline first" }],
  async run(context, { options }) {
    const cases = await openCases(context, options.desk);
    const overview = await cases.overview();
    const rows = await cases.triage();
    const { triageList } = await import("../cases/case-list.ts");
    const { lookOf } = await import("../cases/look.ts");
    context.answer(rows, () => {
      const shown = listOr(rows, "triage", overview, () => triageList(rows, lookOf(context)));
      return [shown, ...setAsideLine(overview)].join("\n");
    });
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
    const cases = await openCases(context, options.desk);
    const overview = await cases.overview();
    const rows = await cases.review();
    const { agendaList } = await import("../cases/case-list.ts");
    const { lookOf } = await import("../cases/look.ts");
    context.answer(rows, () => listOr(rows, "open", overview, () => agendaList(rows, lookOf(context))));
  },
});
