import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { PassThrough } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCommandLine } from "../../src/cli/frame/run.ts";
import { advisoryRecord, CSAF_OF_RECORD, nameReleases, publisherFile } from "./cases-publisher-kit.ts";
import { freePort } from "./free-port.ts";
import { ONE_RELEASE } from "./intake-definition.ts";
import { hasPostfix, openPostfix, type Postfix } from "./postfix-kit.ts";
import { type Gpg, openGpg } from "./role-key-kit.ts";
import { installedSequoia } from "./sequoia-words.ts";
import { type Actor, eventually, openWholeDesk, ROOT, type WholeDesk } from "./whole-desk.ts";

/*
 * A whole desk that has no role key: two people hold it in their own keyrings, reports come by a real Postfix, and the machine
 * is searched for what only they may read while nobody, and while somebody, has opened it.
 */

const run = promisify(execFile);
const MARKER = "MARKER-PLAINTEXT-7f3a";
const ADDRESS = "security@desk.invalid";
const REPORTER = "alice@desk.invalid";
const canRun = hasPostfix && existsSync("/usr/bin/swaks") && existsSync("/usr/bin/sq");

describe.skipIf(!canRun)("a desk whose role key is with the point people", () => {
  let home: string;
  let whole: WholeDesk;
  let postfix: Postfix;
  let alice: Gpg;
  let roleKey = "";
  let aliceKey = "";
  const people = (): { ada: Actor; leo: Actor } => whole.people;

  beforeAll(async () => {
    home = await mkdtemp("/var/lib/sameday-sealed-");
    await run("chmod", ["755", home]);
    const lmtpPort = await freePort();
    const transport = path.join(home, "transport");
    await writeFile(transport, `${ADDRESS} lmtp:inet:127.0.0.1:${lmtpPort}\n`, { mode: 0o644 });
    const readers = ["security", "alice", "ada", "leo", "pia", "tom", "desk", "announce"];
    postfix = await openPostfix(readers, { settings: { transport_maps: `texthash:${transport}` } });
    whole = await openWholeDesk({
      definition: definition(lmtpPort, postfix.transport),
      async before(layout) {
        for (const id of ["ada", "leo"]) await giveEncryption(path.join(path.dirname(layout.root), "people", id));
        await nameDeputies(layout.definition, '["leo"]');
        await nameReleases(path.join(path.dirname(layout.root), "tracker"));
      },
    });
    alice = await openGpg(path.join(home, "alice"));
    for (const who of [whole.people.ada, whole.people.leo])
      await sameday(who, ["login", who.id, "--key", who.fingerprint]);
  }, 600_000);

  afterAll(async () => {
    for (const { home: keyring } of whole ? [whole.people.ada, whole.people.leo] : []) {
      await run("gpgconf", ["--homedir", keyring, "--kill", "all"]).catch(() => undefined);
    }
    await alice?.close();
    await whole?.stop().catch(() => undefined);
    postfix?.remove();
    await rm(home, { recursive: true, force: true });
  }, 300_000);

  interface Ran {
    readonly exit: number;
    readonly out: string;
    readonly err: string;
  }

  async function tried(who: Actor, words: readonly string[], input = ""): Promise<Ran> {
    const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
    stdin.end(input);
    const streams = { stdin, stdout, stderr } as unknown as Pick<NodeJS.Process, "stdin" | "stdout" | "stderr">;
    const own = { HOME: path.join(home, who.id), GNUPGHOME: who.home, TZ: "UTC" };
    const environment = { PATH: process.env.PATH, SAMEDAY_DESK: whole.url, ...own };
    const exit = await runCommandLine([...words, "--data", path.join(home, "no-data")], { streams, environment });
    return { exit, out: String(stdout.read() ?? ""), err: String(stderr.read() ?? "") };
  }

  /** Throws with what it said where it does not end with 0. */
  async function sameday(who: Actor, words: readonly string[], input = ""): Promise<string> {
    const { exit, out, err } = await tried(who, words, input);
    if (exit !== 0) throw new Error(`${words.join(" ")}: exit ${exit}, ${err}`);
    return out;
  }

  interface Step {
    readonly step: string;
    readonly done: boolean;
    readonly waitsFor: readonly string[];
  }

  async function steps(): Promise<Record<string, Step>> {
    const { steps: list } = JSON.parse(await sameday(people().ada, ["cases", "key", "status", "--json"])) as {
      steps: Step[];
    };
    return Object.fromEntries(list.map((step) => [step.step, step]));
  }

  /** With an encryption subkey; the newest counts. */
  async function gpgOf(actor: Actor, words: readonly string[], input = ""): Promise<string> {
    const free = ["--pinentry-mode", "loopback", "--passphrase", "", "--trust-model", "always"];
    const running = run("gpg", ["--homedir", actor.home, "--batch", "--quiet", ...free, ...words], {
      maxBuffer: 1 << 24,
    });
    running.child.stdin?.on("error", () => undefined);
    running.child.stdin?.end(input);
    return (await running).stdout;
  }

  /** Everything under the data directory, the database's files among it; not the program itself, which a desk may keep there. */
  async function searched(word: string): Promise<string> {
    await whole.sql("CHECKPOINT").catch(() => undefined);
    const found = await run("grep", ["-rl", "--text", "--exclude-dir=program", word, whole.layout.root]).catch(
      (error: { stdout: string }) => error,
    );
    return found.stdout;
  }

  async function caseCalled(begins: string): Promise<string> {
    return eventually(`a case ${begins}`, async () => {
      postfix.flush();
      const rows = await whole.sql(`SELECT id FROM case_record WHERE id LIKE '${begins}%' ORDER BY id DESC`);
      return rows[0];
    });
  }

  async function send(text: string, headers: readonly string[] = []): Promise<void> {
    const report = path.join(home, "report.asc");
    await alice.run(["--import"], await gpgOf(people().ada, ["--armor", "--export", roleKey]));
    const to = ["--armor", "--sign", "--local-user", aliceKey, "--recipient", roleKey, "--encrypt"];
    await writeFile(report, await alice.run(to, text));
    const where = ["--server", `127.0.0.1:${postfix.port}`, "--from", REPORTER, "--to", ADDRESS];
    await run("swaks", [...where, "--header", "Subject: ...", ...headers, "--body", `@${report}`]);
  }

  /** As readers do: gpg with the address's key, and sq with its file; a signature beside data, or a clear-signed text. */
  async function verifies(file: string, data?: string): Promise<void> {
    const key = path.join(home, "security.asc");
    await writeFile(key, await gpgOf(people().ada, ["--armor", "--export", roleKey]));
    await alice.run(["--verify", file, ...(data === undefined ? [] : [data])]);
    const words = installedSequoia();
    const how = data === undefined ? [...words.verify(key), file] : [...words.verifyBeside(key, file), data];
    await run("sq", how);
  }

  test("before anybody has the key: everybody who has to have it is named, and it is in due", async () => {
    expect(await steps()).toMatchObject({ distribute: { done: false, waitsFor: ["ada", "leo"] } });
    expect((await tried(people().ada, ["due"])).out).toMatch(/role key .*handed out/);
  }, 120_000);

  test("one makes it and hands it out; the other receives it; the desk has only sealed copies", async () => {
    await gpgOf(people().ada, ["--quick-generate-key", `Security <${ADDRESS}>`, "ed25519", "sign", "1y"]);
    const listed = await gpgOf(people().ada, ["--with-colons", "--list-secret-keys", ADDRESS]);
    roleKey = /^fpr:+([0-9A-F]{40}):/m.exec(listed)?.[1] ?? "";
    await gpgOf(people().ada, ["--quick-add-key", roleKey, "cv25519", "encr", "6m"]);
    expect(await tried(people().leo, ["cases", "key", "receive"])).toMatchObject({ exit: 1 });
    await sameday(people().ada, ["cases", "key", "distribute", roleKey]);
    expect(await steps()).toMatchObject({ distribute: { done: true }, receipts: { done: false, waitsFor: ["leo"] } });
    expect((await tried(people().leo, ["due"])).out).toMatch(/role key .*receive/);
    await sameday(people().leo, ["cases", "key", "receive"]);
    expect(await steps()).toMatchObject({ receipts: { done: true, waitsFor: [] } });
    const listedByLeo = await gpgOf(people().leo, ["--with-colons", "--list-secret-keys", roleKey]);
    // The primary key's secret part stays with whoever made it.
    expect(listedByLeo).toMatch(/^sec:.*:#:/m);
    expect(listedByLeo).toMatch(/^ssb:/m);
  }, 300_000);

  test("the desk's test mail comes by the way of reports, and somebody who opens it ends the procedure", async () => {
    const id = await caseCalled("SECNOISE-");
    await eventually("the test has arrived", async () =>
      (await steps()).test?.waitsFor.length === 2 ? true : undefined,
    );
    const opened = await sameday(people().leo, ["cases", "open", id]);
    expect(opened).toContain("Sameday role key test");
    expect(await steps()).toMatchObject({ test: { done: true } });
    expect((await tried(people().ada, ["due"])).out).toContain("Nothing waits for you.");
  }, 300_000);

  test("an encrypted report is a case of which the desk knows the outside alone, acknowledged in general words", async () => {
    aliceKey = await alice.makeKey(`Alice <${REPORTER}>`);
    const key = await alice.run(["--armor", "--export", aliceKey]);
    await send(`The parser reads beyond its input: ${MARKER}.\n\n${key}`);
    const id = await caseCalled("SEC-");
    const { messages, title, cameEncrypted } = JSON.parse(await sameday(people().ada, ["cases", "show", id, "--json"]));
    expect([title, cameEncrypted]).toEqual(["...", true]);
    expect(messages[0].judgement).toMatchObject({
      crypto: { decrypted: false, signature: "none", signer: null },
      flags: ["sealed_for_people"],
    });
    expect(messages[0].sealed).toMatchObject({ statements: [], leading: null, contradictions: [] });
    expect(await searched(MARKER)).toBe("");
    const ack = await eventually("an acknowledgement", async () => postfix.inbox("alice").at(-1));
    expect(ack).toContain(`Your message has arrived. Here it is called ${id}`);
    expect(ack).not.toContain("PGP MESSAGE");
  }, 300_000);

  test("a point person opens it by the command, and their statement makes the facts; the text stays with them", async () => {
    const id = await caseCalled("SEC-");
    const before = await whole.sql("SELECT count(*) FROM case_message");
    const read = await sameday(people().ada, ["cases", "open", id]);
    expect(read).toContain(`reads beyond its input: ${MARKER}`);
    const { messages, reporterKey } = JSON.parse(await sameday(people().leo, ["cases", "show", id, "--json"]));
    expect(messages[0].judgement).toMatchObject({
      crypto: { decrypted: true, integrity: "ok", signature: "good", signer: aliceKey, signerMatchesFrom: true },
      reply: `encrypt:${aliceKey}`,
    });
    expect(messages[0].sealed).toMatchObject({ leading: "ada", statements: [{ person: "ada", opened: "yes" }] });
    expect(reporterKey.fingerprint).toBe(aliceKey);
    expect(await whole.sql("SELECT count(*) FROM case_message")).toEqual(before);
    expect(await searched(MARKER)).toBe("");
  }, 300_000);

  test("a second person says the same, and nothing is a contradiction", async () => {
    const id = await caseCalled("SEC-");
    const { stated } = JSON.parse(await sameday(people().leo, ["cases", "open", id, "--json"]));
    expect(stated).toMatchObject({ contradictions: [], leading: "ada" });
    expect(stated.statements.map(({ person }: { person: string }) => person)).toEqual(["ada", "leo"]);
  }, 300_000);

  test("gates are those of held mode", async () => {
    await sameday(people().ada, ["cases", "claim", "1"]);
    await sameday(people().ada, ["cases", "do", "1", "begin-triage"]);
    const early = await tried(people().ada, ["cases", "do", "1", "begin-fix"]);
    expect([early.exit, early.err]).toEqual([3, expect.stringMatching(/severity/)]);
  }, 120_000);

  test("an answer is made by the person: encrypted to reporter and role key, signed by them, unread by the desk", async () => {
    const words = `We are at it: ${MARKER}.`;
    const sent = await sameday(people().ada, ["cases", "reply", "1", "--body-file", "-"], `${words}\n`);
    expect(sent).toContain(`encrypted to ${aliceKey}`);
    const mail = await eventually("the answer arrives", async () =>
      postfix.inbox("alice").find((one) => one.includes("BEGIN PGP MESSAGE")),
    );
    expect(mail).toMatch(/^Subject: \[SEC-\d{4}-0001\] \.\.\.$/m);
    expect(mail).not.toContain(MARKER);
    const sealed = /-----BEGIN PGP MESSAGE-----[\s\S]*?-----END PGP MESSAGE-----/.exec(mail)?.[0] ?? "";
    await alice.run(["--import"], await gpgOf(people().ada, ["--armor", "--export", people().ada.fingerprint]));
    const status = path.join(home, "status");
    expect(await alice.run(["--status-file", status, "--decrypt"], sealed)).toContain(words);
    expect(await readFile(status, "utf8")).toMatch(new RegExp(`VALIDSIG ${people().ada.fingerprint}`));
    // The other holder reads the copy with the role key.
    const { messages } = JSON.parse(await sameday(people().leo, ["cases", "show", "1", "--json"]));
    const place = messages.findIndex(
      (one: { by: string; direction: string }) => one.direction === "out" && one.by === "ada",
    );
    expect(await sameday(people().leo, ["cases", "open", "1", "--message", String(place + 1)])).toContain(words);
    // The same once more leaves nothing: nobody but people could compare it.
    const reply = ["cases", "reply", "1", "--body-file", "-", "--json"];
    const { messageId, sentBefore } = JSON.parse(await sameday(people().ada, reply, `\r\n${words}`));
    expect([messageId, sentBefore]).toEqual([messages[place].messageId, messages[place].at]);
    const other = JSON.parse(await sameday(people().leo, reply, `${words}\n`));
    expect([other.sentBefore, other.messageId === messageId]).toEqual([null, false]);
    expect(await searched(MARKER)).toBe("");
  }, 300_000);

  test("the reporter writes again: what nobody has opened is named with its command, and opened first", async () => {
    const answer = postfix.inbox("alice").find((one) => one.includes("BEGIN PGP MESSAGE")) ?? "";
    const thread = /^Message-ID: (<.+>)\r?$/im.exec(answer)?.[1] ?? "";
    await send(`Here is more: ${MARKER}.`, ["--header", `In-Reply-To: ${thread}`]);
    const told = await eventually("the second mail is in the case", async () => {
      postfix.flush();
      return /open SEC-\d{4}-0001 --message \d+/.exec(await sameday(people().ada, ["cases", "show", "1"]))?.[0];
    });
    const opened = await sameday(people().ada, ["cases", "open", "1"]);
    expect(opened).toContain(`Here is more: ${MARKER}.`);
    expect(told.endsWith(` ${/^ *(\d+) {2}in/m.exec(opened)?.[1]}`)).toBe(true);
    // Whoever has opened everything reads the report again.
    expect(await sameday(people().ada, ["cases", "open", "1"])).toContain(`beyond its input: ${MARKER}`);
  }, 300_000);

  test("who would rather read in a browser has their own machine show it, at an address that is gone when they press Enter", async () => {
    const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
    const { ada } = people();
    // A person's statements are told apart by the second in which they were made.
    await sleep(1_100);
    const environment = { PATH: process.env.PATH, SAMEDAY_DESK: whole.url, HOME: path.join(home, ada.id) };
    const words = ["cases", "open", "1", "--message", "1", "--page", "--data", path.join(home, "no-data")];
    const running = runCommandLine(words, {
      streams: { stdin, stdout, stderr } as never,
      environment: { ...environment, GNUPGHOME: ada.home, TZ: "UTC" },
    });
    let said = "";
    stdout.on("data", (piece) => (said += piece));
    const early = running.then((exit) => {
      throw new Error(`It ended with ${exit}: ${String(stderr.read() ?? "")}`);
    });
    const shown = eventually("the address", async () => /^http:\S+/m.exec(said)?.[0]);
    const address = await Promise.race([shown, early]);
    early.catch(() => undefined);
    const page = await (await fetch(address)).text();
    expect(page).toContain(`beyond its input: ${MARKER}`);
    expect(page).not.toMatch(/<script|src=|href="(?:\/|http)/);
    const style = /href="(style\/[^"]+)"/.exec(page)?.[1] ?? "";
    expect((await fetch(new URL(style, address))).status).toBe(200);
    stdin.write("\n");
    expect(await running).toBe(0);
    await expect(fetch(address)).rejects.toThrow();
    expect(await searched(MARKER)).toBe("");
  }, 300_000);

  test("what came encrypted is not answered in clear, whatever the reason", async () => {
    const desk = await whole.as("ada");
    const [row] = await desk.cases.list("open");
    await expect(
      desk.cases.reply(row?.id ?? "", { body: "in clear", overrideReason: "they asked" }),
    ).rejects.toMatchObject({ code: "CASE_REFUSED", message: expect.stringContaining("sameday cases reply") });
  }, 120_000);

  test("what the world is told waits for whoever has the signing key, who signs it with sq or gpg on their own machine", async () => {
    const { ada, leo } = people();
    await writeFile(
      path.join(path.dirname(whole.layout.definition), "publisher.toml"),
      publisherFile(ADDRESS, roleKey),
    );
    const settings = ["severity=medium", "priority=high", "expires=2099-12-01 14:00 UTC", "affected=unknown"];
    await sameday(ada, ["cases", "set", "1", ...settings]);
    const hour = `${new Date(Date.now() + 3_600_000).toISOString().slice(0, 16).replace("T", " ")} UTC`;
    const acts: readonly (readonly [Actor, readonly string[]])[] = [
      [ada, ["begin-fix"]],
      [leo, ["review"]],
      [ada, ["fix-ready"]],
      [ada, ["schedule", `hour=${hour}`]],
      [ada, ["give-id", "id=CVE-2026-1000"]],
      [ada, ["credit", "credit=Alice Example"]],
      [ada, ["override", "gate=hour-has-come", "reason=users are attacked"]],
      [ada, ["tell-reporter"]],
    ];
    for (const [who, act] of acts) await sameday(who, ["cases", "do", "1", ...act]);
    await sameday(ada, ["cases", "advisory", "1", "--body-file", "-"], advisoryRecord());
    const asked = await tried(leo, ["cases", "disclose", "1"]);
    expect([asked.exit, asked.out]).toEqual([
      1,
      expect.stringContaining(`It waits for whoever has the key ${roleKey}`),
    ]);
    const { plan } = JSON.parse((await tried(leo, ["cases", "disclose", "1", "--json"])).out);
    const early = await tried(leo, ["cases", "disclose", "1", "--seen", plan.seen]);
    expect([early.exit, early.err]).toEqual([3, expect.stringContaining("It is not signed yet")]);
    // A deputy has the subkey that opens, and not the part that signs.
    const byLeo = await tried(leo, ["cases", "disclose", "1", "--sign", plan.seen]);
    expect([byLeo.exit === 0, byLeo.err]).toEqual([false, expect.stringContaining("gpg made no signature")]);
    const own = path.join(home, "role-secret.asc");
    await writeFile(own, await gpgOf(ada, ["--armor", "--export-secret-keys", roleKey]), { mode: 0o600 });
    for (const how of [["--sign-with", own], []]) {
      const { out, err } = await tried(ada, ["cases", "disclose", "1", "--sign", plan.seen.slice(0, 12), ...how]);
      expect(out).toContain(`It is signed by ${roleKey}. To tell exactly this: sameday cases disclose`);
      expect(err).toContain("The parser of hostname read beyond the end of its input.");
    }
    await rm(own);
    const now = JSON.parse(await sameday(leo, ["cases", "disclose", "1", "--json"])).plan;
    expect(now).toMatchObject({ canPublish: true, seen: plan.seen, signing: { made: { by: "ada" } } });
  }, 300_000);

  test("another tells it: the tracker's record, and documents and announcement that gpg and sq verify", async () => {
    const { plan } = JSON.parse(await sameday(people().leo, ["cases", "disclose", "1", "--json"]));
    await sameday(people().leo, ["cases", "disclose", "1", "--seen", plan.seen]);
    const state = await eventually("the world was told", async () => {
      const answer = JSON.parse(await sameday(people().leo, ["cases", "disclose", "1", "--json"])).state;
      expect(answer.problem).toBe("");
      return answer.doneAt === null ? undefined : answer;
    });
    expect(state.trackerCommit).toMatch(/^[0-9a-f]{40}$/);
    const csaf = path.join(whole.layout.advisories, CSAF_OF_RECORD);
    await verifies(`${csaf}.asc`, csaf);
    const metadata = path.join(whole.layout.advisories, ".well-known/csaf/provider-metadata.json");
    expect(JSON.parse(await readFile(metadata, "utf8")).role).toBe("csaf_trusted_provider");
    const mail = await eventually("the announcement is there", async () => {
      postfix.flush();
      return postfix.inbox("announce")[0];
    });
    const boundary = /boundary="([^"]+)"/.exec(mail)?.[1] ?? "";
    const [, part = "", signature = ""] = mail.replaceAll("\r\n", "\n").split(`\n--${boundary}`);
    const [file, beside] = [path.join(home, "part"), path.join(home, "part.asc")];
    await writeFile(file, part.replace(/^\n/, "").replaceAll("\n", "\r\n"));
    await writeFile(beside, signature.slice(signature.indexOf("-----BEGIN")));
    await verifies(beside, file);
    expect(part).toContain("CVE-2026-1000");
    const clear = (await readFile(path.join(whole.layout.advisories, "mail/ASA-1-1.clear.eml"), "utf8")).replaceAll(
      "\r",
      "",
    );
    await writeFile(path.join(home, "clear.asc"), clear.slice(clear.indexOf("\n\n") + 2));
    await verifies(path.join(home, "clear.asc"));
    await verifies(path.join(whole.layout.advisories, ".well-known/security.txt"));
    expect(await searched(MARKER)).toBe("");
  }, 300_000);

  test("a deputy leaves: a new subkey is due, the old one is refused, and what comes then is not theirs to open", async () => {
    await nameDeputies(whole.layout.definition, "[]");
    await whole.restart();
    expect(await steps()).toMatchObject({ distribute: { done: false, waitsFor: ["ada"] } });
    const again = await tried(people().ada, ["cases", "key", "distribute", roleKey]);
    expect([again.exit, again.err]).toEqual([3, expect.stringMatching(/leo has this subkey/)]);
    await gpgOf(people().ada, ["--quick-add-key", roleKey, "cv25519", "encr", "5m"]);
    await sameday(people().ada, ["cases", "key", "distribute", roleKey]);
    expect(await steps()).toMatchObject({ distribute: { done: true }, receipts: { done: true } });
    await send(`Another one: ${MARKER}.`);
    const id = await eventually("a second case", async () => {
      postfix.flush();
      return (await whole.sql("SELECT id FROM case_record WHERE id LIKE 'SEC-%-0002'"))[0];
    });
    expect(await sameday(people().ada, ["cases", "open", id])).toContain(`Another one: ${MARKER}`);
    expect(await tried(people().leo, ["cases", "open", id])).toMatchObject({ exit: 1, out: "" });
    // Who is given the case may read what the desk has, and is told who can tell them more.
    await sameday(people().ada, ["cases", "claim", id]);
    await sameday(people().ada, ["cases", "do", id, "assign", "assignee=leo"]);
    const byLeo = await tried(people().leo, ["cases", "open", id]);
    expect(byLeo).toMatchObject({ exit: 1, out: expect.stringMatching(/role key is with ada: .*Nothing was sent/) });
    expect(byLeo.out).not.toContain(MARKER);
    const { messages } = JSON.parse(await sameday(people().ada, ["cases", "show", id, "--json"]));
    expect(messages[0].sealed.statements).toMatchObject([{ person: "ada" }]);
    // What came before opens with the old subkey.
    const former = ["cases", "open", "1", "--message", "1"];
    expect(await sameday(people().ada, former)).toContain(MARKER);
    const secret = await gpgOf(people().ada, ["--armor", "--export-secret-keys", roleKey]);
    await gpgOf(people().ada, ["--yes", "--delete-secret-keys", roleKey]);
    // A person's statements are told apart by the second in which they were made.
    await sleep(1_100);
    expect(await tried(people().ada, former)).toMatchObject({
      exit: 1,
      out: expect.stringMatching(
        /No key of yours opens it.*cases key status.*cases key receive.*cases reply SEC-\d{4}-0001 --ask/,
      ),
    });
    await gpgOf(people().ada, ["--import"], secret);
  }, 600_000);

  test("the desk's machine takes no secret part", async () => {
    const words = ["cases", "key", "install", "-", "--data", whole.layout.root];
    const installing = run(path.join(ROOT, "sameday"), words);
    installing.child.stdin?.on("error", () => undefined);
    installing.child.stdin?.end("a key");
    await expect(installing).rejects.toMatchObject({ code: 3, stderr: expect.stringContaining("no secret part") });
  }, 120_000);

  test("no secret part was ever on the machine, and nothing was said", async () => {
    expect(await searched(MARKER)).toBe("");
    expect(await searched("BEGIN PGP PRIVATE KEY")).toBe("");
    expect(whole.said.join("\n")).not.toContain(MARKER);
    expect(await run("ls", ["-A", whole.layout.roleKey])).toMatchObject({ stdout: "" });
    const running = await run("pgrep", ["-f", `role-key --data ${whole.layout.root}`]).catch(
      (error: { code: number }) => error,
    );
    expect(running).toMatchObject({ code: 1 });
  }, 120_000);
});

/** A key that signs gets a part that can be encrypted to; its public file has both. */
async function giveEncryption(keyring: string): Promise<void> {
  const gpg = ["--homedir", keyring, "--batch", "--quiet", "--pinentry-mode", "loopback", "--passphrase", ""];
  const { stdout: listed } = await run("gpg", [...gpg, "--with-colons", "--list-secret-keys"]);
  const fingerprint = /^fpr:+([0-9A-F]{40}):/m.exec(listed)?.[1] ?? "";
  await run("gpg", [...gpg, "--quick-add-key", fingerprint, "cv25519", "encr", "1y"]);
  const { stdout: key } = await run("gpg", [...gpg, "--armor", "--export", fingerprint]);
  await writeFile(`${keyring}.asc`, key, { mode: 0o644 });
}

async function nameDeputies(file: string, deputies: string): Promise<void> {
  const text = (await readFile(file, "utf8")).replace(/\npoint-person = .*\ndeputies = .*/g, "");
  await writeFile(
    file,
    text.replace('\ntitle = "Security"', `\ntitle = "Security"\npoint-person = "ada"\ndeputies = ${deputies}`),
  );
}

function definition(lmtpPort: number, transport: string): string {
  return `[mail]
from = "desk@desk.invalid"
transport = "${transport}"

[intake]
address = "${ADDRESS}"
prefix = "SEC"
policy = "default"
role-key = "sealed"
director = "ada"
lmtp = "127.0.0.1:${lmtpPort}"

${ONE_RELEASE}`;
}
