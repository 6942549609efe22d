import type { Selectable } from "kysely";
import { SamedayError } from "../../../kernel/index.ts";
import { afterFailure, openPost, type Post } from "../../../post/index.ts";
import { appendAudit, type CaseMailTable } from "../../../store/index.ts";
import type { HandlingContext } from "../context.ts";
import { composeParcel } from "./compose.ts";
import { openParcel } from "./parcel.ts";

type Waiting = Pick<Selectable<CaseMailTable>, "id" | "key" | "case_id" | "sealed" | "tries">;

/** At one call; what is left is due at the next. */
const MOST_AT_ONCE = 100;
const EMPTY = Buffer.alloc(0);

/**
 * Hands mails about cases that are due to the machine's mail system or a relay, the longest due first; answers how many left.
 * One that cannot be sent waits longer after each try and holds up no other; after its last try it is given up, which the
 * audit log says. What has left, or never will, is emptied. With the transport `outbox` nothing leaves.
 */
export async function sendCaseMails(context: HandlingContext): Promise<number> {
  const post = openPost(context.definition.mail);
  if (!post) return 0;
  let sent = 0;
  try {
    for (const mail of await dueMails(context)) {
      const outcome = await send(context, post, mail);
      await note(context, mail, outcome);
      if (outcome.problem === "") sent += 1;
    }
  } finally {
    post.close();
  }
  return sent;
}

function dueMails({ vault, clock }: HandlingContext): Promise<Waiting[]> {
  return vault.store.db
    .selectFrom("case_mail")
    .select(["id", "key", "case_id", "sealed", "tries"])
    .where("next_try_at", "<=", clock.now())
    .orderBy("next_try_at")
    .orderBy("id")
    .limit(MOST_AT_ONCE)
    .execute();
}

interface Outcome {
  /** Empty when it was sent. */
  readonly problem: string;
  /** Whether no later try will do better. */
  readonly isFinal: boolean;
}

async function send(context: HandlingContext, post: Post, { id, sealed }: Waiting): Promise<Outcome> {
  try {
    await post.send(await composeParcel(context, openParcel(context.vault, id, sealed)));
    return { problem: "", isFinal: true };
  } catch (error) {
    return { problem: problemOf(error), isFinal: error instanceof SamedayError && error.code === "INPUT_INVALID" };
  }
}

/** What may stand in the clear: codes alone, because mail systems repeat addresses and words in their answers. */
export function problemOf(error: unknown): string {
  if (error instanceof SamedayError) return `${error.code}.`;
  const { responseCode, code } = error as { readonly responseCode?: unknown; readonly code?: unknown };
  if (typeof responseCode === "number") return `The mail system answered ${responseCode}.`;
  if (typeof code === "string" && /^[A-Z_]+$/.test(code)) return `The mail system was not reached: ${code}.`;
  return "The mail system gave no reason.";
}

async function note(context: HandlingContext, { id, key, case_id, tries }: Waiting, outcome: Outcome): Promise<void> {
  const { problem, isFinal } = outcome;
  const now = context.clock.now();
  const next = problem === "" || isFinal ? null : afterFailure(tries + 1, now);
  const isSent = problem === "";
  const isGivenUp = !isSent && next === null;
  await context.vault.store.transaction(async (trx) => {
    await trx
      .updateTable("case_mail")
      .set({
        tries: tries + 1,
        problem,
        next_try_at: next,
        sent_at: isSent ? now : null,
        given_up_at: isGivenUp ? now : null,
        ...(next === null ? { sealed: EMPTY } : {}),
      })
      .where("id", "=", id)
      .execute();
    if (!isGivenUp) return;
    const object = case_id === null ? `mail ${key}` : `case ${case_id}`;
    const details = { mail: key, tries: tries + 1, problem };
    await appendAudit(trx, { at: now, actor: "desk", action: "mail undeliverable", object, details });
  });
  if (isGivenUp) context.alarm(`mail-${id}`, `A mail about ${case_id ?? "cases"} could not be sent: ${problem}`);
}
