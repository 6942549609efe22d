import { SamedayError } from "../../kernel/index.ts";

/** Facts that `cases set` settles, each as it is typed. */
const SETTINGS: Readonly<Record<string, string>> = {
  assignee: "assignee=…",
  severity: "severity=…",
  priority: "priority=…",
  expiry: 'expires="YYYY-MM-DD HH:MM ZONE"',
  affected: "affected=…",
  credit: "credit=…",
  ids: "id=…",
};

const OTHERS: Readonly<Record<string, string>> = {
  reviewers: "do CASE review",
  advisory: "advisory CASE --body-file FILE",
  "reporter-told": "do CASE tell-reporter",
  "reporter-key": "reply CASE --ask",
  scheduled: 'do CASE schedule hour="YYYY-MM-DD HH:MM ZONE"',
};

/** The commands that give a case what it lacks, facts in one; none for what only time or the world brings. */
export function commandsFor(lacks: readonly string[], id: string): readonly string[] {
  const settings = lacks.flatMap((lack) => SETTINGS[lack] ?? []);
  const others = lacks.flatMap((lack) => OTHERS[lack] ?? []);
  return [...(settings.length > 0 ? [`set CASE ${settings.join(" ")}`] : []), ...others].map(
    (words) => `sameday cases ${words.replace("CASE", id)}`,
  );
}

/** A refused act with the commands that give what it names; any other error as it is. */
export function withCommands(thrown: unknown, id: string): unknown {
  if (!(thrown instanceof SamedayError) || thrown.code !== "CASE_REFUSED") return thrown;
  const commands = commandsFor(thrown.details.lacks ?? [], id);
  if (commands.length === 0) return thrown;
  const how = commands.map((command) => `\`${command}\``).join(", ");
  return new SamedayError(thrown.code, `${thrown.message} To give it: ${how}.`, thrown, thrown.details);
}
