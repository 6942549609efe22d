import { SamedayError } from "../../kernel/index.ts";
import { CANNED } from "../handling/acts/canned.ts";
import type { HandlingContext } from "../handling/context.ts";
import type { SentReply } from "../handling/contract.ts";
import { isPerson } from "../handling/people/access.ts";
import { noSuchCase } from "../records/index.ts";
import { draftSealedAnswer, type SealedDraft } from "./answers/draft-answer.ts";
import { type HandedAnswer, takeSealedAnswer } from "./answers/take-answer.ts";
import { type HandedCopies, handInCopies } from "./keys/hand-in.ts";
import { holdersOf } from "./keys/holders.ts";
import { roleKeyProcedure, roleKeyRound } from "./keys/key-round.ts";
import type { RoleKeyProcedure } from "./keys/procedure.ts";
import { type OwnCopy, ownCopy, takeReceipt } from "./keys/receive.ts";
import type { SealedView } from "./messages/statements-of.ts";
import { type HandedStatement, takeStatement } from "./messages/take-statement.ts";
import { type ToOpen, whatToOpen, youOf } from "./messages/to-open.ts";
import { keysOf } from "./signed-by.ts";

/** Who has to have the role key, with their own public keys, to which copies are sealed. */
export interface Holder {
  readonly id: string;
  /** Public keys, binary. */
  readonly keys: readonly Uint8Array[];
}

/** What somebody needs who hands out the role key. */
export interface Holders {
  readonly desk: string;
  readonly address: string;
  readonly holders: readonly Holder[];
  readonly you: ToOpen["you"];
}

/** What people ask of a desk that has no role key: `by` is somebody of the definition, as in `CaseDesk`. */
export interface SealedDesk {
  toOpen(by: string, id: string, messageId: string): Promise<ToOpen>;
  state(by: string, id: string, messageId: string, handed: HandedStatement): Promise<SealedView>;
  draft(by: string, id: string, messageId?: string, canned?: string): Promise<SealedDraft>;
  send(by: string, id: string, handed: HandedAnswer): Promise<SentReply>;
  /** For everybody of the desk: nothing of it is secret there. Throws NOT_FOUND for who is nobody of the definition. */
  roleKey(by: string): Promise<RoleKeyProcedure>;
  holders(by: string): Promise<Holders>;
  handIn(by: string, handed: HandedCopies): Promise<RoleKeyProcedure>;
  ownCopy(by: string): Promise<OwnCopy>;
  receive(by: string, signed: string): Promise<RoleKeyProcedure>;
  /** Asks every place now. */
  look(by: string): Promise<RoleKeyProcedure>;
}

export function createSealedDesk(context: HandlingContext): SealedDesk {
  const asPerson = <T>(by: string, id: string, ask: () => Promise<T>): Promise<T> =>
    isPerson(context.definition, by) ? ask() : Promise.reject(noSuchCase(id));
  const ofDesk = async <T>(by: string, ask: () => Promise<T>): Promise<T> => {
    if (isPerson(context.definition, by)) return ask();
    throw new SamedayError("NOT_FOUND", "The definition names nobody who is called like this.");
  };
  const procedure = (): Promise<RoleKeyProcedure> => roleKeyProcedure(context);
  return {
    toOpen: (by, id, messageId) => asPerson(by, id, () => whatToOpen(context, by, id, messageId)),
    state: (by, id, messageId, handed) => asPerson(by, id, () => takeStatement(context, by, id, messageId, handed)),
    draft: (by, id, messageId, canned) =>
      asPerson(by, id, async () => {
        const text = canned === undefined ? undefined : CANNED.find(({ name }) => name === canned)?.body;
        if (canned !== undefined && text === undefined) {
          throw new SamedayError("NOT_FOUND", `There is no canned answer ${canned}.`);
        }
        return draftSealedAnswer(context, by, id, messageId, text);
      }),
    send: (by, id, handed) => asPerson(by, id, () => takeSealedAnswer(context, by, id, handed)),
    roleKey: (by) => ofDesk(by, procedure),
    holders: (by) =>
      ofDesk(by, async () => {
        const ids = holdersOf(context.definition);
        const holders = ids.map(async (id) => ({ id, keys: (await keysOf(context, id)).map(({ bytes }) => bytes) }));
        return {
          desk: context.publicUrl,
          address: context.intake.address,
          holders: await Promise.all(holders),
          you: youOf(context, by),
        };
      }),
    handIn: (by, handed) =>
      ofDesk(by, async () => {
        await handInCopies(context, by, handed);
        return procedure();
      }),
    ownCopy: (by) => ofDesk(by, () => ownCopy(context, by)),
    receive: (by, signed) =>
      ofDesk(by, async () => {
        await takeReceipt(context, by, signed);
        return procedure();
      }),
    look: (by) =>
      ofDesk(by, async () => {
        await roleKeyRound(context, true);
        return procedure();
      }),
  };
}
