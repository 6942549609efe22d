import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { createSpoolKey, openSpoolReader, openSpoolWriter, startLmtpServer } from "../../src/cases/arrival/index.ts";
import { systemClock, systemRandom } from "../../src/system/index.ts";
import { deliver } from "../system/lmtp-client.ts";
import type { Report } from "./report.ts";

const US = "security@example.org";
const CONNECTIONS = 10;
const MAILS = 300;

/** Mail over LMTP into the spool, each over a connection of its own, and out of it; a greeting takes 100 ms by itself. */
export async function bench(report: Report): Promise<void> {
  const directory = await mkdtemp(path.join(os.tmpdir(), "arrival-bench-"));
  const key = createSpoolKey(systemRandom);
  const options = { directory: path.join(directory, "spool"), clock: systemClock, random: systemRandom };
  const writer = await openSpoolWriter({ ...options, publicKey: key.publicKey });
  const reader = await openSpoolReader({ ...options, keys: [key], onTrouble: (_id, error) => fail(error) });
  const socket = path.join(directory, "lmtp");
  const server = await startLmtpServer({
    listen: { socket, mode: 0o600 },
    name: "desk",
    addresses: [US],
    spool: writer,
    clock: systemClock,
    onTrouble: fail,
  });
  const send = async (bytes: number): Promise<number> => {
    const began = performance.now();
    const body = randomBytes(bytes / 2).toString("hex");
    const message = Buffer.from(`Subject: bench\r\n\r\n${body}\r\n`);
    const [reply = ""] = await deliver({ path: socket }, { from: "a@example.net", to: [US], message });
    if (!reply.startsWith("250 ")) throw new Error(reply);
    return performance.now() - began;
  };
  const drain = () => reader.judgeWaiting(async () => undefined);
  try {
    const took: number[] = [];
    const began = performance.now();
    const sender = async (): Promise<void> => {
      while (took.length < MAILS) took.push(await send(4000));
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, sender));
    const each = (performance.now() - began) / took.length;
    report({ name: "a mail taken in, ten at once", value: round(each), unit: "ms", limit: 20 });
    took.sort((a, b) => a - b);
    report({ name: "of them p95", value: round(took[Math.floor(took.length * 0.95)] ?? 0), unit: "ms", limit: 500 });
    const taken = performance.now();
    const count = await drain();
    report({ name: "a mail taken from the spool", value: round((performance.now() - taken) / count), unit: "ms" });
    const cpu = process.cpuUsage();
    report({ name: "30 MB taken in", value: round(await send(29_900_000)), unit: "ms", limit: 3000 });
    await drain();
    const { user, system } = process.cpuUsage(cpu);
    report({
      name: "30 MB taken in and out, processor",
      value: round((user + system) / 1000),
      unit: "ms",
      limit: 3000,
    });
    report({ name: "memory at most", value: round(process.resourceUsage().maxRSS / 1024), unit: "MB", limit: 600 });
  } finally {
    await server.close();
    await writer.close();
    await reader.close();
    await rm(directory, { recursive: true, force: true });
  }
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function fail(error: Error): void {
  throw error;
}
