import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createSpoolKey, formatSpoolKey } from "../../src/cases/arrival/index.ts";
import { sha256 } from "../../src/kernel/index.ts";
import { systemRandom } from "../../src/system/index.ts";
import { deliver } from "./lmtp-client.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const US = "security@example.org";
/** As many connections as send at once. */
const SENDERS = 4;
const LARGEST = 300_000;

export interface Fire {
  readonly kills: number;
  /** The moment of each kill, in milliseconds after the program was ready. */
  readonly afterMs: readonly number[];
  /** Messages that somebody sent until they were acknowledged. */
  readonly acknowledged: number;
  /** Tries that were broken off or put off. */
  readonly failed: number;
  /** Arrivals in the spool: more than messages where an acknowledgement was lost. */
  readonly arrivals: number;
  /** Everything that must not be, in words. */
  readonly faults: readonly string[];
}

/**
 * Kills whoever takes mail in and judges it with -9, at random moments, while others send as a mail system does: again and
 * again until it is acknowledged. Afterwards every acknowledged message must have been judged, and none that was not sent.
 */
export async function deliverUnderFire(kills: number, longestPauseMs: number): Promise<Fire> {
  const directory = await mkdtemp(path.join(os.tmpdir(), "cases-fire-"));
  const key = createSpoolKey(systemRandom);
  await writeFile(path.join(directory, "spool.key"), formatSpoolKey(key), { mode: 0o600 });
  await mkdir(path.join(directory, "judged"));
  const state = { over: false };
  const afterMs: number[] = [];
  const program = await compile(directory);
  let running: Running | undefined;
  try {
    running = await start(program, directory);
    const sent = { all: new Set<string>(), acknowledged: new Set<string>(), failed: 0 };
    const sending = send(path.join(directory, "lmtp"), sent, state);
    while (afterMs.length < kills) {
      const ready = performance.now();
      const before = sent.acknowledged.size;
      // Every other life is long enough for a mail, however busy the machine is; the others may end while they begin.
      while (afterMs.length % 2 === 0 && sent.acknowledged.size === before) await sleep(5);
      await sleep(Math.random() * longestPauseMs);
      await running.kill();
      afterMs.push(Math.round(performance.now() - ready));
      running = await start(program, directory);
    }
    state.over = true;
    await sending;
    await untilJudged(directory);
    const judged = new Set(await readdir(path.join(directory, "judged")));
    const arrivals = await countMail(directory, "done");
    const { all, acknowledged, failed } = sent;
    const faults = [
      ...[...acknowledged].filter((hash) => !judged.has(hash)).map((hash) => `${hash} was acknowledged and is lost.`),
      ...[...judged].filter((hash) => !all.has(hash)).map((hash) => `${hash} was judged and never sent.`),
      ...((await countMail(directory, "damaged")) > 0 ? ["A file of the spool was not whole."] : []),
      ...(arrivals < acknowledged.size ? ["There are fewer arrivals than acknowledgements."] : []),
    ];
    return { kills: afterMs.length, afterMs, acknowledged: acknowledged.size, failed, arrivals, faults };
  } finally {
    state.over = true;
    await running?.kill();
    await rm(directory, { recursive: true, force: true });
  }
}

interface Running {
  kill(): Promise<void>;
}

/** Once, so that each start after a kill is short: what it takes to load is no moment of mail. */
async function compile(directory: string): Promise<string> {
  const out = path.join(directory, "program");
  const config = path.join(directory, "tsconfig.json");
  const compilerOptions = {
    rootDir: ROOT,
    outDir: out,
    noEmit: false,
    noCheck: true,
    typeRoots: [path.join(ROOT, "node_modules/@types")],
  };
  const files = [path.join(import.meta.dirname, "cases-arrival-program.ts")];
  await writeFile(
    config,
    JSON.stringify({ extends: path.join(ROOT, "tsconfig.json"), include: [], files, compilerOptions }),
  );
  const tsc = path.join(ROOT, "node_modules/typescript-native/bin/tsc");
  execFileSync(process.execPath, [tsc, "-p", config], { stdio: "pipe" });
  await symlink(path.join(ROOT, "node_modules"), path.join(out, "node_modules"));
  await writeFile(path.join(out, "package.json"), '{ "type": "module" }');
  return path.join(out, "tests/system/cases-arrival-program.js");
}

async function start(program: string, directory: string): Promise<Running> {
  const child = spawn(process.execPath, [program, directory], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  await firstWord(child);
  return {
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

function firstWord(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.stdout?.once("data", () => resolve());
    child.once("exit", (code) => reject(new Error(`The program ended before it was ready (${code}).`)));
  });
}

interface Sent {
  readonly all: Set<string>;
  readonly acknowledged: Set<string>;
  failed: number;
}

/** Sends until told otherwise, then until everything that was begun is acknowledged. */
async function send(socket: string, sent: Sent, state: { readonly over: boolean }): Promise<void> {
  const sender = async (number: number): Promise<void> => {
    for (let count = 0; !state.over; count += 1) {
      const message = makeMessage(`${number}.${count}`);
      const hash = sha256(message);
      const to = count % 3 === 0 ? [US, "security+SEC-2026-0001@example.org"] : [US];
      sent.all.add(hash);
      while (!sent.acknowledged.has(hash)) {
        const replies = await deliver({ path: socket }, { from: "alice@example.net", to, message }).catch(() => []);
        if (replies.length === to.length && replies.every((reply) => reply.startsWith("250 "))) {
          sent.acknowledged.add(hash);
        } else {
          sent.failed += 1;
          await sleep(30);
        }
      }
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, (_, number) => sender(number)));
}

/** Mostly small, some large enough to be in several pieces when the kill comes. */
function makeMessage(name: string): Buffer {
  const size = Math.floor(Math.random() ** 4 * LARGEST);
  const body = randomBytes(Math.ceil(size / 2))
    .toString("hex")
    .replace(/(.{76})/g, "$1\r\n");
  return Buffer.from(`From: alice@example.net\r\nSubject: ${name}\r\n\r\n${body}\r\n`);
}

async function untilJudged(directory: string): Promise<void> {
  for (let tries = 0; tries < 1200; tries += 1) {
    if ((await countMail(directory, "new")) === 0) return;
    await sleep(50);
  }
}

async function countMail(directory: string, folder: string): Promise<number> {
  const names = await readdir(path.join(directory, "spool", folder));
  return names.filter((name) => name.endsWith(".mail")).length;
}
