import type { Act, ActDetails, ActName } from "./acts.ts";
import type { Case } from "./case.ts";
import { isSameId } from "./ids.ts";
import { type Staff, silentTeams } from "./staff.ts";
import type { Hour } from "./words.ts";

/** What an act changes, its state from the table aside. Only acts that passed their gates come here. */
type Change = Partial<Case>;

interface Moment {
  readonly at: Date;
  readonly by: string;
  readonly staff: Staff;
}

type Effect<N extends ActName> = (theCase: Case, details: ActDetails[N], moment: Moment) => Change;

const claimed = (team: string, assignee: string, { at, by }: Moment, theCase: Case): Change => ({
  team,
  assignee,
  verdicts: { ...theCase.verdicts, [team]: { verdict: "mine", by, at } },
  claimedAt: at,
});

const EFFECTS: { readonly [N in ActName]: Effect<N> } = {
  acknowledge: (_, __, { at }) => ({ acknowledgedAt: at, lastWordToReporter: at }),
  admit: (_, __, { at }) => ({ askingSince: at }),
  route: (theCase, { teams }, { at }) => ({
    asked: teams,
    team: undefined,
    assignee: undefined,
    claimedAt: undefined,
    // A case that a team gives back is asked about anew; one that is only asked elsewhere is as old as it was.
    askingSince: theCase.claimedAt === undefined ? theCase.askingSince : at,
    verdicts: Object.fromEntries(
      Object.entries(theCase.verdicts).filter(([team]) => teams.includes(team) && team !== theCase.team),
    ),
  }),
  verdict: giveVerdict,
  claim: (theCase, { team }, moment) => claimed(team, moment.by, moment, theCase),
  assign: (theCase, { team, assignee }, moment) =>
    theCase.claimedAt === undefined
      ? { ...claimed(team, assignee, moment, theCase), state: "claimed" }
      : { team, assignee, reviewers: theCase.reviewers.filter((reviewer) => reviewer !== assignee) },
  sort: (_, { as }) => ({ state: as }),
  reopen: (_, __, { at }) => ({
    askingSince: at,
    asked: [],
    verdicts: {},
    team: undefined,
    assignee: undefined,
    claimedAt: undefined,
    lastWordFromReporter: at,
  }),
  "set-severity": (_, { severity }, { at }) => ({ severity, severityAt: at }),
  "set-priority": (_, { priority }) => ({ priority }),
  "set-expiry": (_, { expires }, { at }) => ({ expires, expiresSetAt: at }),
  "set-affected": (_, { affected }) => ({ affected }),
  "begin-triage": () => ({}),
  "begin-fix": () => ({}),
  review: (theCase, _, { by }) => ({ reviewers: [...theCase.reviewers, by] }),
  "fix-ready": (_, __, { at }) => ({ fixReadyAt: at }),
  // What was read was another fix.
  "back-to-fixing": () => ({ reviewers: [], embargo: undefined, embargoSetAt: undefined, fixReadyAt: undefined }),
  schedule: (theCase, { hour }, { at }) => ({ embargo: hour, embargoSetAt: at, ...movedHour(theCase, hour) }),
  // A list's limit runs from the first hour that it knew.
  share: (theCase, { list }, { at }) => ({ shared: { [list]: at, ...theCase.shared } }),
  "tell-ahead": (theCase, { who }, { at }) => ({ told: { [who]: at, ...theCase.told } }),
  "reporter-date": (_, { hour }, { at }) => ({ reporterDate: hour, reporterDateNotedAt: at, lastWordFromReporter: at }),
  "give-id": ({ ids }, { id }) => ({ ids: ids.some((own) => isSameId(own, id)) ? ids : [...ids, id.trim()] }),
  "take-id-back": (theCase, { id }) => ({ ids: theCase.ids.filter((own) => !isSameId(own, id)) }),
  "check-advisory": (_, { valid }) => ({ advisoryValid: valid }),
  credit: (_, { credit }) => ({ credit }),
  "tell-reporter": (_, __, { at }) => ({ reporterToldAt: at, lastWordToReporter: at }),
  "fix-released": (theCase, _, { at }) => ({ fixReleasedAt: theCase.fixReleasedAt ?? at }),
  publish: (_, __, { at }) => ({ publishedAt: at }),
  learn: (_, { lesson, rule }, { by }) => ({ lesson, lessonReadBy: [by], ...(rule ? { lessonRule: rule } : {}) }),
  "lesson-read": (theCase, _, { by }) => ({ lessonReadBy: [...theCase.lessonReadBy, by] }),
  wrote: (theCase, _, { at }) => ({ lastWordToReporter: at, acknowledgedAt: theCase.acknowledgedAt ?? at }),
  heard: (_, __, { at }) => ({ lastWordFromReporter: at }),
  "review-secrecy": (_, __, { at }) => ({ secrecyReviewedAt: at }),
  leak: (_, __, { at }) => ({ leakedAt: at }),
  "is-public": (theCase, _, { at }) => ({ publicSince: theCase.publicSince ?? at }),
  exploited: (_, __, { at }) => ({ exploitationKnownAt: at }),
  "duty-met": (theCase, { duty }, { at }) => ({ dutiesMet: { ...theCase.dutiesMet, [duty]: at } }),
  // The last one counts, so that an end can be brought forward.
  invite: ({ observers }, { who, reason, until }) => ({
    observers: [...observers.filter((observer) => observer.who !== who), { who, reason, until }],
  }),
  override: (theCase, { gate, reason }, { at, by }) => ({
    overrides: [...theCase.overrides, { gate, by, at, reason }],
    ...(gate === "hour-has-come" ? { reporterToldAt: undefined } : {}),
  }),
};

/** Who was told of one hour was not told of another. */
function movedHour({ embargo }: Case, { at }: Hour): Change {
  return embargo !== undefined && embargo.at.getTime() !== at.getTime() ? { reporterToldAt: undefined } : {};
}

/** When the last team has spoken and none has taken it, nobody's silence will; that is a state of its own. */
function giveVerdict(theCase: Case, { team, verdict }: ActDetails["verdict"], { at, by, staff }: Moment): Change {
  const verdicts = { ...theCase.verdicts, [team]: { verdict, by, at } };
  const silent = silentTeams(staff, { ...theCase, verdicts });
  const taken = Object.values(verdicts).some((given) => given.verdict === "mine");
  const isNobodys = silent.length === 0 && !taken;
  const back = theCase.state === "unclaimed" ? ("routed" as const) : theCase.state;
  return { verdicts, state: isNobodys ? "unclaimed" : back };
}

export function effectOf(theCase: Case, act: Act, moment: Moment): Change {
  // The table pairs each name with its own details; the compiler cannot follow a pair through a look-up.
  const effect = EFFECTS[act.act] as Effect<ActName>;
  return effect(theCase, act, moment);
}
