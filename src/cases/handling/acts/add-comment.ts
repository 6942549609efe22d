import { SamedayError } from "../../../kernel/index.ts";
import { visibleText } from "../../../mail/index.ts";
import { addMessage, changeCase, noSuchCase } from "../../records/index.ts";
import type { HandlingContext } from "../context.ts";
import type { KeptCase, KeptMessage } from "../kept.ts";
import { lookOf, mayReadContents } from "../reads/look.ts";
import { clearColumns } from "./clear-columns.ts";

const LONGEST = 100_000;

/** See `CaseDesk.comment`: by whoever may read the case. Throws NOT_FOUND, INPUT_INVALID. */
export async function addComment(context: HandlingContext, by: string, id: string, text: string): Promise<void> {
  if (text.trim() === "" || text.length > LONGEST) {
    throw new SamedayError("INPUT_INVALID", `A comment has 1 to ${LONGEST} characters.`);
  }
  const { vault, policy, clock, random } = context;
  const look = await lookOf(context, by);
  const shown = { what: "comment", text: visibleText(text.trimEnd()), encrypted: false, signers: [] };
  const contents: KeptMessage = {
    direction: "note",
    by,
    messageId: "",
    shown: { headers: [], parts: [shown] },
    judgement: undefined,
    encryptedTo: [],
  };
  // The same words twice are two comments: what is kept is known by its bytes.
  const number = Buffer.from(random.bytes(16)).toString("hex");
  const raw = Buffer.from(`Comment: ${number}\n\n${text.trimEnd()}\n`);
  await vault.store.transaction(async (trx) => {
    await changeCase<KeptCase>(vault, trx, id, by, ({ contents: kept }) => {
      if (!mayReadContents(kept.case, look)) throw noSuchCase(id);
      return { columns: clearColumns(kept.case, policy), contents: kept, action: "comment" };
    });
    await addMessage(vault, trx, { caseId: id, at: clock.now(), arrival: null, raw, contents }, by);
  });
}
