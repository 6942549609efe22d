import type { DeskClient, UpdateAnswer } from "../../api/index.ts";
import { isSealedId, SamedayError, type SealedId } from "../../kernel/index.ts";
import { type DisclosedIssue, everyDisclosedName } from "../../tracker/index.ts";
import { signDecision } from "../desk/sign-decision.ts";
import type { CommandContext } from "../frame/context.ts";
import type { SealedMember } from "./sealed-session.ts";

/*
 * An update that fixes sealed issues goes out right behind their disclosure: users who read of a hole want the fix at once.
 * So everything that could be in the way is asked before anything is public, and whatever is left is done in one go.
 */

/** What is to be disclosed where, and whom it is asked of. */
export interface WishedDisclosure {
  readonly ids: readonly SealedId[];
  /** The public data directory. */
  readonly directory: string;
}

/**
 * Asks whether an update could follow the disclosure at once; nothing is changed. An update that went this way before and was
 * cut off is one. Throws CONFLICT that says what is in the way, NOT_ALLOWED for who could not go on with it, NOT_FOUND.
 */
export async function requireUpdateReady(
  desk: DeskClient,
  id: string,
  { ids, directory }: WishedDisclosure,
  { me, processes }: SealedMember,
): Promise<void> {
  if (me.role !== "full" && me.role !== "assistant") {
    throw new SamedayError("NOT_ALLOWED", "Only full members and assistants change what is said of an update.");
  }
  const update = await desk.update(id);
  const names = await everyDisclosedName(processes, directory, ids);
  const named = (one: SealedId) => [one, ...(names.get(one) ?? [])].some((name) => update.issues.includes(name));
  const stray = ids.filter((one) => !named(one));
  if (stray.length > 0) throw inTheWay(`${id} does not name ${listed(stray)}.`);
  const left = update.issues.filter((issue) => isSealedId(issue) && !ids.includes(issue));
  if (left.length > 0) throw inTheWay(`${id} fixes ${listed(left)} too: disclose all of them together.`);
  if (update.state === "published") return;
  if (update.state !== "open") throw inTheWay(`${id} is ${update.state}.`);
  const isApproved = update.steps.some(({ step, state }) => step === "approve" && state === "done");
  const isApprovable = update.decisions.includes("approve") && update.waiting.act === "approve";
  if (!isApproved && !isApprovable)
    throw inTheWay(`${id} could not go out right behind it: ${update.waiting.sentence}`);
}

function inTheWay(message: string): SamedayError {
  return new SamedayError("CONFLICT", `${message} Without --update the issue alone is disclosed.`);
}

/**
 * Gives the update the public names, has it approved by them when that is this person's right, and publishes it once it is
 * approved. Answers how it stands then. May be repeated: what is done stays.
 * Throws ISSUE_SEALED when the desk does not have the commit yet, and what signing throws.
 */
export async function followDisclosure(
  context: CommandContext,
  desk: DeskClient,
  id: string,
  done: readonly DisclosedIssue[],
  { me, signing }: SealedMember,
): Promise<UpdateAnswer> {
  let update = await desk.update(id);
  const names = new Map<string, string>(done.map((one) => [one.id, one.name]));
  // What is signed is held against our own disclosure: the desk could name another issue.
  const issues = [...new Set(update.issues.map((issue) => names.get(issue) ?? issue))];
  if (update.issues.some(isSealedId)) update = await withPublicNames(desk, id, done);
  const approves = me.role === "full" && ![update.uploader, ...update.uploaders].includes(me.id);
  const isAsked = update.waiting.act === "approve" && update.decisions.includes("approve");
  const hasSaid = update.approvals.some(({ person, decision }) => person === me.id && decision === "approve");
  if (approves && isAsked && !hasSaid) {
    await signDecision(context, desk, { update: id, decision: "approve", reason: "", fingerprint: signing, issues });
    update = await desk.update(id);
  }
  if (me.role === "full" && update.waiting.act === "publish") {
    await desk.publish(id).catch(saidAlready);
    update = await desk.update(id);
  }
  return update;
}

/** Somebody else, or this command before it was cut off, has said so; how the update stands is what counts then. */
function saidAlready(error: unknown): void {
  if (!(error instanceof SamedayError) || error.code !== "CONFLICT") throw error;
}

/** The desk takes the names from its own tracker data: nothing of a disclosure reaches it before everybody can have it. */
async function withPublicNames(desk: DeskClient, id: string, done: readonly DisclosedIssue[]): Promise<UpdateAnswer> {
  try {
    return await desk.takeDisclosedNames(id);
  } catch (error) {
    if (!(error instanceof SamedayError) || error.code !== "ISSUE_SEALED") throw error;
    const commits = listed([...new Set(done.map(({ commit }) => commit))]);
    const message = `${error.message} Push ${commits} to where the desk reads, and give the same command again.`;
    throw new SamedayError("ISSUE_SEALED", message, error);
  }
}

function listed(words: readonly string[]): string {
  return words.join(" and ");
}
