import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { openPost } from "../../src/post/index.ts";
import { freePort } from "../system/free-port.ts";
import { deliver } from "../system/lmtp-client.ts";
import { openPostfix, type Postfix } from "../system/postfix-kit.ts";
import { installRoleKey, openGpg } from "../system/role-key-kit.ts";
import { eventually, openWholeDesk, ROOT, type WholeDesk } from "../system/whole-desk.ts";
import { mailMaker, type SoakMail } from "./arrival-mails.ts";

/** What is killed: a process of the desk, its database, or everything at once. */
export const PARTS = ["intake", "role-key", "server", "database", "everything"] as const;
export type Part = (typeof PARTS)[number];

export interface DeskFire {
  readonly kills: readonly { readonly part: Part; readonly afterMs: number }[];
  /** Mails that Postfix took, and mails that the desk itself acknowledged over LMTP. */
  readonly taken: { readonly byPostfix: number; readonly byDesk: number };
  /** Tries over LMTP that were broken off or put off. */
  readonly failed: number;
  /** Mails that became messages of cases. */
  readonly kept: number;
  /** Everything that must not be, in words. */
  readonly faults: readonly string[];
}

const ADDRESS = "security@desk.invalid";
/** Each hands its next mail over when the one before was taken. */
const SENDERS = 4;
/** A reporter's mail system repeats after minutes; here it does so at once, so that more is under way when a kill comes. */
const HASTY = {
  ...{ queue_run_delay: "1s", minimal_backoff_time: "1s", maximal_backoff_time: "2s", lmtp_connect_timeout: "3s" },
  ...{ lmtp_destination_concurrency_failed_cohort_limit: "1000", message_size_limit: "30000000" },
};

/**
 * A whole desk as `sameday desk run` starts it, with a role key and a Postfix in front, and kills -9 at random moments while
 * mail comes in: through Postfix, and over LMTP by a client that repeats as a mail system does. Afterwards every mail that
 * somebody was told is taken has become a message of a case, once.
 */
export async function deskUnderFire(
  wanted: number,
  longestPauseMs: number,
  longestMs = Number.POSITIVE_INFINITY,
): Promise<DeskFire> {
  const lmtpPort = await freePort();
  const whole = await openWholeDesk({ definition: definition(lmtpPort) });
  const gpg = await openGpg(path.join(path.dirname(whole.layout.root), "gpg"));
  let postfix: Postfix | undefined;
  const state = { over: false };
  try {
    const fingerprint = await gpg.makeKey(`Security <${ADDRESS}>`);
    await installRoleKey(gpg, fingerprint, whole.layout.root);
    const make = await mailMaker(ADDRESS, await gpg.run(["--armor", "--export", fingerprint]));
    postfix = await openPostfix(["security"], { lmtpPort, settings: HASTY });
    const sent: Sent = { all: new Set(), byPostfix: new Set(), byDesk: new Set(), failed: 0 };
    const sending = sendAll({ make, sent, state, lmtpPort, transport: postfix.transport });
    sending.catch(() => undefined);
    const kills = await killOften(whole, { wanted, longestPauseMs, longestMs, sent });
    state.over = true;
    await sending;
    await untilJudged(whole, postfix);
    const kept = await keptIn(whole);
    const faults = [...faultsOf(sent, kept), ...(await faultsOfDesk(whole))];
    const taken = { byPostfix: sent.byPostfix.size, byDesk: sent.byDesk.size };
    return { kills, taken, failed: sent.failed, kept: kept.length, faults };
  } catch (error) {
    throw new Error(`Under fire: ${whole.said.slice(-30).join("\n")}`, { cause: error });
  } finally {
    state.over = true;
    postfix?.remove();
    await gpg.close();
    await whole.stop();
  }
}

interface Sent {
  readonly all: Set<string>;
  readonly byPostfix: Set<string>;
  readonly byDesk: Set<string>;
  failed: number;
}

/** Sends until told otherwise, then until everything that was begun is taken. */
async function sendAll(means: {
  readonly make: () => Promise<SoakMail>;
  readonly sent: Sent;
  readonly state: { readonly over: boolean };
  readonly lmtpPort: number;
  readonly transport: string;
}): Promise<void> {
  const { make, sent, state, lmtpPort, transport } = means;
  const post = openPost({ transport });
  if (!post) throw new Error("Postfix is no transport.");
  const sender = async (number: number): Promise<void> => {
    while (!state.over) {
      const { id, raw } = await make();
      sent.all.add(id);
      if (number % 2 === 0) {
        await post.send({ envelope: { from: "reporter@example.net", to: [ADDRESS] }, raw });
        sent.byPostfix.add(id);
      } else {
        await untilTaken(lmtpPort, raw, sent);
        sent.byDesk.add(id);
      }
      await sleep(200 + Math.random() * 1200);
    }
  };
  try {
    await Promise.all(Array.from({ length: SENDERS }, (_, number) => sender(number)));
  } finally {
    post.close();
  }
}

async function untilTaken(port: number, message: Buffer, sent: Sent): Promise<void> {
  for (;;) {
    const mail = { from: "reporter@example.net", to: [ADDRESS], message };
    const [reply = ""] = await deliver({ host: "127.0.0.1", port }, mail).catch(() => []);
    if (reply.startsWith("250 ")) return;
    if (reply.startsWith("5")) throw new Error(`A mail was refused for ever: ${reply}`);
    sent.failed += 1;
    await sleep(100);
  }
}

async function killOften(
  whole: WholeDesk,
  plan: {
    readonly wanted: number;
    readonly longestPauseMs: number;
    /** After which it is enough, with as many kills as there were. */
    readonly longestMs: number;
    readonly sent: Sent;
  },
): Promise<DeskFire["kills"]> {
  const { wanted, longestPauseMs, longestMs, sent } = plan;
  const first = performance.now();
  const kills: { part: Part; afterMs: number }[] = [];
  while (kills.length < wanted && performance.now() - first < longestMs) {
    const began = performance.now();
    const before = sent.byDesk.size;
    // Every other life is long enough for a mail, however busy the machine is; the others may end while they begin.
    if (kills.length % 2 === 0) {
      await eventually("a mail is taken", async () => (sent.byDesk.size > before ? true : undefined));
    }
    await sleep(Math.random() * longestPauseMs);
    const part = partFor(Math.random());
    if (!(await kill(whole, part))) continue;
    kills.push({ part, afterMs: Math.round(performance.now() - began) });
    if (kills.length % 20 === 0) process.stderr.write(`${kills.length} kills, ${sent.all.size} mails\n`);
  }
  return kills;
}

/** Mostly whoever takes mail in and judges it. */
function partFor(chance: number): Part {
  if (chance < 0.54) return "intake";
  if (chance < 0.76) return "role-key";
  if (chance < 0.84) return "server";
  return chance < 0.92 ? "database" : "everything";
}

/** Answers whether anything of that part ran. */
async function kill({ layout }: WholeDesk, part: Part): Promise<boolean> {
  const processes = part === "everything" ? ["server", "intake", "role-key", "signer", "tracker"] : [part];
  const found = await pidsOf(layout.root, processes);
  const isDatabase = part === "database" || part === "everything";
  const postmaster = isDatabase ? await postmasterOf(layout.postgres) : undefined;
  const pids = [...found, ...(postmaster === undefined ? [] : [postmaster])];
  return pids.filter(endNow).length > 0;
}

function endNow(pid: number): boolean {
  try {
    return process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself in between.
    return false;
  }
}

/** Those of the desk in that directory that do one of these. */
async function pidsOf(data: string, doing: readonly string[]): Promise<readonly number[]> {
  const found: number[] = [];
  for (const pid of await readdir("/proc")) {
    if (!/^\d+$/.test(pid)) continue;
    const words = (await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")).split("\0");
    if (words.includes(data) && doing.some((what) => words.includes(what))) found.push(Number(pid));
  }
  return found;
}

async function postmasterOf(postgres: string): Promise<number | undefined> {
  const files = await readdir(postgres, { recursive: true }).catch((): string[] => []);
  const file = files.find((name) => name.endsWith("postmaster.pid"));
  const text = file === undefined ? "" : await readFile(path.join(postgres, file), "utf8").catch(() => "");
  const pid = Number(text.split("\n")[0]);
  const words = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
  return pid > 1 && words.includes("postgres") ? pid : undefined;
}

async function untilJudged(whole: WholeDesk, postfix: Postfix): Promise<void> {
  await eventually("Postfix has handed everything over", async () => {
    postfix.flush();
    return postfix.queued().includes("queue is empty") ? true : undefined;
  });
  await eventually("everything is judged", async () => ((await filesIn(whole, "new")) === 0 ? true : undefined));
}

async function filesIn({ layout }: WholeDesk, folder: string): Promise<number> {
  const names = await readdir(path.join(layout.spool, folder)).catch((): string[] => []);
  return names.filter((name) => name.endsWith(".mail")).length;
}

async function keptIn({ layout }: WholeDesk): Promise<readonly string[]> {
  const [uid = 0, gid = 0] = await Promise.all(["--user", "--group"].map((which) => idOf(which)));
  const words = [path.join(import.meta.dirname, "kept-messages.ts"), layout.root];
  const script = path.join(ROOT, "scripts/run-typescript");
  const { stdout } = await promisify(execFile)(script, words, { uid, gid, maxBuffer: 64 << 20 });
  return JSON.parse(stdout) as string[];
}

async function idOf(which: string): Promise<number> {
  return Number((await promisify(execFile)("id", [which, "sameday"])).stdout);
}

function faultsOf({ all, byPostfix, byDesk }: Sent, kept: readonly string[]): readonly string[] {
  const times = new Map<string, number>();
  for (const id of kept) times.set(id, (times.get(id) ?? 0) + 1);
  return [
    ...[...byPostfix, ...byDesk].filter((id) => !times.has(id)).map((id) => `${id} was taken and is lost.`),
    ...[...times].filter(([, count]) => count > 1).map(([id, count]) => `${id} is kept ${count} times.`),
    ...[...times.keys()].filter((id) => !all.has(id)).map((id) => `${id} is kept and was never sent.`),
  ];
}

async function faultsOfDesk(whole: WholeDesk): Promise<readonly string[]> {
  const damaged = await filesIn(whole, "damaged");
  return [
    ...(damaged > 0 ? [`${damaged} files of the spool were not whole.`] : []),
    ...((await whole.audit()) ? [] : ["The chain of the audit log is broken."]),
  ];
}

function definition(lmtpPort: number): string {
  return `[mail]
from = "desk@desk.invalid"
transport = "outbox"

[intake]
address = "${ADDRESS}"
director = "leo"
lmtp = "127.0.0.1:${lmtpPort}"

[[release]]
codename = "bookworm"
version = "12"
architectures = ["amd64"]

[[release.suite]]
name = "bookworm"
role = "main"
url = "http://archive.invalid"
keyring = "../people/ada.asc"
components = ["main"]
`;
}
