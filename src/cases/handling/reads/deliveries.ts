import type { CaseVault } from "../../records/index.ts";
import type { CaseMessage } from "../contract.ts";

/** What became of a case's mails, by the message that each is. One that went to several and waits for one still waits. */
export async function deliveriesOf(
  db: CaseVault["store"]["db"],
  caseId: string,
): Promise<ReadonlyMap<string, CaseMessage["delivery"]>> {
  const rows = await db
    .selectFrom("case_mail")
    .select(["message_id", "sent_at", "given_up_at"])
    .where("case_id", "=", caseId)
    .where("message_id", "is not", null)
    .execute();
  const deliveries = new Map<string, CaseMessage["delivery"]>();
  for (const { message_id: id, sent_at: sent, given_up_at: givenUp } of rows) {
    if (id === null) continue;
    const one = givenUp !== null ? "given-up" : sent !== null ? "sent" : "waits";
    const before = deliveries.get(id);
    deliveries.set(id, before === undefined ? one : worse(before, one));
  }
  return deliveries;
}

const ORDER = ["sent", "waits", "given-up"] as const;

function worse(a: (typeof ORDER)[number], b: (typeof ORDER)[number]): (typeof ORDER)[number] {
  return ORDER.indexOf(a) < ORDER.indexOf(b) ? b : a;
}
