import { type Case, type Done, lessonUnreadBy, type Staff } from "../../case/index.ts";
import { due } from "../../clocks/index.ts";
import type { Db } from "../../records/index.ts";
import { newMessageId } from "../../replies/index.ts";
import type { HandlingContext } from "../context.ts";
import { appendIntake } from "../journal/index.ts";
import type { KeptCase } from "../kept.ts";
import { queueLetter } from "../outbox/index.ts";
import { speakerOf } from "../reads/words.ts";

export type TellContext = Pick<
  HandlingContext,
  "vault" | "definition" | "intake" | "policy" | "clock" | "random" | "publicUrl"
>;

/** A mail that follows from an act: the case's name, a link, and nothing else that anybody on the way might want. */
interface Word {
  /** What makes it unique, without an address. */
  readonly key: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/**
 * Tells whoever must hear of what was done, in the transaction in which it was done: the alias that a case is being handled,
 * and whoever was asked for another team, so that nobody wonders who has it; whoever has a case that its hour was set aside; and
 * every member of every team that there is a lesson to read.
 */
export async function tellOf(
  context: TellContext,
  trx: Db,
  { kept, done }: { readonly kept: KeptCase; readonly done: readonly Done[] },
  staff: Staff,
): Promise<void> {
  const before = kept.case.log.length - done.length;
  for (const [index, { act }] of done.entries()) {
    const words = wordsAbout(context, kept, { act, number: before + index + 1 }, staff);
    for (const word of words) await post(context, trx, kept.case.id, word);
  }
}

/** `number` is the act's place in the case's history. */
function wordsAbout(
  context: TellContext,
  kept: KeptCase,
  { act, number }: Pick<Done, "act"> & { readonly number: number },
  staff: Staff,
): readonly Word[] {
  const { id } = kept.case;
  const { definition, intake, publicUrl, clock } = context;
  switch (act.act) {
    case "claim":
    case "assign": {
      const word = {
        subject: `[${id}] is being handled`,
        text: `${id} is being handled.\n\n${publicUrl}/cases/${id}\n`,
      };
      const asked = definition.people.filter((person) =>
        othersAsked(kept.case, staff, clock.now()).includes(person.id),
      );
      return [
        { ...word, key: `handled ${id} ${number}`, to: intake.address },
        // Once: they were asked, and now know that nobody waits for them.
        ...asked.map((person) => ({ ...word, key: `handled ${id} for ${person.id}`, to: person.email })),
      ];
    }
    case "learn": {
      const unread = lessonUnreadBy(staff, kept.case);
      return definition.people
        .filter((person) => unread.includes(person.id))
        .map((person) => ({
          key: `lesson ${id} ${person.id}`,
          to: person.email,
          subject: `[${id}] has a lesson`,
          text: `${id} is closed. Its lesson waits for you to read it, and to say that you did.\n\n${publicUrl}/cases/lessons\n`,
        }));
    }
    case "override": {
      if (act.gate !== "hour-has-come") return [];
      const who = due(kept.case, context.policy, staff, clock.now())?.owners.who ?? [];
      return definition.people
        .filter((person) => who.includes(person.id))
        .map((person) => ({
          key: `hour ${id} ${number} ${person.id}`,
          to: person.email,
          subject: `[${id}] needs you`,
          text: `${id} needs you now.\n\n${publicUrl}/cases/${id}\n`,
        }));
    }
    default:
      return [];
  }
}

/** Who speaks, for every other team that was asked whose a case is. */
function othersAsked(theCase: Case, staff: Staff, at: Date): readonly string[] {
  return staff.teams
    .filter(({ name }) => name !== theCase.team && (theCase.asked.length === 0 || theCase.asked.includes(name)))
    .map((team) => speakerOf(team, staff, at));
}

/** Kept as sent by us, so that a signed command in answer to it is one about this case. */
async function post(context: TellContext, trx: Db, caseId: string, word: Word): Promise<void> {
  const { intake, definition, clock, random } = context;
  const messageId = newMessageId(random, caseId, intake.address);
  const letter = {
    caseId,
    from: { name: definition.title, address: intake.address },
    replyTo: undefined,
    to: word.to,
    cc: undefined,
    subject: word.subject,
    date: clock.now(),
    messageId,
    inReplyTo: undefined,
    references: [threadOf(caseId, intake.address)],
    text: word.text,
    automatic: true,
    ours: intake.address,
    attachKey: false,
    encryptTo: [],
  };
  const isNew = await queueLetter(context, trx, { key: word.key, caseId, letter, signing: "if-possible" });
  if (isNew) await appendIntake(context, trx, [{ kind: "message-sent", caseId, messageId }]);
}

/**
 * What notices about a case hang together by in mail readers. No mail has this id: the report's own would tell everybody on
 * the way which report became which case.
 */
function threadOf(caseId: string, ours: string): string {
  return `<case-${caseId}@${ours.slice(ours.lastIndexOf("@") + 1)}>`;
}
