import {
  type Act,
  type ActName,
  GATES,
  type GateName,
  NEXT_ID,
  PRIORITIES,
  SEVERITIES,
  SORTED_OUT,
  VERDICTS,
} from "../../../cases/index.ts";
import {
  type ActContext,
  allTeams,
  assignable,
  choice,
  type FieldSpec,
  hour,
  hourOf,
  line,
  oneOf,
  ownTeams,
  reason,
  said,
  type Values,
  words,
} from "./fields.ts";

/** Under which heading a case's page offers an act. */
export const GROUPS = [
  "Whose is it?",
  "What is it?",
  "The fix",
  "Publication",
  "The reporter",
  "Afterwards",
  "Not a case for us",
  "When something goes wrong",
] as const;

/** An act whose details are known before anybody says them. */
export interface AtOnce {
  readonly says: string;
  /** Completes "… as pia". */
  readonly button: string;
  readonly values: Values;
}

/** How a person does an act on a page. */
export interface ActForm {
  readonly group: (typeof GROUPS)[number];
  /** As a link and a heading: `Set the severity`. */
  readonly title: string;
  /** What it means, and what follows. */
  readonly says: string;
  /** Completes "… as pia". */
  readonly button: string;
  /** It cannot be called back, or changes who learns of the case. */
  readonly grave?: true;
  readonly fields: readonly FieldSpec[];
  /** A way to do it at one press, where there is one. */
  readonly atOnce?: (context: ActContext) => AtOnce | undefined;
  /** Throws INPUT_INVALID for what is no act at all; whether it may be done is for the desk to say. */
  read(values: Values): Act;
}

const EXPIRY = hour("expires", "Resolved by", "Day, hour and zone.", ({ view }) => view.kept.case.expires);
const SAID = { reason: (values: Values): string => said(values, "reason") };
const isGate = (name: string): name is GateName => Object.hasOwn(GATES, name);
const settable = (Object.keys(GATES) as GateName[]).filter((name) => GATES[name].setAside);

/** Every act that people do by a form. What has a page of its own (disclosure, the lesson, the advisory) is not here. */
export const ACT_FORMS: Readonly<Partial<Record<ActName, ActForm>>> = {
  verdict: {
    group: "Whose is it?",
    title: "Say whether it is your team's",
    says: "A point person gives the team's word. When nobody said mine, the desk asks on.",
    button: "Give the verdict",
    fields: [
      choice("team", "Team", ownTeams),
      choice("verdict", "It is", () => [
        ["mine", "mine"],
        ["not-mine", "not mine"],
        ["unsure", "unsure"],
      ]),
    ],
    read: (values) => ({
      act: "verdict",
      team: said(values, "team"),
      verdict: oneOf(VERDICTS, said(values, "verdict"), "Verdict"),
    }),
  },
  claim: {
    group: "Whose is it?",
    title: "Take it",
    says: "It is your team's, and you do it. The others are told that it is being handled.",
    button: "Take it",
    fields: [choice("team", "For team", ownTeams)],
    read: (values) => ({ act: "claim", team: said(values, "team") }),
  },
  assign: {
    group: "Whose is it?",
    title: "Give it to somebody",
    says: "They are told, and their turn begins.",
    button: "Assign it",
    fields: [
      choice("assignee", "To", assignable, ({ view }) => view.kept.case.assignee ?? ""),
      choice("team", "For team", allTeams, ({ view }) => view.kept.case.team ?? ""),
    ],
    read: (values) => ({ act: "assign", assignee: said(values, "assignee"), team: said(values, "team") }),
  },
  route: {
    group: "Whose is it?",
    title: "Ask other teams",
    says: "Only these are asked, from now on. Who has it gives it back.",
    button: "Ask them",
    fields: [
      {
        name: "teams",
        label: "Teams",
        kind: "ticks",
        options: allTeams,
        value: ({ view }) => view.kept.case.asked.join("\n"),
      },
    ],
    read: (values) => ({
      act: "route",
      teams: said(values, "teams")
        .split("\n")
        .filter((team) => team !== ""),
    }),
  },
  admit: {
    group: "Whose is it?",
    title: "Let it in",
    says: "You have looked at it: it is a report, and every team is asked.",
    button: "Let it in",
    fields: [],
    read: () => ({ act: "admit" }),
  },
  "begin-triage": {
    group: "What is it?",
    title: "Begin the triage",
    says: "Severity, priority, a date and the affected versions are settled next.",
    button: "Begin the triage",
    fields: [],
    read: () => ({ act: "begin-triage" }),
  },
  "set-severity": {
    group: "What is it?",
    title: "Set the severity",
    says: "It decides how secret the case is, how long its clocks are, and who is told.",
    button: "Set the severity",
    fields: [
      choice(
        "severity",
        "Severity",
        ({ view }) => SEVERITIES.map((one) => [one, `${one}: ${view.policy.severities[one].means.value}`]),
        ({ view }) => view.kept.case.severity ?? "",
      ),
    ],
    read: (values) => ({ act: "set-severity", severity: oneOf(SEVERITIES, said(values, "severity"), "Severity") }),
  },
  "set-priority": {
    group: "What is it?",
    title: "Set the priority",
    says: "In which order we work; the severity says how bad it is.",
    button: "Set the priority",
    fields: [choice("priority", "Priority", words(PRIORITIES), ({ view }) => view.kept.case.priority ?? "normal")],
    read: (values) => ({ act: "set-priority", priority: oneOf(PRIORITIES, said(values, "priority"), "Priority") }),
  },
  "set-expiry": {
    group: "What is it?",
    title: "Set the date by which it is resolved",
    says: "A promise of the team's own. When it is over, the case is late.",
    button: "Set the date",
    fields: [EXPIRY],
    read: (values) => ({ act: "set-expiry", expires: hourOf(values, "expires") }),
  },
  "set-affected": {
    group: "What is it?",
    title: "Note the affected versions",
    says: "Versions in words, or the word unknown.",
    button: "Note the versions",
    fields: [
      line(
        "affected",
        "Affected versions",
        "For example 0.4.8.1 to 0.4.8.12, or unknown.",
        ({ view }) => view.kept.case.affected ?? "",
      ),
    ],
    read: (values) => ({ act: "set-affected", affected: said(values, "affected") }),
  },
  "begin-fix": {
    group: "The fix",
    title: "Begin the fix",
    says: "Everything about it is settled; now it is mended.",
    button: "Begin the fix",
    fields: [],
    read: () => ({ act: "begin-fix" }),
  },
  review: {
    group: "The fix",
    title: "Say that you reviewed the fix",
    says: "You have read the fix and find it right. Whoever makes it cannot review it.",
    button: "I reviewed it and find it right",
    fields: [],
    read: () => ({ act: "review" }),
  },
  "fix-ready": {
    group: "The fix",
    title: "Say that the fix is ready",
    says: "It is reviewed as the policy wants, and waits for its hour.",
    button: "The fix is ready",
    fields: [],
    read: () => ({ act: "fix-ready" }),
  },
  "back-to-fixing": {
    group: "The fix",
    title: "Go back to fixing",
    says: "The fix is not right yet. The hour of publication lapses.",
    button: "Go back to fixing",
    fields: [reason("Why?")],
    read: (values) => ({ act: "back-to-fixing", reason: SAID.reason(values) }),
  },
  "fix-released": {
    group: "The fix",
    title: "Note that the fix is released",
    says: "Users can have it now. Clocks that begin with it begin to run.",
    button: "The fix is released",
    fields: [],
    read: () => ({ act: "fix-released" }),
  },
  schedule: {
    group: "Publication",
    title: "Set the hour of publication",
    says: "An hour and its zone, within the limits of the policy, of the lists that were told, and of the reporter.",
    button: "Set the hour",
    fields: [hour("hour", "Public at", "Day, hour and zone.", ({ view }) => view.kept.case.embargo)],
    read: (values) => ({ act: "schedule", hour: hourOf(values, "hour") }),
  },
  share: {
    group: "Publication",
    title: "Note that a list was told",
    says: "From then on the list's own limit on secrecy holds too.",
    button: "It was told",
    grave: true,
    fields: [
      choice("list", "List", ({ view }) =>
        view.policy.lists.map(({ name, atMost, preferred }) => [
          name,
          `${name}: at most ${atMost.value.written}, preferably ${preferred.value.written}`,
        ]),
      ),
    ],
    read: (values) => ({ act: "share", list: said(values, "list") }),
  },
  "tell-ahead": {
    group: "Publication",
    title: "Note who was told ahead",
    says: "Those whom the policy tells before the public.",
    button: "They were told",
    grave: true,
    fields: [
      choice("who", "Who", ({ view }) => view.policy.told.map(({ name, who, what }) => [name, `${who}: ${what}`])),
    ],
    read: (values) => ({ act: "tell-ahead", who: said(values, "who") }),
  },
  "reporter-date": {
    group: "The reporter",
    title: "Note when the reporter publishes",
    says: "A fact that no rule of ours moves: by then it must be public.",
    button: "Note the hour",
    fields: [
      hour("hour", "The reporter publishes at", "Day, hour and zone.", ({ view }) => view.kept.case.reporterDate),
    ],
    read: (values) => ({ act: "reporter-date", hour: hourOf(values, "hour") }),
  },
  "give-id": {
    group: "Publication",
    title: "Give it an id",
    says: "A CVE id, or a number of our own. One that another case has is refused.",
    button: "Give it this id",
    fields: [line("id", "Id", "For example CVE-2026-1234.")],
    atOnce: ({ view: { nextOwnId } }) =>
      nextOwnId === undefined
        ? undefined
        : {
            says: `The next number of our own is ${nextOwnId}. Should another case get it first, this one gets the number after it.`,
            button: `Give it ${nextOwnId}`,
            values: { id: NEXT_ID },
          },
    read: (values) => ({ act: "give-id", id: said(values, "id") }),
  },
  "take-id-back": {
    group: "Publication",
    title: "Take an id back",
    says: "It was mistyped, or belongs to another issue: what is published names every id that the case has.",
    button: "Take it back",
    fields: [choice("id", "Id", ({ view }) => view.kept.case.ids.map((id) => [id, id]))],
    read: (values) => ({ act: "take-id-back", id: said(values, "id") }),
  },
  credit: {
    group: "Publication",
    title: "Decide how the reporter is named",
    says: "As they wish; “none wanted” is a decision too.",
    button: "Name them so",
    fields: [line("credit", "Named as", undefined, ({ view }) => view.kept.case.credit ?? "")],
    read: (values) => ({ act: "credit", credit: said(values, "credit") }),
  },
  "tell-reporter": {
    group: "The reporter",
    title: "Note that the reporter knows the hour",
    says: "They were told when it becomes public, by an answer or otherwise.",
    button: "The reporter was told",
    fields: [],
    read: () => ({ act: "tell-reporter" }),
  },
  "review-secrecy": {
    group: "Publication",
    title: "Say why it stays secret",
    says: "Secrecy that nobody questions lasts too long. The question comes again.",
    button: "It stays secret",
    fields: [reason("Why must it stay secret?")],
    read: (values) => ({ act: "review-secrecy", reason: SAID.reason(values) }),
  },
  acknowledge: {
    group: "The reporter",
    title: "Note that the reporter has an answer",
    says: "They know that it has arrived, though no mail from here said so.",
    button: "They know",
    fields: [],
    read: () => ({ act: "acknowledge" }),
  },
  wrote: {
    group: "The reporter",
    title: "Note a word to the reporter",
    says: "You spoke with them another way than by an answer from here.",
    button: "We spoke to them",
    fields: [],
    read: () => ({ act: "wrote" }),
  },
  heard: {
    group: "The reporter",
    title: "Note a word from the reporter",
    says: "You heard from them another way than by a mail to here.",
    button: "They spoke to us",
    fields: [],
    read: () => ({ act: "heard" }),
  },
  "lesson-read": {
    group: "Afterwards",
    title: "Say that you read the lesson",
    says: "Everybody of every team does, so that each learns from it.",
    button: "I read it",
    fields: [],
    read: () => ({ act: "lesson-read" }),
  },
  "duty-met": {
    group: "Afterwards",
    title: "Note that a duty was met",
    says: "A report that is owed was given.",
    button: "It was met",
    fields: [
      choice("duty", "Duty", ({ view }) => view.policy.duties.map(({ name, says }) => [name, `${name}: ${says}`])),
    ],
    read: (values) => ({ act: "duty-met", duty: said(values, "duty") }),
  },
  sort: {
    group: "Not a case for us",
    title: "Close it without acting",
    says: "It is kept, and can be opened again.",
    button: "Close it",
    fields: [choice("as", "It is", words(SORTED_OUT)), reason("Why?")],
    read: (values) => ({
      act: "sort",
      as: oneOf(SORTED_OUT, said(values, "as"), "It is"),
      reason: SAID.reason(values),
    }),
  },
  reopen: {
    group: "Not a case for us",
    title: "Open it again",
    says: "Every team is asked anew, and its clocks begin anew.",
    button: "Open it again",
    fields: [reason("Why?")],
    read: (values) => ({ act: "reopen", reason: SAID.reason(values) }),
  },
  leak: {
    group: "When something goes wrong",
    title: "It leaked",
    says: "Outsiders know of it through a leak. Its clocks jump: the public is told soon.",
    button: "It leaked",
    grave: true,
    fields: [reason("Where, and how much?")],
    read: (values) => ({ act: "leak", reason: SAID.reason(values) }),
  },
  "is-public": {
    group: "When something goes wrong",
    title: "Everybody knows it already",
    says: "It is public, and not through us.",
    button: "It is public",
    grave: true,
    fields: [reason("Where does it stand?")],
    read: (values) => ({ act: "is-public", reason: SAID.reason(values) }),
  },
  exploited: {
    group: "When something goes wrong",
    title: "It is exploited",
    says: "Somebody uses it against users. Duties of the policy begin to run now.",
    button: "It is exploited",
    grave: true,
    fields: [reason("How do we know?")],
    read: (values) => ({ act: "exploited", reason: SAID.reason(values) }),
  },
  invite: {
    group: "Whose is it?",
    title: "Invite somebody to read it",
    says: "They see everything in this case until the hour named. Invited again, the hour that is named last counts.",
    button: "Invite them",
    grave: true,
    fields: [
      line("who", "Who", "A name of this desk."),
      reason("Why do they need to know?"),
      hour("until", "Until", "Day, hour and zone, within the policy's limit for invitations."),
    ],
    read: (values) => ({
      act: "invite",
      who: said(values, "who"),
      reason: SAID.reason(values),
      until: hourOf(values, "until").at,
    }),
  },
  override: {
    group: "When something goes wrong",
    title: "Set a gate aside by the golden rule",
    says: "When in doubt, protect users. The director may set these aside, with a reason that stays in the log.",
    button: "Set it aside",
    grave: true,
    fields: [
      choice("gate", "What is missing", () => settable.map((name) => [name, GATES[name].needs])),
      reason("Why does this protect users?"),
    ],
    read: (values) => {
      const gate = said(values, "gate");
      return {
        act: "override",
        gate: isGate(gate) ? gate : oneOf(settable, gate, "Gate"),
        reason: SAID.reason(values),
      };
    },
  },
};

export function actForm(name: string): ActForm | undefined {
  return Object.hasOwn(ACT_FORMS, name) ? ACT_FORMS[name as ActName] : undefined;
}
