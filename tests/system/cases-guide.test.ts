import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { PassThrough } from "node:stream";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCommandLine } from "../../src/cli/frame/run.ts";
import { sqEdition } from "../../src/openpgp/index.ts";
import { createProcessRunner } from "../../src/system/index.ts";
import { advisoryRecord, CSAF_OF_RECORD, nameReleases, publisherFile } from "./cases-publisher-kit.ts";
import { freePort } from "./free-port.ts";
import { intakeDefinition } from "./intake-definition.ts";
import { hasPostfix, openPostfix, type Postfix } from "./postfix-kit.ts";
import { type Gpg, openGpg } from "./role-key-kit.ts";
import { type Actor, eventually, openWholeDesk, ROOT, type WholeDesk } from "./whole-desk.ts";

/*
 * docs/guides/intake.md from its first step to its last, as its reader goes it: a real Postfix with the lines that the guide
 * gives, gpg for the reporter and for the role key, the program itself for everything else. What the report said is then
 * looked for everywhere that the desk, its database and its mail have been.
 */

const run = promisify(execFile);
const MARKER = "MARKER-PLAINTEXT-7f3a";
const ADDRESS = "security@desk.invalid";
const REPORTER = "alice@desk.invalid";
const canRun = hasPostfix && existsSync("/usr/bin/swaks") && existsSync("/usr/bin/sq");

describe.skipIf(!canRun)("the guide for taking reports in", () => {
  let home: string;
  let role: Gpg;
  let alice: Gpg;
  let postfix: Postfix;
  let whole: WholeDesk;
  let roleKey: string;

  beforeAll(async () => {
    home = await mkdtemp("/var/lib/sameday-guide-");
    const lmtpPort = await freePort();
    const transport = path.join(home, "transport");
    await writeFile(transport, `${ADDRESS} lmtp:inet:127.0.0.1:${lmtpPort}\n`, { mode: 0o644 });
    await run("chmod", ["755", home]);
    const readers = ["security", "alice", "ada", "leo", "pia", "tom", "announce"];
    postfix = await openPostfix(readers, { settings: { transport_maps: `texthash:${transport}` } });
    whole = await openWholeDesk({
      definition: intakeDefinition(ADDRESS, lmtpPort, postfix.transport),
      before: (layout) => nameReleases(path.join(path.dirname(layout.root), "tracker")),
    });
    role = await openGpg(path.join(home, "role"));
    alice = await openGpg(path.join(home, "alice"));
  }, 600_000);

  afterAll(async () => {
    await role?.close();
    await alice?.close();
    await whole?.stop().catch(() => undefined);
    postfix?.remove();
    await rm(home, { recursive: true, force: true });
  }, 300_000);

  /** The program, as somebody with this home types it. Throws with what it said where it does not end with 0. */
  async function sameday(who: Actor, words: readonly string[], input = ""): Promise<string> {
    const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
    stdin.end(input);
    const streams = { stdin, stdout, stderr } as unknown as Pick<NodeJS.Process, "stdin" | "stdout" | "stderr">;
    const own = { HOME: path.join(home, who.id), GNUPGHOME: who.home };
    const environment = { PATH: process.env.PATH, SAMEDAY_DESK: whole.url, ...own };
    const exit = await runCommandLine([...words, "--data", path.join(home, "no-data")], { streams, environment });
    if (exit !== 0) throw new Error(`${words.join(" ")}: exit ${exit}, ${stderr.read()}`);
    return String(stdout.read() ?? "");
  }

  /** The compiled program, as root: the key becomes its own user's. */
  async function asRoot(words: readonly string[], input = ""): Promise<string> {
    const running = run(path.join(ROOT, "sameday"), [...words, "--data", whole.layout.root]);
    // One that ends without reading says by its exit code how it went.
    running.child.stdin?.on("error", () => undefined);
    running.child.stdin?.end(input);
    return (await running).stdout;
  }

  async function shown(who: Actor): Promise<{ state: string; title: string; messages: unknown[] }> {
    return JSON.parse(await sameday(who, ["cases", "show", "1", "--json"]));
  }

  /** Mails in a reader's box that gpg opens with their key: what it decrypted, and what it said of the signature. */
  async function opened(): Promise<{ sealed: string; text: string; says: string }[]> {
    const found: { sealed: string; text: string; says: string }[] = [];
    for (const mail of postfix.inbox("alice")) {
      const [sealed] = /-----BEGIN PGP MESSAGE-----[\s\S]*?-----END PGP MESSAGE-----/.exec(mail) ?? [];
      if (sealed === undefined) continue;
      const text = await alice.run(["--status-file", path.join(home, "status"), "--decrypt"], sealed);
      found.push({ sealed, text, says: await readFile(path.join(home, "status"), "utf8") });
    }
    return found;
  }

  /** What sq decrypts and verifies with files, as the guide asks it; options have other names before its first edition. */
  async function openedBySq(sealed: string, own: string): Promise<string> {
    const isFirst = (await sqEdition(createProcessRunner(home))) === "1";
    const [recipient, signer] = isFirst ? ["--recipient-file", "--signer-file"] : ["--recipient-key", "--signer-cert"];
    const files = {
      "own.pgp": own,
      "security.asc": await role.run(["--armor", "--export", roleKey]),
      "message.asc": sealed,
    };
    for (const [name, text] of Object.entries(files)) await writeFile(path.join(home, name), text, { mode: 0o600 });
    const at = (name: string): string => path.join(home, name);
    const words = ["decrypt", recipient, at("own.pgp"), signer, at("security.asc"), at("message.asc")];
    return (await run("sq", words)).stdout;
  }

  test("a key of the address is made and installed", async () => {
    roleKey = await role.makeKey(`Security <${ADDRESS}>`);
    const secret = await role.run(["--armor", "--export-secret-keys", roleKey]);
    await asRoot(["cases", "key", "install", "-"], secret);
    expect(await asRoot(["cases", "key", "show"])).toContain(`${roleKey}  current`);
  }, 300_000);

  test("an encrypted report comes by swaks and Postfix, and is a case", async () => {
    const own = await alice.makeKey(`Alice <${REPORTER}>`);
    await alice.run(["--import"], await role.run(["--armor", "--export", roleKey]));
    const key = await alice.run(["--armor", "--export", own]);
    const report = path.join(home, "report.asc");
    const text = `The parser reads beyond its input: ${MARKER}.\n\n${key}`;
    await writeFile(report, await alice.run(["--armor", "--sign", "--encrypt", "--recipient", ADDRESS], text));
    const to = ["--server", `127.0.0.1:${postfix.port}`, "--from", REPORTER, "--to", ADDRESS];
    await run("swaks", [...to, "--header", "Subject: a report", "--body", `@${report}`]);
    for (const who of [whole.people.ada, whole.people.leo]) {
      await sameday(who, ["login", who.id, "--key", who.fingerprint]);
    }
    await eventually("the report is a case", async () => {
      postfix.flush();
      const listed = await sameday(whole.people.ada, ["cases", "triage", "--json"]);
      return listed.includes("-0001") ? true : undefined;
    });
    expect(await sameday(whole.people.ada, ["cases", "show", "1", "--message", "1"])).toContain(MARKER);
  }, 300_000);

  test("it is claimed, settled and answered; the reporter opens the answer and sees whose it is", async () => {
    const { ada } = whole.people;
    await sameday(ada, ["cases", "claim", "1"]);
    await sameday(ada, ["cases", "do", "1", "begin-triage"]);
    const settings = ["severity=medium", "priority=high", "expires=2099-12-01 14:00 Europe/Berlin", "affected=unknown"];
    await sameday(ada, ["cases", "set", "1", ...settings, "title=@-"], "A read beyond the parser's input\n");
    await sameday(ada, ["cases", "do", "1", "begin-fix"]);
    const draft = await sameday(ada, ["cases", "reply", "1", "--draft"]);
    expect(draft).toContain("It would leave encrypted to");
    await sameday(ada, ["cases", "reply", "1", "--body-file", "-"], `Thank you for ${MARKER}; a fix is on its way.\n`);
    const answer = await eventually("the answer is there", async () =>
      (await opened()).find(({ text }) => text.includes("a fix is on its way")),
    );
    expect(answer.says).toMatch(new RegExp(`VALIDSIG .*${roleKey}`));
    expect(answer.text).toContain(MARKER);
    const own = await alice.run(["--armor", "--export-secret-keys", REPORTER]);
    expect(await openedBySq(answer.sealed, own)).toContain(`Thank you for ${MARKER}`);
  }, 300_000);

  test("it is reviewed, scheduled and disclosed: tracker, signed documents, announcement", async () => {
    const { ada, leo } = whole.people;
    await writeFile(
      path.join(path.dirname(whole.layout.definition), "publisher.toml"),
      publisherFile(ADDRESS, roleKey),
    );
    await sameday(leo, ["cases", "do", "1", "review"]);
    await sameday(ada, ["cases", "do", "1", "fix-ready"]);
    await sameday(ada, ["cases", "do", "1", "schedule", "hour=2099-01-01 14:00 UTC"]).catch((error: Error) => {
      // Beyond the policy's limit of secrecy.
      expect(error.message).toContain("90 days");
    });
    const hour = `${new Date(Date.now() + 3_600_000).toISOString().slice(0, 16).replace("T", " ")} UTC`;
    await sameday(ada, ["cases", "do", "1", "schedule", `hour=${hour}`]);
    await sameday(ada, ["cases", "do", "1", "give-id", "id=CVE-2026-1000"]);
    await sameday(ada, ["cases", "do", "1", "credit", "credit=Alice Example"]);
    await sameday(ada, ["cases", "do", "1", "tell-reporter"]);
    await sameday(ada, ["cases", "advisory", "1", "--body-file", "-"], advisoryRecord());
    const { seen } = JSON.parse(await sameday(ada, ["cases", "disclose", "1", "--json"])).plan;
    await expect(sameday(ada, ["cases", "disclose", "1", "--seen", seen])).rejects.toThrow(/hour of publication/);
    await sameday(leo, ["cases", "do", "1", "override", "gate=hour-has-come", "reason=users are attacked"]);
    // They were told of an hour that is none any more.
    await expect(sameday(ada, ["cases", "disclose", "1", "--seen", seen])).rejects.toThrow(/tell-reporter/);
    await sameday(ada, ["cases", "do", "1", "tell-reporter"]);
    await sameday(ada, ["cases", "disclose", "1", "--seen", seen]);
    const state = await eventually("the world was told", async () => {
      const answer = JSON.parse(await sameday(ada, ["cases", "disclose", "1", "--json"])).state;
      expect(answer.problem).toBe("");
      return answer.doneAt === null ? undefined : answer;
    });
    expect(state.trackerCommit).toMatch(/^[0-9a-f]{40}$/);
    const csaf = path.join(whole.layout.advisories, CSAF_OF_RECORD);
    await role.run(["--verify", `${csaf}.asc`, csaf]);
    // As a web server does that has no part in the desk.
    await run("setpriv", ["--reuid=nobody", "--regid=nogroup", "--clear-groups", "cat", csaf]);
    const [announced = ""] = await eventually("the announcement is there", async () =>
      postfix.inbox("announce").length > 0 ? postfix.inbox("announce") : undefined,
    );
    expect(announced).toContain("ASA-1-1");
  }, 300_000);

  test("a lesson closes it", async () => {
    const { ada, leo } = whole.people;
    await sameday(ada, ["cases", "lesson", "1", "--body-file", "-"], "We had no test with input that ends early.\n");
    expect(await sameday(leo, ["cases", "lesson", "1", "--read"])).toContain("ends early");
    expect((await shown(ada)).state).toBe("learned");
    expect(await whole.audit()).toBe(true);
  }, 300_000);

  test("what the report said lies nowhere in the clear", async () => {
    const sender = `--host ${path.join(whole.layout.postgres, "run")} --username sameday sameday`;
    const dumped = await run("setpriv", [
      ...["--reuid=sameday", "--regid=sameday", "--clear-groups", "pg_dump"],
      ...sender.split(" "),
    ]);
    expect(dumped.stdout).toContain("case_message");
    expect(dumped.stdout).not.toContain(MARKER);
    await whole.sql("CHECKPOINT").catch(() => undefined);
    // Raw files of PostgreSQL, spool, logs, tree of advisories; what was told to readers by mail; the tracker.
    const queue = path.dirname(await boxOf(postfix));
    const places = [path.dirname(whole.layout.root), queue, "/dev/shm", ...(await ownTemporary())];
    const found = await run("grep", ["-rlsF", "--text", MARKER, ...places]).catch((error: { stdout: string }) => error);
    expect(found.stdout.trim()).toBe("");
    expect(whole.said.join("\n")).not.toMatch(new RegExp(`${MARKER}|alice@`));
    const notices = ["ada", "leo", "pia", "tom", "announce"].flatMap((name) => postfix.inbox(name)).join("\n");
    expect(notices).toContain("-0001");
    expect(notices).not.toMatch(new RegExp(`${MARKER}|beyond the parser's input`));
  }, 300_000);
});

/** Directories for temporary files that belong to the desk's users; those of others are none of ours. */
async function ownTemporary(): Promise<readonly string[]> {
  const whose = ["-maxdepth", "1", "(", "-user", "sameday", "-o", "-user", "sameday-key", ")"];
  const { stdout } = await run("find", ["/tmp", "/var/tmp", ...whose]);
  return stdout.split("\n").filter(Boolean);
}

/** The directory of mailboxes of this Postfix. */
async function boxOf({ port }: Postfix): Promise<string> {
  for (const name of await readdir("/var/lib")) {
    const master = path.join("/var/lib", name, "conf/master.cf");
    if (!name.startsWith("sameday-postfix-")) continue;
    if ((await readFile(master, "utf8").catch(() => "")).includes(`:${port} inet`))
      return path.join("/var/lib", name, "mail");
  }
  throw new Error("The Postfix of this test is not there.");
}
