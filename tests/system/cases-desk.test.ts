import { execFile, execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chown, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pidsOf, postmasterOf } from "./desk-processes.ts";
import { freePort } from "./free-port.ts";
import { intakeDefinition } from "./intake-definition.ts";
import { hasPostfix, openPostfix, type Postfix } from "./postfix-kit.ts";
import { mayMount, mountSmallDisk, type SmallDisk } from "./small-disk.ts";
import { eventually, openWholeDesk, ROOT, type WholeDesk } from "./whole-desk.ts";

/*
 * From a mail that a stranger encrypts with gpg to a case, over a whole desk and a real Postfix: the role key is made with
 * gpg and installed by the command, and database, role key and disk are away in turn while mail arrives.
 */

const run = promisify(execFile);
const MARKER = "MARKER-PLAINTEXT-7f3a";
const ADDRESS = "security@desk.invalid";
const canRun = hasPostfix && mayMount && existsSync("/usr/bin/swaks");

describe.skipIf(!canRun)("a desk that takes reports in", () => {
  let home: string;
  let whole: WholeDesk;
  let postfix: Postfix;
  let disk: SmallDisk;
  let sent = 0;

  beforeAll(async () => {
    home = await mkdtemp("/tmp/cases-desk-");
    const lmtpPort = await freePort();
    const uid = Number(execFileSync("id", ["--user", "sameday"]).toString());
    const gid = Number(execFileSync("id", ["--group", "sameday"]).toString());
    whole = await openWholeDesk({
      definition: intakeDefinition(ADDRESS, lmtpPort),
      async before(layout) {
        for (const place of [layout.server, layout.spool]) {
          await mkdir(place, { mode: 0o700 });
          await chown(place, uid, gid);
        }
        disk = mountSmallDisk(layout.spool, 400);
      },
    });
    postfix = await openPostfix(["security"], { lmtpPort });
    await makeRoleKey();
  }, 600_000);

  afterAll(async () => {
    postfix?.remove();
    // First the disk: a directory with a mount in it cannot be removed.
    disk?.remove();
    await whole?.stop();
    await rm(home, { recursive: true, force: true });
  }, 600_000);

  async function gpg(...words: string[]): Promise<string> {
    const { stdout } = await run("gpg", ["--homedir", home, "--batch", "--quiet", "--trust-model", "always", ...words]);
    return stdout;
  }

  async function makeRoleKey(): Promise<void> {
    const identity = ["--pinentry-mode", "loopback", "--passphrase", ""];
    await gpg(...identity, "--quick-generate-key", `Security <${ADDRESS}>`, "ed25519", "sign", "1y");
    const [, fingerprint = ""] = /^fpr:+([0-9A-F]{40}):/m.exec(await gpg("--with-colons", "--list-keys")) ?? [];
    await gpg(...identity, "--quick-add-key", fingerprint, "cv25519", "encr", "1y");
    await gpg(...identity, "--armor", "--output", path.join(home, "role.asc"), "--export-secret-keys", fingerprint);
  }

  async function installKey(): Promise<{ readonly fingerprint: string; readonly warnings: readonly string[] }> {
    const words = ["cases", "key", "install", path.join(home, "role.asc"), "--data", whole.layout.root, "--json"];
    return JSON.parse((await run(path.join(ROOT, "sameday"), words)).stdout);
  }

  /** Hands an encrypted report to Postfix; answers its subject. */
  async function report(): Promise<void> {
    sent += 1;
    await writeFile(path.join(home, "plain"), `Content-Type: text/plain\r\n\r\n${MARKER} number ${sent}\r\n`);
    const sealed = await gpg("--armor", "--recipient", ADDRESS, "--output", "-", "--encrypt", path.join(home, "plain"));
    const boundary = "=-sameday";
    const message = [
      ...["From: alice@example.net", `To: ${ADDRESS}`, "Date: Sat, 21 Nov 2026 12:00:00 +0000"],
      ...[`Message-ID: <report-${sent}@example.net>`, "Subject: ...", "MIME-Version: 1.0"],
      `Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary="${boundary}"`,
      ...["", `--${boundary}`, "Content-Type: application/pgp-encrypted", "", "Version: 1", ""],
      ...[`--${boundary}`, "Content-Type: application/octet-stream", "", sealed, `--${boundary}--`, ""],
    ];
    await writeFile(path.join(home, "mail.eml"), message.join("\r\n"));
    const words = ["--server", "127.0.0.1", "--port", String(postfix.port), "--helo", "mx.example.net"];
    const to = ["--from", "alice@example.net", "--to", ADDRESS, "--data", `@${path.join(home, "mail.eml")}`];
    await run("swaks", [...words, ...to]);
  }

  /** What was ready counts for two seconds: mail of that time is taken in, and waits in the spool instead of with Postfix. */
  const untilReadinessIsAskedAnew = (): Promise<void> => sleep(3_000);

  async function cases(): Promise<number> {
    const [count] = await whole.sql("SELECT count(*) FROM case_message WHERE arrival IS NOT NULL");
    return Number(count);
  }

  /** As Postfix would by itself, later. */
  function untilKept(count: number): Promise<true> {
    return eventually(`${count} reports are kept`, async () => {
      postfix.flush();
      return (await cases().catch(() => 0)) === count ? true : undefined;
    });
  }

  /**
   * Postfix tries a new mail at once. Whoever has it try again before each look sees a mail that is being tried, for which no
   * reason is shown, and may go on so for minutes.
   */
  function untilDeferred(): Promise<true> {
    return eventually("Postfix keeps the mail", async () =>
      /45\d |Connection|timed out/i.test(postfix.queued()) ? true : undefined,
    );
  }

  function untilSaid(words: string): Promise<true> {
    return eventually(`the log says ${words}`, async () => {
      // The first try may have come before the desk listened; the next would come after minutes.
      postfix.flush();
      return whole.said.some((line) => line.includes(words)) ? true : undefined;
    });
  }

  async function alarms(): Promise<string> {
    return readFile(whole.layout.intakeAlarms, "utf8").catch(() => "");
  }

  test("without a role key, mail waits with Postfix and people are told", async () => {
    await report();
    await untilSaid("ALARM ROLE_KEY_UNAVAILABLE");
    await untilDeferred();
    expect(await cases()).toBe(0);
  }, 600_000);

  test("with the key installed while the desk runs, the report becomes a case", async () => {
    const installed = await installKey();
    expect(installed).toMatchObject({ fingerprint: expect.stringMatching(/^[0-9A-F]{40}$/), warnings: [] });
    await untilKept(1);
    expect(await whole.sql("SELECT state FROM case_record")).toEqual([expect.stringMatching(/^[a-z_]+$/)]);
    const kept = await stat(path.join(whole.layout.roleKey, `${installed.fingerprint}.key`));
    expect([kept.mode & 0o777, kept.uid]).toEqual([0o600, Number(execFileSync("id", ["-u", "sameday-key"]))]);
    // The server's user, which everything else runs as, cannot read it.
    const asServer = ["--reuid=sameday", "--regid=sameday", "--clear-groups", "ls", whole.layout.roleKey];
    await expect(run("setpriv", asServer)).rejects.toThrow(/Permission denied/);
  }, 600_000);

  test("while the role key's process hangs, mail waits; when it was killed, the next one serves", async () => {
    const pid = oneOf(await pidsOf(whole.layout.root, ["desk role-key"]));
    process.kill(pid, "SIGSTOP");
    await untilReadinessIsAskedAnew();
    await report();
    await untilDeferred();
    await eventually("the alarm is raised again", async () =>
      (await alarms()).includes("ROLE_KEY_UNAVAILABLE") ? true : undefined,
    );
    process.kill(pid, "SIGKILL");
    await untilKept(2);
  }, 600_000);

  test("while the database is down, mail waits", async () => {
    const server = oneOf(await pidsOf(whole.layout.root, ["desk server"]));
    // It would start the database again at once.
    process.kill(server, "SIGSTOP");
    process.kill(oneOf([await postmasterOf(whole.layout.postgres)]), "SIGQUIT");
    await eventually("the database is down", async () => ((await cases().catch(() => -1)) < 0 ? true : undefined));
    await untilReadinessIsAskedAnew();
    await report();
    await untilDeferred();
    await eventually("the alarm is raised", async () =>
      (await alarms()).includes("STORE_UNAVAILABLE") ? true : undefined,
    );
    process.kill(server, "SIGCONT");
    await untilKept(3);
  }, 600_000);

  test("while the disk is full, mail waits", async () => {
    await disk.leave(50);
    await report();
    await untilDeferred();
    await eventually("the alarm is raised", async () => ((await alarms()).includes("DISK_FULL") ? true : undefined));
    await disk.leave(400);
    await untilKept(4);
  }, 600_000);

  test("what was away was called by its name, and was no fault of the program", () => {
    expect(whole.said.filter((line) => line.startsWith("intake:") && line.includes("INTERNAL"))).toEqual([]);
  });

  test("nothing that was encrypted lies anywhere in the clear, and nothing of it was said", async () => {
    await whole.sql("CHECKPOINT").catch(() => undefined);
    const found = await run("grep", ["-rl", "--text", MARKER, whole.layout.root]).catch(
      (error: { code: number }) => error,
    );
    expect(found).toMatchObject({ code: 1 });
    expect(whole.said.join("\n")).not.toContain(MARKER);
    expect(whole.said.join("\n")).not.toContain("alice@");
  }, 600_000);
});

/** Throws for none: the number 0 would name this test itself. */
function oneOf([pid]: readonly (number | undefined)[]): number {
  if (pid === undefined) throw new Error("No such process runs.");
  return pid;
}
