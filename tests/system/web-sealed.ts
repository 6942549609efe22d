import {
  type CaseDesk,
  type CaseMessage,
  formatStatement,
  type ReplyDraft,
  type Statement,
} from "../../src/cases/index.ts";
import { CASES } from "./web-cases-scenes.ts";
import { ago } from "./web-example.ts";

/** The example's cases on a desk whose role key is with the point people: reports are ciphertext, answers are made elsewhere. */

export const HASH = "ab".repeat(32);
export const FPR = "0123456789ABCDEF0123456789ABCDEF01234567";

/** What pia found in the report and signed. */
export function statement(changes: Partial<Statement>): Statement {
  return {
    ...{ desk: "https://desk.example", caseId: CASES.fixing, messageId: "0".repeat(32), ciphertext: HASH },
    ...{ person: "pia", made: ago(60_000), opened: "yes", flags: [], attachments: 2, command: "", test: "" },
    crypto: { layer: "pgp-mime", integrity: "ok", signature: "good", signer: FPR, signerMatchesFrom: true },
    ...{ replyKey: "", replyKeyHash: "", ...changes },
  };
}

/** The same desk where every case's report came encrypted to people, with these statements on it. */
export function sealedCases<D extends CaseDesk>(cases: D, statements: readonly Statement[]): D {
  const flags = statements.length === 0 ? (["sealed_for_people"] as const) : [];
  const kept = statements.map((one) => {
    return { by: one.person, at: one.made, signed: "", text: formatStatement(one), replyKey: "" };
  });
  const seal = (message: CaseMessage): CaseMessage => {
    const { judgement } = message.kept;
    const sealed = { hash: HASH, statements: kept };
    const { headers } = message.kept.shown;
    const note = {
      what: "note",
      text: "[Encrypted data, which was not opened.]",
      encrypted: true,
      signers: [],
    } as const;
    const shown = { headers: headers.filter((header) => !header.protected), parts: [note] };
    return { ...message, kept: { ...message.kept, shown, sealed, judgement: judgement && { ...judgement, flags } } };
  };
  const draft: ReplyDraft = {
    ...{ to: "a@b.example", from: "p@d.example", cc: "s@d.example", subject: "s", body: "Hello", how: "encrypted" },
    ...{ fingerprint: FPR, keyFrom: "on file", because: "Encrypted.", byPerson: true, unasked: [] },
    ...{ token: "7".repeat(32) },
  };
  return {
    ...cases,
    async show(by: string, of: string) {
      const view = await cases.show(by, of);
      const [report, ...rest] = view.messages;
      return { ...view, messages: report ? [seal(report), ...rest] : [] };
    },
    draftReply: async () => draft,
  };
}
