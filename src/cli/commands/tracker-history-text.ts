import type { Answer, HistoryEvent, Why } from "../../tracker/index.ts";

/** `2026-05-01 12:00 UTC`. */
export function minute(date: Date): string {
  return `${date.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** `vulnerable 1.2-3 no-dsa:minor`; a dash where nothing is said. */
export function answerWords(answer: Answer | null): string {
  if (answer === null) return "-";
  return [answer.status, answer.fixedVersion, answer.decision].filter((part) => part !== null).join(" ");
}

/** `debian 1a2b3c4d5e6f by Ada`. */
export function causeWords({ cause, isFirstState }: HistoryEvent): string {
  if (isFirstState) return "first state that is known";
  if (cause.kind === "archive") return `archive of ${minute(cause.dated)}`;
  const commit = `${cause.layer} ${cause.commit.slice(0, 12)}`;
  return cause.kind === "rewritten" ? `${commit}, after its history was rewritten` : `${commit} by ${cause.author}`;
}

/** `CVE/list:12 - curl 1.2-3`, `bookworm-security has 1.2-3`. */
export function whyWords(why: Why | null): string {
  if (why === null) return "";
  return "suite" in why ? `${why.suite} has ${why.version}` : `${why.file}:${why.line} ${why.quote}`;
}
