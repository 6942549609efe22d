import type { Distribution } from "../../../distribution/index.ts";
import { toSamedayError } from "../../../kernel/index.ts";
import { type Act, type Case, isOnATeam, type Staff, speaksFor, teamsOf } from "../../case/index.ts";
import type { CommandOutcome } from "../../intake/index.ts";
import type { Severity } from "../../policy/index.ts";
import { type Db, tendCase } from "../../records/index.ts";
import { type Stored, storeAct } from "../acts/store-act.ts";
import { tellOf } from "../acts/tell.ts";
import type { HandlingContext } from "../context.ts";
import type { KeptCase } from "../kept.ts";
import { linkTo, type Notice, queueNotices } from "../outbox/index.ts";
import { rolesOf } from "../people/access.ts";
import { loadStaff } from "../people/staff-of.ts";
import { mayAnswer } from "./answers.ts";
import type { Arrived } from "./arrived.ts";

/** What a signed command came to. */
export interface CommandResult {
  /** Undefined where nothing was done. */
  readonly stored: Stored | undefined;
  /** Why not; empty where it was done. */
  readonly refused: string;
}

/**
 * Does what a signed command says, as the person whose key `signer` is, in the caller's transaction. What a gate refuses
 * changes nothing. Only for one that intake let through.
 */
export async function runCommand(
  context: HandlingContext,
  trx: Db,
  command: CommandOutcome,
  signer: string | null,
): Promise<CommandResult> {
  const { definition, vault } = context;
  const by = signedBy(definition, command.by, signer);
  if (by === undefined) return { stored: undefined, refused: "Nobody of the definition has this address and key." };
  const staff = await loadStaff(context, trx);
  try {
    const { contents } = await tendCase<KeptCase>(vault, trx, command.caseId);
    const act = actOf(command, { definition, staff, by, theCase: contents.case });
    const stored = await storeAct(context, trx, command.caseId, by, act);
    await tellOf(context, trx, stored, staff);
    return { stored, refused: "" };
  } catch (error) {
    const { code, message } = toSamedayError(error);
    if (code !== "CASE_REFUSED" && code !== "NOT_FOUND") throw error;
    return { stored: undefined, refused: message };
  }
}

/** For the case's page and for the answer: `claim SEC-2026-0001, by pia@example.org: done.` */
export function commandSentence({ verb, value, caseId, by }: CommandOutcome, refused: string): string {
  const words = [verb, value, caseId].filter((word) => word !== undefined && word !== "").join(" ");
  return `${words}, by ${by}: ${refused === "" ? "done." : `not done. ${refused}`}`;
}

/**
 * Tells whoever signed a command that did not run why, encrypted to their key; in clear it says that alone. An answer to one
 * that came again may be wanted by whoever sends it again and again, so it counts as an automatic one.
 */
export async function answerCommand(
  context: HandlingContext,
  trx: Db,
  { arrival, judgement, state }: Arrived,
  command: CommandOutcome,
  refused: string,
): Promise<void> {
  const isReplay = judgement.flags.includes("command_replayed");
  if (isReplay && !(await mayAnswer(context, trx, command.by))) return;
  const { signer } = judgement.crypto;
  const isTheirs = state.cases.has(command.caseId) && (await hasPart(context, trx, command, signer));
  const caseId = isTheirs ? command.caseId : null;
  const certificate = state.staff.find((one) => one.certificate.fingerprint === signer)?.certificate;
  const link = linkTo(context, caseId ?? undefined);
  const text = `A signed command of yours was not done.\n\n${link}\n`;
  const why = `${commandSentence(command, refused)}\n\n${link}\n`;
  const notice: Notice = {
    key: `command ${arrival.id}`,
    caseId,
    to: command.by,
    subject: "your command was not done",
    text,
    ...(certificate?.canEncrypt ? { sealed: { text: why, certificate } } : {}),
  };
  await queueNotices(context, trx, [notice]);
}

/** Who has none in the case that they name is told nothing that they would not be told of one that never was. */
async function hasPart(
  context: HandlingContext,
  trx: Db,
  { caseId, by: address }: CommandOutcome,
  signer: string | null,
): Promise<boolean> {
  const { definition, vault, clock } = context;
  const by = signedBy(definition, address, signer);
  if (by === undefined) return false;
  const { contents } = await tendCase<KeptCase>(vault, trx, caseId);
  const staff = await loadStaff(context, trx);
  return rolesOf(contents.case, { definition, staff, by, at: clock.now() }).length > 0;
}

interface CommandPlace {
  readonly definition: Distribution;
  readonly staff: Staff;
  readonly by: string;
  readonly theCase: Case;
}

function actOf({ verb, value = "" }: CommandOutcome, { definition, staff, by, theCase }: CommandPlace): Act {
  switch (verb) {
    case "claim":
      return { act: "claim", team: ownTeam(staff, theCase, by) };
    case "not ours":
      return { act: "verdict", team: ownTeam(staff, theCase, by), verdict: "not-mine" };
    case "severity":
      // Intake has read it against the four words.
      return { act: "set-severity", severity: value as Severity };
    case "due":
      // A day is over when it is over.
      return { act: "set-expiry", expires: { at: new Date(`${value}T23:59:00Z`), zone: "UTC" } };
    case "assign": {
      const assignee = personOf(definition, value) ?? value;
      return { act: "assign", assignee, team: teamFor(staff, theCase, assignee) };
    }
  }
}

/** An address may be several people's; a key is one person's. */
function signedBy({ people }: Distribution, address: string, signer: string | null): string | undefined {
  const isTheirs = (person: Distribution["people"][number]): boolean =>
    person.email.toLowerCase() === address && signer !== null && person.fingerprints.includes(signer);
  return people.find(isTheirs)?.id;
}

function personOf({ people }: Distribution, address: string): string | undefined {
  return people.find(({ email }) => email.toLowerCase() === address)?.id;
}

/** The team that somebody speaks for: one that the case concerns, else any of theirs, else what a gate will refuse. */
function ownTeam(staff: Staff, theCase: Case, by: string): string {
  const speaks = (team: Staff["teams"][number]): boolean => speaksFor(team, by);
  const team = teamsOf(staff, theCase).find(speaks) ?? staff.teams.find(speaks);
  return team?.name ?? (staff.director === by ? (teamsOf(staff, theCase)[0]?.name ?? "") : "");
}

/** The case's own team where whoever is assigned is on it, else theirs. */
function teamFor(staff: Staff, theCase: Case, assignee: string): string {
  const isOn = (team: Staff["teams"][number]): boolean => isOnATeam({ ...staff, teams: [team] }, assignee);
  const team = teamsOf(staff, theCase).find(isOn) ?? staff.teams.find(isOn);
  return team?.name ?? theCase.team ?? "";
}
