import { createHash } from "node:crypto";
import type { CommandOutcome } from "../judgement.ts";
import type { IntakeState, KnownCase, StaffMember, UsedCommand } from "../state.ts";
import { COMMAND_RIGHTS } from "../tables/command-rights.ts";
import { type CommandLine, readCommand } from "./command.ts";
import { COMMAND_LIFETIME_MS } from "./command-life.ts";

/** What a command is judged by: nothing of it is taken from outside the signature but the thread. */
export interface CommandQuestion {
  readonly state: IntakeState;
  readonly staff: StaffMember;
  /** The first text that the staff member's signature covers. */
  readonly signedText: string;
  /** Whether that text was made from HTML, whose first line may be somebody else's: quoted, or shown to nobody. */
  readonly fromHtml: boolean;
  readonly made: Date | undefined;
  /** Whether its ciphertext came before: whoever sends it again wants something to happen again. */
  readonly cameBefore: boolean;
  /** The case of the thread. */
  readonly thread: KnownCase | undefined;
}

export interface CommandAnswer {
  readonly outcome: CommandOutcome;
  readonly replayed: boolean;
  /** To be remembered, whether it ran or not: what was refused in one thread is not carried into another. */
  readonly used: UsedCommand;
}

/** Undefined where the signed text begins with no command. */
export function runCommand(question: CommandQuestion): CommandAnswer | undefined {
  const line = readCommand(question.signedText);
  if (!line) return undefined;
  const { state, staff, made } = question;
  const used: UsedCommand = { id: commandId(question), made: made ?? new Date(0) };
  const replayed = question.cameBefore || state.usedCommands.has(used.id);
  const refused = replayed ? "The same signed command was used before." : refusal(question, line);
  const { verb, caseId = "" } = line;
  return {
    outcome: { verb, caseId, value: readValue(state, line), by: staff.address, ran: refused === undefined, refused },
    replayed,
    used,
  };
}

/** The same words signed again at another time are another command. */
function commandId({ staff, signedText, made }: CommandQuestion): string {
  const parts = [staff.certificate.fingerprint, made?.toISOString() ?? "", signedText];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

interface Condition {
  readonly holds: (question: CommandQuestion, line: CommandLine) => boolean;
  readonly otherwise: string;
}

/** Every one must hold; the first that does not is the answer. */
const CONDITIONS: readonly Condition[] = [
  {
    holds: ({ fromHtml }) => !fromHtml,
    otherwise: "The signed line stands in HTML, where it may be quoted or hidden. Send it as plain text.",
  },
  { holds: (_, { caseId }) => caseId !== undefined, otherwise: "The signed line does not name a case." },
  {
    holds: ({ thread }) => thread !== undefined,
    otherwise:
      "The mail answers no message of a case: answer the desk's mail that named the case, with the command as its first line.",
  },
  {
    holds: ({ thread }, { caseId }) => thread?.id.toUpperCase() === caseId,
    otherwise:
      "The case in the signed line is not the case of the thread: answer the desk's mail that named that case.",
  },
  { holds: ({ made }) => made !== undefined, otherwise: "The signature does not say when it was made." },
  {
    holds: ({ made, state }) => made !== undefined && state.now.getTime() - made.getTime() < COMMAND_LIFETIME_MS,
    otherwise: "The signature is 48 hours old or older.",
  },
  {
    holds: ({ staff }, { verb }) => COMMAND_RIGHTS[verb].includes(staff.role),
    otherwise: "Your role may not do this.",
  },
  {
    holds: ({ state }, line) => !VALUES[line.verb] || readValue(state, line) !== undefined,
    otherwise:
      "The value is none: severity is low, medium, high or critical; due is a day to come, like 2026-12-01; assign names somebody of the staff.",
  },
];

function refusal(question: CommandQuestion, line: CommandLine): string | undefined {
  return CONDITIONS.find(({ holds }) => !holds(question, line))?.otherwise;
}

const SEVERITIES = ["low", "medium", "high", "critical"];

/** How a command's value is read; undefined is none. */
const VALUES: Readonly<
  Partial<Record<CommandLine["verb"], (state: IntakeState, value: string) => string | undefined>>
> = {
  severity: (_, value) => SEVERITIES.find((one) => one === value.toLowerCase()),
  due: ({ now }, value) => dayToCome(value, now),
  assign: ({ staff }, value) => {
    const name = value.toLowerCase();
    return staff.find(({ address }) => address === name || address.split("@")[0] === name)?.address;
  },
};

function readValue(state: IntakeState, { verb, value }: CommandLine): string | undefined {
  return value === undefined ? undefined : VALUES[verb]?.(state, value);
}

function dayToCome(value: string, now: Date): string | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return undefined;
  const day = new Date(`${value}T00:00:00Z`);
  const isDay = !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value);
  return isDay && value >= now.toISOString().slice(0, 10) ? value : undefined;
}
