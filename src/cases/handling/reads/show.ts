import type { Case, Role } from "../../case/index.ts";
import { due, nextStep } from "../../clocks/index.ts";
import { noSuchCase, readCase, readMessages } from "../../records/index.ts";
import { numberToCome } from "../acts/known-ids.ts";
import type { HandlingContext } from "../context.ts";
import type { CaseMessage, CaseView } from "../contract.ts";
import type { KeptCase, KeptMessage } from "../kept.ts";
import { readingOf, rolesOf } from "../people/access.ts";
import { deliveriesOf } from "./deliveries.ts";
import { type DeskLook, type Look, lookOf, mayReadContents } from "./look.ts";
import { possibleActs } from "./possible.ts";
import { readersOnRecord } from "./readers-on-record.ts";
import { rowOf } from "./rows.ts";
import { wordsOf } from "./words.ts";

/** See `CaseDesk.show`. */
export async function showCase(
  context: HandlingContext,
  by: string,
  id: string,
): Promise<Omit<CaseView, "reporterKey">> {
  const look = await lookOf(context, by);
  const { vault, policy } = context;
  const { staff, at } = look;
  const { contents: kept } = await readCase<KeptCase>(vault, id, by, ({ contents }) => {
    if (!mayReadContents(contents.case, look)) throw noSuchCase(id);
  });
  const messages = await shownMessages(look, id);
  const possible = possibleActs(kept.case, look);
  const mayNumber = possible.some(({ act, can }) => act === "give-id" && can);
  const nextOwnId = mayNumber ? await numberToCome(context, kept) : undefined;
  const what = due(kept.case, policy, staff, at);
  return {
    row: rowOf(kept, look),
    kept,
    clocks: what?.clocks ?? [],
    late: what?.late ?? [],
    words: wordsOf(kept.case, look),
    messages,
    log: kept.case.log,
    possible,
    ...(nextOwnId === undefined ? {} : { nextOwnId }),
    policy,
    next: nextStep(kept.case, policy, staff, at),
    readers: readersOf(kept.case, look),
    readBy: await readersOnRecord(vault.store.db, id),
  };
}

async function shownMessages({ context, by }: DeskLook, id: string): Promise<readonly CaseMessage[]> {
  const messages = await readMessages<KeptMessage>(context.vault, id, by);
  const deliveries = await deliveriesOf(context.vault.store.db, id);
  return messages.map(({ id: messageId, at, contents }) => ({
    ...{ id: messageId, at, kept: contents },
    delivery: contents.direction === "out" ? deliveries.get(messageId) : undefined,
  }));
}

/** Everybody of the definition who may read the contents now, with the first role that lets them. */
function readersOf(theCase: Case, look: Look): readonly { readonly who: string; readonly role: Role }[] {
  return look.definition.people.flatMap(({ id: who }) => {
    const onlooker = { ...look, by: who };
    if (readingOf(theCase, onlooker) !== "contents") return [];
    const role = rolesOf(theCase, onlooker).find((each) => each !== "auditor" && each !== "member");
    return role === undefined ? [] : [{ who, role }];
  });
}
