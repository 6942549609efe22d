import type {
  CaseRowAnswer,
  LessonHeadAnswer,
  ReviewRowAnswer,
  SetAsideRowAnswer,
  TeamWordAnswer,
  TriageRowAnswer,
} from "../../api/index.ts";
import { formatDuration } from "../../kernel/index.ts";
import { line, stateWord } from "./line.ts";
import { type Look, promise, timeLeft } from "./look.ts";
import { inWords } from "./when.ts";

type AnyRow = Omit<CaseRowAnswer, "title">;

/** Three lines a case: what it is, what it waits for, and its title for whoever may read it. */
export function caseList(rows: readonly CaseRowAnswer[], look: Look): string {
  return rows.map((row) => caseLines(row, look).join("\n")).join("\n");
}

export function caseLines(row: CaseRowAnswer, look: Look): string[] {
  const title = row.title === null ? [] : [`  ${look.style.strong(line(row.title))}`];
  return [...rowLines(row, look), ...title];
}

/** The same without a title. */
export function rowLines(row: AnyRow, look: Look): string[] {
  return [head(row, look), `  ${waiting(row, look)}`, ...unanswered(row, look).map((sentence) => `  ${sentence}`)];
}

/** What no team has taken, with every team's word. */
export function triageList(rows: readonly TriageRowAnswer[], look: Look): string {
  const now = look.now.getTime();
  return rows
    .flatMap(({ case: row, words, askingSince, next, judged }) => [
      ...caseLines(row, look),
      ...(judged ? [`  ${line(judged.because)}`, ...judged.says.map((sentence) => `    ${line(sentence)}`)] : []),
      ...(row.state === "quarantined" && row.yours ? [`  ${lookThen(row.id)}`] : []),
      ...words.map((word) => `    ${wordLine(word, look)}`),
      `  Asked for ${formatDuration(now - Date.parse(askingSince))}.${
        next ? ` The desk reminds ${line(next.to.join(", "))} at ${inWords(next.at, look.zone)}.` : ""
      }`,
    ])
    .join("\n");
}

/** A person looks before anything is done with it. */
function lookThen(id: string): string {
  return `Look: sameday cases show ${id}. Then let it in: sameday cases do ${id} admit; or: sameday cases do ${id} sort as=noise reason="WHY".`;
}

/** What headers put aside, with what they said, and how one comes back. */
export function setAsideList(rows: readonly SetAsideRowAnswer[], { zone, style }: Look): string {
  const lines = rows.flatMap(({ case: row, judged }) => [
    `${row.id}  received ${inWords(row.receivedAt, zone)}`,
    ...(row.title === null ? [] : [`  ${style.strong(line(row.title))}`]),
    ...(judged ? [`  ${line(judged.because)}`] : []),
  ]);
  return [...lines, 'A report is among them? sameday cases do CASE reopen reason="WHY"'].join("\n");
}

/** `network          not mine  pia, Fri 20 Nov 2026 09:30 UTC (10:30 Europe/Berlin)`. */
export function wordLine({ team, speaks, verdict, by, at, yours }: TeamWordAnswer, { zone, style }: Look): string {
  const word = (verdict ?? "no word yet").replace("-", " ").padEnd(12);
  const who = by === null || at === null ? `from ${line(speaks)}` : `${line(by)}, ${inWords(at, zone)}`;
  const ask = yours && verdict === null ? style.waiting("  It is yours to say.") : "";
  return `${line(team).padEnd(16)} ${word} ${who}${ask}`;
}

/** For scoping meetings: no title, so that it may be printed and laid on a table. */
export function agendaList(rows: readonly ReviewRowAnswer[], look: Look): string {
  const now = look.now.getTime();
  return rows
    .flatMap((row) => [
      ...rowLines(row, look),
      `  Priority ${row.priority ?? "not set"}, to be resolved ${
        row.expires === null ? "by no date yet" : `by ${inWords(row.expires.at, row.expires.zone)}`
      }; nothing was done for ${formatDuration(now - Date.parse(row.changedAt))}.`,
      ...(row.lacks.length === 0 ? [] : [`  ${look.style.bad("It lacks")} ${line(row.lacks.join(", "))}.`]),
    ])
    .join("\n");
}

export function lessonList(lessons: readonly LessonHeadAnswer[], { zone, style }: Look): string {
  return lessons
    .map(({ id, rule, at, by, acknowledged, unreadBy }) => {
      const caught = rule === null ? "" : `\n  sameday audit would have caught it: ${line(rule)}`;
      const own = acknowledged ? "You have read it." : style.waiting("You have not said that you read it.");
      const others = unreadBy.length === 0 ? "Everybody has read it." : `Not yet: ${line(unreadBy.join(", "))}.`;
      const how = acknowledged ? "" : `\n  sameday cases lesson ${id} --read`;
      return `${id}  by ${line(by)}, ${inWords(at, zone)}\n  ${own} ${others}${caught}${how}`;
    })
    .join("\n");
}

function head(row: AnyRow, look: Look): string {
  const severity = (row.severity ?? "no severity").padEnd(11);
  const team = row.team === "" ? "no team" : `${line(row.team)}, ${line(row.assignee ?? "nobody")}`;
  return `${row.id}  ${timeLeft(row.due, look, 18)} ${stateWord(row.state).padEnd(15)} ${severity} ${team}`;
}

/** What came after the report and nobody has answered, in a sentence; none where nothing waits. */
export function unanswered(
  { unansweredSince }: Pick<AnyRow, "unansweredSince">,
  { zone, style }: Look,
): readonly string[] {
  if (unansweredSince === null) return [];
  return [style.waiting(`A message of ${inWords(unansweredSince, zone)} has no answer yet.`)];
}

function waiting({ due, waitsFor, why, yours }: AnyRow, look: Look): string {
  if (due === null) return "It is closed.";
  const who = yours ? look.style.waiting("Waits for you") : `Waits for ${line(waitsFor.join(", "))}`;
  return `${who} (${why}): ${promise(due, look)}.`;
}
