import { chown, readdir, readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Mirrors, openMirrors, releasesOn } from "./bad-input-kit.ts";
import { eventually, openWholeDesk, type WholeDesk } from "./whole-desk.ts";

/*
 * The tracker's process in a whole desk: what it does to the rest of the desk when it is killed or hangs (nothing), and
 * that it comes back by itself.
 */

let mirrors: Mirrors;
let whole: WholeDesk;
let tracker: number;

const JSON_PAGE = "/tracker/CVE-2026-1000.json";

const get = async (at: string, headers: Record<string, string> = {}) => {
  const answer = await fetch(`${whole.url}${at}`, { headers });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
};

const present = (at: string) =>
  eventually(`${at} is there`, async () => {
    const answer = await get(at);
    return answer.status === 200 ? answer : undefined;
  });

/** The processes of this desk that were started as `desk VERB`. */
async function processesOf(verb: string): Promise<number[]> {
  const found: number[] = [];
  for (const pid of await readdir("/proc")) {
    if (!/^\d+$/.test(pid)) continue;
    const words = (await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")).split("\0");
    if (words.includes(whole.layout.root) && words.includes(verb)) found.push(Number(pid));
  }
  return found;
}

const trackerNow = () =>
  eventually("the tracker runs", async () => {
    const [pid] = await processesOf("tracker");
    return pid;
  });

beforeAll(async () => {
  mirrors = await openMirrors();
  whole = await openWholeDesk({
    definition: `[mail]\nfrom = "security@desk.invalid"\ntransport = "outbox"\n\n${releasesOn(mirrors)}`,
  });
  await present(JSON_PAGE);
  tracker = await trackerNow();
}, 600_000);

afterAll(async () => {
  await whole?.stop();
  await mirrors?.close();
});

test("it is a process of its own and of the server's user, whose socket nobody else can open", async () => {
  const [server = 0] = await processesOf("server");
  expect(tracker).not.toBe(server);
  const socket = await stat(whole.layout.trackerSocket);
  const owner = (await stat(`/proc/${server}`)).uid;
  expect([socket.isSocket(), socket.mode & 0o777, socket.uid]).toEqual([true, 0o600, owner]);
  expect((await stat(`/proc/${tracker}`)).uid).toBe(owner);
  expect((await stat(path.dirname(whole.layout.trackerSocket))).mode & 0o777).toBe(0o700);
});

test("while it hangs the tracker's pages say so, and every other page is answered", async () => {
  process.kill(tracker, "SIGSTOP");
  try {
    const asked = get("/tracker");
    expect((await get("/")).status).toBe(200);
    expect((await get("/packages/hostname")).status).toBe(200);
    const page = await asked;
    expect([page.status, page.headers.get("retry-after"), page.text]).toEqual([
      503,
      "5",
      expect.stringContaining("The tracker is being read."),
    ]);
    expect(JSON.parse((await get(JSON_PAGE)).text).error.code).toBe("TRACKER_AWAY");
  } finally {
    process.kill(tracker, "SIGCONT");
  }
  await present("/tracker");
});

test("killed, it is missed by its own pages alone and comes back by itself", async () => {
  const before = await present(JSON_PAGE);
  process.kill(tracker, "SIGKILL");
  const [away, board] = [await get("/tracker/CVE-2026-1000"), await get("/")];
  expect([away.status, board.status]).toEqual([503, 200]);
  expect(away.text).toContain("The tracker is being read.");
  const after = await present(JSON_PAGE);
  expect(after.text).toBe(before.text);
  const tag = { "if-none-match": String(before.headers.get("etag")) };
  expect((await get(JSON_PAGE, tag)).status).toBe(304);
  const second = await trackerNow();
  expect(second).not.toBe(tracker);
  tracker = second;
});

test("after it came back, pages follow the data and none from before is shown", async () => {
  const { uid, gid } = await stat(path.join(whole.layout.root, "../tracker/CVE/list"));
  expect((await present("/tracker/CVE-2026-1000")).text).toContain("TODO: check");
  const list = path.join(whole.layout.root, "../tracker/CVE/list");
  await writeFile(list, "CVE-2026-1000 [a hole]\n\tNOT-FOR-US: Somebody\n");
  await chown(list, uid, gid);
  await eventually("the page follows", async () => {
    const { text } = await get("/tracker/CVE-2026-1000");
    return text.includes("NOT-FOR-US: Somebody") ? true : undefined;
  });
});

test("a server that is killed finds it where it was", async () => {
  await whole.restart();
  await present(JSON_PAGE);
  expect(await trackerNow()).toBe(tracker);
});
