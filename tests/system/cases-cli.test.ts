import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { PassThrough } from "node:stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCommandLine } from "../../src/cli/frame/run.ts";
import { ONE_RELEASE } from "./intake-definition.ts";
import { deliver } from "./lmtp-client.ts";
import { installRoleKey, openGpg } from "./role-key-kit.ts";
import { eventually, openWholeDesk, type WholeDesk } from "./whole-desk.ts";

/*
 * A report on its way through a desk as it is run, by commands alone: it arrives by LMTP, a person logs in with their key,
 * sees it, takes it, is refused what is not settled yet, settles it and goes on. The administrator of the machine sees nothing.
 */

const MARKER = "MARKER-PLAINTEXT-7f3a";
const DEFINITION = `[mail]
from = "desk@desk.invalid"
transport = "outbox"

[intake]
address = "security@desk.invalid"
prefix = "SEC"
policy = "tor"
director = "leo"
lmtp = "mail/lmtp"

${ONE_RELEASE}`;
const REPORT = [
  "From: Alice <alice@reporter.example.net>",
  "To: security@desk.invalid",
  "Message-ID: <report-1@reporter.example.net>",
  "Date: Sun, 22 Nov 2026 04:00:00 +0000",
  `Subject: ${MARKER} in the parser`,
  "",
  `It crashes: ${MARKER}.`,
  "",
].join("\r\n");

let whole: WholeDesk;
let home: string;

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), "sameday-cases-cli-"));
  whole = await openWholeDesk({ definition: DEFINITION });
  const gpg = await openGpg(path.join(home, "role"));
  await installRoleKey(gpg, await gpg.makeKey("Security <security@desk.invalid>"), whole.layout.root);
  await gpg.close();
}, 600_000);

afterAll(async () => {
  await whole?.stop();
  await rm(home, { recursive: true, force: true });
});

interface Ran {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

/** One command, as a person of this machine who can read `data`. */
async function run(words: readonly string[], data = path.join(home, "no-data")): Promise<Ran> {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  stdin.end();
  const streams = { stdin, stdout, stderr } as unknown as Pick<NodeJS.Process, "stdin" | "stdout" | "stderr">;
  const environment = {
    ...{ HOME: home, PATH: process.env.PATH, TZ: "Europe/Berlin" },
    ...{ GNUPGHOME: whole.people.ada.home, SAMEDAY_DESK: whole.url },
  };
  const exit = await runCommandLine([...words, "--data", data], { streams, environment });
  return { exit, out: String(stdout.read() ?? ""), err: String(stderr.read() ?? "") };
}

test("a report by LMTP is taken, settled and worked on from the terminal", async () => {
  const place = { path: path.join(whole.layout.mail, "lmtp") };
  const report = { from: "alice@reporter.example.net", to: ["security@desk.invalid"], message: Buffer.from(REPORT) };
  // Until the process that takes mail in has found its database, the mail system is told to keep it.
  await eventually("the report is taken in", async () => {
    const replies = await deliver(place, report).catch(() => []);
    return replies.some((reply) => reply.startsWith("250")) ? true : undefined;
  });

  // Nobody yet, and then the administrator of the machine: neither learns that there is a case.
  expect(await run(["cases", "list", "--open"])).toMatchObject({
    exit: 3,
    err: expect.stringContaining("NOT_LOGGED_IN"),
  });
  const administrator = await run(["cases", "list", "--open"], whole.layout.root);
  expect(administrator).toMatchObject({ exit: 3, out: "", err: expect.stringContaining("gives no part in one") });

  expect(await run(["login", "ada", "--key", whole.people.ada.fingerprint])).toMatchObject({ exit: 0 });
  const id = await eventually("the report is a case", async () => {
    const { exit, out, err } = await run(["cases", "list", "--triage", "--json"]);
    if (exit !== 0) throw new Error(err);
    return (JSON.parse(out) as { id: string }[])[0]?.id;
  });
  expect(id).toMatch(/^SEC-\d{4}-0001$/);
  const shown = await run(["cases", "show", "1", "--message", "1"]);
  expect(shown.out).toContain(`  | It crashes: ${MARKER}.`);
  expect((await run(["due"])).out).toContain(`${id} `);

  expect(await run(["cases", "claim", "1"])).toMatchObject({ exit: 0, out: expect.stringContaining("claimed") });
  expect(await run(["cases", "do", "1", "begin-triage"])).toMatchObject({ exit: 0 });
  const early = await run(["cases", "do", "1", "begin-fix", "--json"]);
  expect([early.exit, early.out, JSON.parse(early.err).error]).toEqual([
    3,
    "",
    expect.objectContaining({
      code: "CASE_REFUSED",
      message: expect.stringMatching(/a severity.*a priority.*a date.*affected versions/),
    }),
  ]);

  const title = path.join(home, "title");
  await writeFile(title, "two\nlines");
  const settings = ["severity=high", "priority=urgent", "expires=2099-12-01 14:00 Europe/Berlin", "affected=unknown"];
  expect(await run(["cases", "set", "1", ...settings, `title=@${title}`])).toMatchObject({ exit: 2 });
  const before = JSON.parse((await run(["cases", "show", "1", "--json"])).out);
  expect([before.severity, before.work.priority, before.title]).toEqual([null, null, expect.stringContaining(MARKER)]);
  await writeFile(title, "A crash in the parser\n");
  expect(await run(["cases", "set", "1", ...settings, `title=@${title}`])).toMatchObject({ exit: 0 });
  expect(await run(["cases", "do", "1", "begin-fix"])).toMatchObject({
    exit: 0,
    out: expect.stringContaining("fixing"),
  });
  const after = JSON.parse((await run(["cases", "show", "1", "--json"])).out);
  expect(after).toMatchObject({
    ...{ state: "fixing", assignee: "ada", severity: "high", title: "A crash in the parser" },
    work: { expires: { at: "2099-12-01T13:00:00.000Z", zone: "Europe/Berlin" }, affected: "unknown" },
  });
  expect((await run(["cases", "agenda"])).out).not.toContain("crash");

  const logged = await run(["cases", "log", "1", "--json"]);
  expect(logged, whole.said.slice(-5).join("\n")).toMatchObject({ exit: 0, err: "" });
  const log = JSON.parse(logged.out) as { by: string; what: string }[];
  const words = log.map(({ by, what }) => `${by}: ${what}`).join("\n");
  expect(words).toMatch(/ada: .*read/);
  expect(words).toMatch(/ada: .*claim|ada: .*took/i);
  expect(await whole.audit()).toBe(true);
  expect(whole.said.join("\n")).not.toContain(MARKER);
}, 600_000);

test("of two who ask a desk at once for the next number each gets another, and one CVE stands in one case", async () => {
  const place = { path: path.join(whole.layout.mail, "lmtp") };
  for (const number of [2, 3]) {
    const message = Buffer.from(
      REPORT.replaceAll("report-1@", `report-${number}@`).replace("It crashes", `Crash ${number}`),
    );
    await deliver(place, { from: "alice@reporter.example.net", to: ["security@desk.invalid"], message });
  }
  const triage = async () => JSON.parse((await run(["cases", "list", "--triage", "--json"])).out) as { id: string }[];
  const ids = await eventually("both are cases", async () => {
    const found = (await triage()).map(({ id }) => id);
    return found.length === 2 ? found : undefined;
  });
  for (const id of ids) expect(await run(["cases", "claim", id])).toMatchObject({ exit: 0 });
  const year = new Date().getUTCFullYear();
  expect((await run(["cases", "do", ids[0] ?? ""])).out).toContain(`our own, TROVE-${year}-001 now`);

  const numbered = await Promise.all(ids.map((id) => run(["cases", "set", id, "id=next", "--json"])));
  expect(numbered.map(({ exit }) => exit)).toEqual([0, 0]);
  const numbers = numbered.flatMap(({ out }) => (JSON.parse(out) as { ids: string[] }).ids);
  expect([...numbers].sort()).toEqual([`TROVE-${year}-001`, `TROVE-${year}-002`]);

  const given = await Promise.all(ids.map((id) => run(["cases", "do", id, "give-id", "id=CVE-2026-1234"])));
  expect(given.map(({ exit }) => exit).sort()).toEqual([0, 3]);
  expect(given.find(({ exit }) => exit === 3)?.err).toMatch(
    /CVE-2026-1234 is SEC-\d{4}-000[23]'s\. If it belongs here/,
  );
}, 600_000);
