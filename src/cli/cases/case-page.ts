import type { CaseAnswer } from "../../api/index.ts";
import { ACTS, type ActName, FORWARD, isOpen, NEXT_ID, STATES, type State } from "../../cases/index.ts";
import { unanswered, wordLine } from "./case-list.ts";
import { line, stateWord } from "./line.ts";
import { type Look, promise, timeLeft } from "./look.ts";
import { messageHead } from "./message-text.ts";
import { inWords } from "./when.ts";

/** A case as its page on the desk reads, for a terminal; messages by their heads. */
export function casePage(theCase: CaseAnswer, look: Look): string {
  const { id, title, clocks, words, messages } = theCase;
  return [
    look.style.strong(`${id}  ${line(title)}`),
    ...stands(theCase, look),
    ...section(
      "Clocks",
      clocks.map((clock) => `${timeLeft(clock, look, 18)} ${promise(clock, look)}`),
    ),
    ...section(
      "Teams",
      words.map((word) => wordLine(word, look)),
    ),
    ...section("Settled", settled(theCase, look)),
    ...section(
      "Messages",
      messages.flatMap((message, index) => messageHead(message, index + 1, look, theCase.id)),
    ),
    ...section("You can", possible(theCase)),
  ].join("\n");
}

function stands(
  { state, team, assignee, policy, reporter, reporterKey, cameEncrypted, ...rest }: CaseAnswer,
  look: Look,
) {
  const says = STATES[state as State]?.says ?? "";
  const whose = team === "" ? "No team has it." : `Team ${line(team)}, ${line(assignee ?? "nobody")}.`;
  const turn = rest.yours ? "you" : line(rest.waitsFor.join(", "));
  const key = reporterKey
    ? `, key ${line(reporterKey.fingerprint)} on file since ${inWords(reporterKey.since, look.zone)}`
    : ", no key on file";
  return [
    `${stateWord(state)}: ${says}. ${whose}${turn === "" ? "" : ` It waits for ${turn} (${rest.why}).`}`,
    `Came ${cameEncrypted ? "encrypted" : "in clear"}, ${inWords(rest.receivedAt, look.zone)}, from ${line(reporter) || "nobody who is answered"}${key}.`,
    ...unanswered(rest, look),
    `Policy ${line(policy.name)}: ${line(policy.title)}.`,
  ];
}

/** Label and value of everything that is settled; what is not is left out, but for what each case must have. */
function settled({ severity, state, work, hourWarnings }: CaseAnswer, { zone }: Look): string[] {
  const isOver = !isOpen(state as State) || work.publishedAt !== null;
  const hour = (one: { at: string; zone: string } | null) => (one ? inWords(one.at, one.zone) : null);
  const when = (one: string | null) => (one === null ? null : inWords(one, zone));
  const dates = (of: Readonly<Record<string, string>>) =>
    Object.entries(of)
      .map(([name, at]) => `${name} ${inWords(at, zone)}`)
      .join("; ") || null;
  const rows: readonly (readonly [string, string | null])[] = [
    ["severity", severity ?? "not set"],
    ["priority", work.priority ?? "not set"],
    ["resolve by", hour(work.expires) ?? "not set"],
    ["affected", work.affected ?? "not set"],
    ["asked", work.asked.join(", ") || null],
    ["reviewers", work.reviewers.join(", ") || null],
    ["fix ready", when(work.fixReadyAt)],
    ["fix released", when(work.fixReleasedAt)],
    [isOver ? "was to be public" : "becomes public", hour(work.embargo)],
    ["against it", hourWarnings.join(" ") || null],
    ["reporter's date", hour(work.reporterDate)],
    ["lists told", dates(work.shared)],
    ["told ahead", dates(work.told)],
    ["ids", work.ids.join(", ") || null],
    ["advisory", work.advisoryValid ? "valid in every form" : null],
    ["credit", work.credit],
    ["reporter told", when(work.reporterToldAt)],
    ["our last word", when(work.lastWordToReporter)],
    ["leaked", when(work.leakedAt)],
    ["public since", when(work.publicSince)],
    ["exploited since", when(work.exploitationKnownAt)],
    ["duties met", dates(work.dutiesMet)],
    ["published", when(work.publishedAt)],
    [
      "invited",
      work.observers.map(({ who, until, reason }) => `${who} until ${inWords(until, zone)}: ${reason}`).join("; ") ||
        null,
    ],
    ["set aside", work.overrides.map(({ gate, by, reason }) => `${gate} by ${by}: ${reason}`).join("; ") || null],
  ];
  return rows.flatMap(([label, value]) => (value === null ? [] : [`${label.padEnd(16)} ${line(value)}`]));
}

/** The act that leads on, what else can be done now, what something still needs, and in a line what belongs to other states. */
export function possible({
  possible: all,
  state,
  nextOwnId,
}: Pick<CaseAnswer, "possible" | "state" | "nextOwnId">): string[] {
  const step = all.find(({ act }) => act === FORWARD[state as State]);
  const can = all.filter((one) => one.can && one !== step).map(({ act }) => act);
  const not = all.filter((one) => !one.can && one !== step);
  const lacks = ({ act, sentence }: { readonly act: string; readonly sentence: string }): string =>
    `${act}: not yet. ${line(sentence)}`;
  const isElsewhere = ({ act }: { readonly act: string }): boolean =>
    act in ACTS && !ACTS[act as ActName].from.includes(state as State);
  const waits = not.filter((one) => !isElsewhere(one)).map(lacks);
  const elsewhere = not.filter(isElsewhere).map(({ act }) => act);
  return [
    ...(step ? [`next: ${step.can ? step.act : lacks(step)}`] : []),
    ...(can.length > 0 ? [`also: ${can.join(", ")}`] : []),
    ...(nextOwnId === null ? [] : [`give-id id=${NEXT_ID}: the next number of our own, ${line(nextOwnId)} now`]),
    ...waits,
    ...(elsewhere.length > 0 ? [`in other states: ${elsewhere.join(", ")}`] : []),
  ];
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ["", title, ...lines.map((each) => `  ${each}`)];
}
