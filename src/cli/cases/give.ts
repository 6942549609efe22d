import type { ActName } from "../../cases/index.ts";
import { SamedayError } from "../../kernel/index.ts";
import { ACT_NAMES, fieldsOf } from "./act-fields.ts";

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

/** Acts that have a command of their own. */
const ACT_COMMANDS: Readonly<Partial<Record<ActName, string>>> = {
  claim: "claim CASE",
  publish: "disclose CASE",
  learn: "lesson CASE --body-file FILE",
};

/** The commands that do acts on a case, in their order. */
export function commandsOfActs(acts: readonly string[], id: string): readonly string[] {
  return acts.flatMap((name) => {
    // A desk of another release may know others.
    const act = ACT_NAMES.find((one) => one === name);
    if (act === undefined) return [];
    const said = fieldsOf(act)
      .filter(({ required }) => required)
      .map(({ key, kind }) => ` ${key}=${kind === "hour" ? '"YYYY-MM-DD HH:MM ZONE"' : "…"}`);
    const command = ACT_COMMANDS[act] ?? `do CASE ${act}${said.join("")}`;
    return [`sameday cases ${command.replace("CASE", id)}`];
  });
}

/** A refused act with the commands that give what it names, or that come before it; any other error as it is. */
export function withCommands(thrown: unknown, id: string): unknown {
  if (!(thrown instanceof SamedayError) || thrown.code !== "CASE_REFUSED") return thrown;
  const { lacks = [], leadsOn = [] } = thrown.details;
  const ways = [
    { says: "To give it", commands: commandsFor(lacks, id) },
    { says: "To do it", commands: commandsOfActs(leadsOn, id) },
  ].filter(({ commands }) => commands.length > 0);
  if (ways.length === 0) return thrown;
  const how = ways.map(({ says, commands }) => `${says}: ${commands.map((one) => `\`${one}\``).join(", ")}.`);
  return new SamedayError(thrown.code, [thrown.message, ...how].join(" "), thrown, thrown.details);
}
