import { join } from "node:path";
import { createSpoolKey, openSpoolReader, openSpoolWriter, takeInBeside } from "../../src/cases/index.ts";
import { systemRandom } from "../../src/system/index.ts";
import { ALICE, openIntakeHouse, US } from "../system/cases-intake-kit.ts";
import type { Report } from "./report.ts";

const MESSAGES = 200;
const WARM = 20;

/**
 * Mail end to end with a Curve25519 role key: from the sealed spool over judgement to a case in PostgreSQL, with its
 * acknowledgement and notices queued, each encrypted and signed by its sender and with their key inside.
 */
export async function bench(report: Report): Promise<void> {
  const intake = await openIntakeHouse({ now: new Date(Date.now() + 120_000), intake: { answersPerDay: 1_000 } });
  const { context, directory } = intake;
  const key = createSpoolKey(systemRandom);
  const spool = join(directory, "spool");
  const writer = await openSpoolWriter({ directory: spool, publicKey: key.publicKey, random: systemRandom });
  const reader = await openSpoolReader({
    directory: spool,
    keys: [key],
    clock: context.clock,
    onTrouble: (_id, error) => {
      throw error;
    },
  });
  const send = async (from: number, to: number): Promise<void> => {
    for (let count = from; count < to; count += 1) {
      const message = intake.report("a flaw", `Flaw ${count}.\n`.repeat(60), `<b${count}@reporter.example.net>`);
      const arrivedAt = new Date(Date.now() + count);
      const envelope = { arrivedAt, from: ALICE, recipients: [US], client: "bench", utf8: false };
      await writer.accept(
        envelope,
        (async function* () {
          yield message;
        })(),
      );
    }
  };
  const times: number[] = [];
  const drain = (): Promise<number> => {
    let last = performance.now();
    return reader.judgeWaiting(async (arrival, next) => {
      await takeInBeside(context, arrival, next);
      times.push(performance.now() - last);
      last = performance.now();
    });
  };
  try {
    await send(0, WARM);
    await drain();
    times.length = 0;
    await send(WARM, WARM + MESSAGES);
    const cpu = process.cpuUsage();
    const began = performance.now();
    const done = await drain();
    const seconds = (performance.now() - began) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    times.sort((a, b) => a - b);
    report({ name: "taken in, end to end", value: Math.round(done / seconds), unit: "messages/s", peer: 46 });
    report({ name: "one of these", value: Math.round((seconds * 1000) / done), unit: "ms", limit: 20 });
    report({ name: "CPU of one of these", value: Math.round((user + system) / 1000 / done), unit: "ms" });
    report({
      name: "95 % of these within",
      value: Math.round(times[Math.floor(times.length * 0.95)] ?? 0),
      unit: "ms",
      limit: 500,
    });
  } finally {
    await writer.close();
    await reader.close();
    await intake.close();
  }
}
