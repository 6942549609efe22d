import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sendMails, undeliverableMails } from "../../src/updates/index.ts";
import { readMail } from "./mail-text.ts";
import { hasPostfix, openPostfix, type Postfix } from "./postfix-kit.ts";
import { type LineWorld, NOW, openLine } from "./updates-kit.ts";

/*
 * The outbox and a real Postfix that is sometimes away and knows only some readers. The clock is the test's, so that the
 * three days of waiting pass at once.
 */

let postfix: Postfix;
let certificate: string;
let world: LineWorld;

describe.skipIf(!hasPostfix)("mails over a real relay", () => {
  beforeAll(async () => {
    // As Debian sets Postfix up: it offers encryption with a certificate of its own making.
    certificate = mkdtempSync(path.join(tmpdir(), "sameday-relay-"));
    const [key, cert] = ["key.pem", "cert.pem"].map((name) => path.join(certificate, name)) as [string, string];
    const made = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=mail", "-keyout", key, "-out", cert];
    execFileSync("openssl", made, { stdio: "pipe" });
    const tls = { smtpd_tls_security_level: "may", smtpd_tls_cert_file: cert, smtpd_tls_key_file: key };
    postfix = await openPostfix(["tom"], { settings: tls });
    world = await openLine(postfix.transport);
  });

  afterAll(async () => {
    await world?.close();
    postfix?.remove();
    if (certificate) rmSync(certificate, { recursive: true });
  });

  const write = (key: string, recipient: string, subject = "s", body = "b\n") =>
    world.context.store.db
      .insertInto("mail")
      .values({ key, recipient, subject, body, created_at: NOW, sent_at: null, problem: "", next_try_at: NOW })
      .execute();

  const stateOf = (key: string) =>
    world.context.store.db
      .selectFrom("mail")
      .select(["tries", "problem", "sent_at", "next_try_at", "given_up_at"])
      .where("key", "=", key)
      .executeTakeFirstOrThrow();

  const later = (minutes: number): void => {
    world.clock.now = new Date(world.clock.now.getTime() + minutes * 60_000);
  };

  /** Postfix takes a mail and then delivers it, in a moment of its own. */
  const arrived = (count: number) => expect.poll(() => postfix.inbox("tom"), { timeout: 60_000 }).toHaveLength(count);

  test("a relay that is away is tried again, later and later, and has the mail once when it is back", async () => {
    await write("away", "tom@desk.invalid");
    postfix.stop();
    const waits: number[] = [];
    for (let time = 0; time < 3; time += 1) {
      await sendMails(world.context);
      // Before its time it is not asked again.
      await sendMails(world.context);
      const { tries, problem, next_try_at } = await stateOf("away");
      expect(tries).toBe(time + 1);
      expect(problem).toMatch(/ECONNREFUSED/);
      waits.push(((next_try_at?.getTime() ?? 0) - world.clock.now.getTime()) / 60_000);
      later(waits.at(-1) ?? 0);
    }
    expect(waits).toEqual([1, 5, 15]);
    expect(await undeliverableMails(world.context.store.db)).toEqual([]);
    postfix.start();
    await sendMails(world.context);
    await sendMails(world.context);
    await arrived(1);
    expect(await stateOf("away")).toMatchObject({ tries: 4, problem: "", next_try_at: null, given_up_at: null });
  });

  test("a reader whom the relay refuses holds nobody up, and is at last among the undeliverable with the relay's words", async () => {
    await write("refused", "gone@desk.invalid");
    await write("after it", "tom@desk.invalid");
    for (let time = 0; time < 12; time += 1) {
      await sendMails(world.context);
      later(2 * 24 * 60);
    }
    await arrived(2);
    const lost = await undeliverableMails(world.context.store.db);
    expect(lost.map(({ key }) => key)).toEqual(["refused"]);
    expect(lost[0]).toMatchObject({
      tries: 10,
      problem: expect.stringMatching(/550 5\.1\.1 <gone@desk\.invalid>.*User unknown/),
    });
  });

  test("letters beyond ASCII, long lines, dots and lines that look like commands arrive as they were written", async () => {
    const subject = `Größe „12“ — ${"lang ".repeat(30)}Ende`;
    const body = `.\nQUIT\n. dot\nFrom the start\n${"ü".repeat(2000)}\n\nžluťoučký kůň\n`;
    await write("letters", "tom@desk.invalid", subject, body);
    await sendMails(world.context);
    await arrived(3);
    const [mail] = postfix
      .inbox("tom")
      .map(readMail)
      .filter(({ headers }) => headers.get("subject")?.startsWith("Größe"));
    expect(mail?.headers.get("subject")).toBe(subject);
    expect(mail?.text).toBe(body);
    // RFC 5322, section 2.1.1: no line of the mail itself is longer than 998 letters.
    expect(Math.max(...(mail?.raw.split("\n") ?? []).map((line) => line.length))).toBeLessThanOrEqual(998);
  });

  test("the same mail handed over twice, as after a kill before that was noted, carries the same id", async () => {
    await write("twice", "tom@desk.invalid", "twice");
    await sendMails(world.context);
    await world.context.store.db
      .updateTable("mail")
      .set({ sent_at: null, next_try_at: NOW })
      .where("key", "=", "twice")
      .execute();
    await sendMails(world.context);
    await arrived(5);
    const ids = postfix
      .inbox("tom")
      .map(readMail)
      .filter(({ headers }) => headers.get("subject") === "twice")
      .map(({ headers }) => headers.get("message-id"));
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });
});
