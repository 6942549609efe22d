import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { openPost } from "../../src/post/index.ts";
import { pidsOf, postfixPidsOf, postmasterOf } from "../system/desk-processes.ts";
import { freePort } from "../system/free-port.ts";
import { intakeDefinition } from "../system/intake-definition.ts";
import { deliver } from "../system/lmtp-client.ts";
import { openPostfix, type Postfix } from "../system/postfix-kit.ts";
import { installRoleKey, openGpg } from "../system/role-key-kit.ts";
import { eventually, openWholeDesk, ROOT, type WholeDesk } from "../system/whole-desk.ts";
import { mailMaker, type SoakMail } from "./arrival-mails.ts";
import { startDeskProcess } from "./desk-process.ts";

/** What is killed: a process of the desk, who keeps them alive, the database, Postfix's LMTP clients, or the whole desk at once. */
export type Part = "intake" | "role-key" | "server" | "database" | "supervisor" | "lmtp" | "everything";

export interface DeskFire {
  readonly kills: readonly { readonly part: Part; readonly afterMs: number }[];
  /** Mails that were begun to be sent. */
  readonly offered: number;
  /** Mails that Postfix took, and mails that the desk itself acknowledged over LMTP. */
  readonly taken: { readonly byPostfix: number; readonly byDesk: number };
  /** Tries over LMTP that were broken off or put off. */
  readonly failed: number;
  /** Arrivals that the desk has judged: more than the mails, where a kill made somebody send one again. */
  readonly judged: number;
  /** Mails that became messages of cases; those that somebody was told are taken and did not; those that did more than once. */
  readonly kept: number;
  readonly lost: number;
  readonly twice: number;
  /** Everything that must not be, in words. */
  readonly faults: readonly string[];
}

const ADDRESS = "security@desk.invalid";
/** For what has gathered while almost everything was dead. */
const LONGEST_REST_MS = 30 * 60_000;
/** Each hands its next mail over when the one before was taken. */
const SENDERS = 4;
/** A reporter's mail system repeats after minutes; here it does so at once, so that more is under way when a kill comes. */
const HASTY = {
  ...{ queue_run_delay: "1s", minimal_backoff_time: "1s", maximal_backoff_time: "2s", lmtp_connect_timeout: "3s" },
  // Of the client itself, when it was killed.
  ...{ transport_retry_time: "1s" },
  ...{ lmtp_destination_concurrency_failed_cohort_limit: "1000", message_size_limit: "30000000" },
};

/**
 * A whole desk, `sameday desk run`, with a role key and a Postfix in front, and kills -9 at random moments while
 * mail comes in: through Postfix, and over LMTP by a client that repeats as a mail system does. Afterwards every mail that
 * somebody was told is taken has become a message of a case, once.
 */
export async function deskUnderFire(
  wanted: number,
  longestPauseMs: number,
  longestMs = Number.POSITIVE_INFINITY,
): Promise<DeskFire> {
  const lmtpPort = await freePort();
  const whole = await openWholeDesk({ definition: intakeDefinition(ADDRESS, lmtpPort), run: startDeskProcess });
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
    const kills = await killOften({ whole, postfix }, { wanted, longestPauseMs, longestMs, sent });
    state.over = true;
    await sending;
    await untilJudged(whole, postfix);
    const judged = await filesIn(whole, "done");
    const { kept, lost, twice, strange } = compare(sent, await keptIn(whole));
    const faults = [
      ...lost.map((id) => `${id} was taken and is lost.`),
      ...twice.map((id) => `${id} is kept more than once.`),
      ...strange.map((id) => `${id} is kept and was never sent.`),
      ...(await faultsOfDesk(whole)),
    ];
    const taken = { byPostfix: sent.byPostfix.size, byDesk: sent.byDesk.size };
    const counts = { offered: sent.all.size, taken, failed: sent.failed, judged, kept };
    return { kills, ...counts, lost: lost.length, twice: twice.length, faults };
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
      await sleep(400 + Math.random() * 2400);
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

interface Field {
  readonly whole: WholeDesk;
  readonly postfix: Postfix;
}

async function killOften(
  field: Field,
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
    // One life of three is long enough for a mail, however busy the machine is; the others may end while they begin.
    if (kills.length % 3 === 0) {
      await eventually("a mail is taken", async () => (sent.byDesk.size > before ? true : undefined));
    }
    await sleep(Math.random() * longestPauseMs);
    const part = partFor(Math.random());
    if (!(await kill(field, part))) continue;
    kills.push({ part, afterMs: Math.round(performance.now() - began) });
    if (kills.length % 20 === 0) process.stderr.write(`${kills.length} kills, ${sent.all.size} mails\n`);
  }
  return kills;
}

/** Mostly whoever takes mail in and judges it. */
function partFor(chance: number): Part {
  if (chance < 0.4) return "intake";
  if (chance < 0.55) return "role-key";
  if (chance < 0.65) return "server";
  if (chance < 0.77) return "database";
  if (chance < 0.83) return "supervisor";
  return chance < 0.95 ? "lmtp" : "everything";
}

const EVERYTHING = ["desk run", "desk server", "desk intake", "desk role-key", "desk tracker", "signer run"];

/** Answers whether anything of that part ran. */
async function kill({ whole, postfix }: Field, part: Part): Promise<boolean> {
  const { root, postgres } = whole.layout;
  const pids = async (): Promise<readonly number[]> => {
    if (part === "lmtp") return postfixPidsOf(postfix.queueDirectory, "lmtp");
    const database = async () => [await postmasterOf(postgres)].filter((pid) => pid !== undefined);
    if (part === "database") return database();
    if (part === "everything") return [...(await pidsOf(root, EVERYTHING)), ...(await database())];
    return pidsOf(root, [`desk ${part === "supervisor" ? "run" : part}`]);
  };
  return (await pids()).filter(endNow).length > 0;
}

function endNow(pid: number): boolean {
  try {
    return process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself in between.
    return false;
  }
}

async function untilJudged(whole: WholeDesk, postfix: Postfix): Promise<void> {
  const end = performance.now() + LONGEST_REST_MS;
  for (;;) {
    postfix.flush();
    const isOver = postfix.queued().includes("queue is empty") && (await filesIn(whole, "new")) === 0;
    if (isOver) return;
    if (performance.now() > end) throw new Error("What was taken is not judged in time.");
    await sleep(1000);
  }
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

function compare({ all, byPostfix, byDesk }: Sent, keptIds: readonly string[]) {
  const times = new Map<string, number>();
  for (const id of keptIds) times.set(id, (times.get(id) ?? 0) + 1);
  return {
    kept: times.size,
    lost: [...byPostfix, ...byDesk].filter((id) => !times.has(id)),
    twice: [...times].filter(([, count]) => count > 1).map(([id]) => id),
    strange: [...times.keys()].filter((id) => !all.has(id)),
  };
}

async function faultsOfDesk(whole: WholeDesk): Promise<readonly string[]> {
  const damaged = await filesIn(whole, "damaged");
  const own = whole.said.filter((line) => line.includes("INTERNAL"));
  return [
    ...(own.length > 0 ? [`What was killed was called a fault of the program ${own.length} times: ${own[0]}`] : []),
    ...(damaged > 0 ? [`${damaged} files of the spool were not whole.`] : []),
    ...(whole.said.some((line) => line.includes("MOVED"))
      ? ["A desk that was started again had another address."]
      : []),
    ...((await whole.audit()) ? [] : ["The chain of the audit log is broken."]),
  ];
}
