import { sha256 } from "../../../kernel/index.ts";
import { encryptTo } from "../../../openpgp/index.ts";
import { appendAudit } from "../../../store/index.ts";
import { DESK } from "../../case/index.ts";
import type { HandlingContext } from "../../handling/context.ts";
import { appendIntake } from "../../handling/journal/index.ts";
import { queueCaseMail } from "../../handling/outbox/index.ts";
import type { Db } from "../../records/index.ts";
import { newMessageId } from "../../replies/index.ts";
import type { KeptRoleKey } from "./records.ts";

const TOKEN_BYTES = 32;

/**
 * Sends a mail to the security address, encrypted to a certificate that is published, by the way that reporters' mails take.
 * Its token is known to whoever opens it: the desk keeps the hash alone.
 */
export async function sendTestMail(
  context: HandlingContext,
  { subkey, fingerprint, certificate }: KeptRoleKey,
): Promise<void> {
  const { vault, clock, random, runner, intake, definition } = context;
  const token = Buffer.from(random.bytes(TOKEN_BYTES)).toString("hex");
  const plain = `Content-Type: text/plain; charset=us-ascii\r\n\r\nSameday role key test\r\nToken: ${token}\r\n`;
  const sealed = await encryptTo(runner, { keys: certificate, fingerprints: [fingerprint] }, Buffer.from(plain));
  const messageId = newMessageId(random, intake.prefix, intake.address);
  const boundary = `=_${Buffer.from(random.bytes(16)).toString("hex")}`;
  const lines = [
    ...[`From: <${definition.mail.from}>`, `To: <${intake.address}>`, `Subject: [${intake.prefix}] role key test`],
    ...[`Date: ${clock.now().toUTCString().replace("GMT", "+0000")}`, `Message-ID: ${messageId}`],
    ...["Auto-Submitted: auto-generated", `X-Loop: ${intake.address}`, "MIME-Version: 1.0"],
    `Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary="${boundary}"`,
    ...["", `--${boundary}`, "Content-Type: application/pgp-encrypted", "", "Version: 1", ""],
    ...[`--${boundary}`, "Content-Type: application/octet-stream", "", sealed.trimEnd().replace(/\r?\n/g, "\r\n")],
    ...[`--${boundary}--`, ""],
  ];
  const at = clock.now();
  await vault.store.transaction(async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable("role_key")
      .set({ test_hash: sha256(token), test_message_id: messageId, test_sent_at: at })
      .where("subkey", "=", subkey)
      .where("test_sent_at", "is", null)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return;
    const raw = Buffer.from(lines.join("\r\n"), "latin1");
    const mail = {
      key: `role-key-test ${messageId}`,
      caseId: null,
      from: definition.mail.from,
      to: intake.address,
      raw,
    };
    await queueCaseMail(context, trx, mail);
    // Of no case: it is known again as our own when it comes back, and that is all.
    await appendIntake(context, trx, [{ kind: "message-sent", caseId: intake.prefix, messageId }]);
    await appendAudit(trx, { at, actor: DESK, action: "send role key test", object: "role key" });
  });
}

/** Notes that a mail which was taken in is the test, in the transaction that takes it in. */
export async function noteTestArrived(trx: Db, messageId: string, caseId: string): Promise<void> {
  if (messageId === "") return;
  await trx
    .updateTable("role_key")
    .set({ test_case: caseId })
    .where("test_message_id", "=", messageId)
    .where("test_case", "is", null)
    .execute();
}

/** Notes that somebody has opened the test: they know its token. A token that is nobody's changes nothing. */
export async function noteTestOpened(
  { clock }: Pick<HandlingContext, "clock">,
  trx: Db,
  token: string,
  by: string,
): Promise<void> {
  const at = clock.now();
  const { numUpdatedRows } = await trx
    .updateTable("role_key")
    .set({ test_opened_by: by, test_opened_at: at })
    .where("test_hash", "=", sha256(token))
    .where("test_opened_at", "is", null)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return;
  await appendAudit(trx, { at, actor: by, action: "open role key test", object: "role key" });
}
