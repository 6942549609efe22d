import { verifyEnvelope } from "../../src/evidence/index.ts";
import { verifyClearsigned } from "../../src/openpgp/index.ts";
import { createSignerClient, runSigner } from "../../src/signer/index.ts";
import { systemClock, systemRandom } from "../../src/system/index.ts";
import { approve, goodRequest, makeWork, openStage, RELEASE, runner, stateStep } from "../system/signer-kit.ts";
import type { Report } from "./report.ts";

const UPDATES = 30;
/** One source with three packages: reprepro include 0.06 s and copy between suites 0.04 s, without checking evidence. */
const REPREPRO_MS = 100;

/** The signer's share of the line: into the queue, and into the security suite with every check, as the suite grows. */
export async function bench(report: Report): Promise<void> {
  const stage = await openStage();
  const { signer: directory, socket: socketPath, exchange, definition } = stage;
  const ports = { runner, clock: systemClock, random: systemRandom };
  const starting = performance.now();
  const running = await runSigner({ directory, socketPath, exchange, definition, ...ports });
  report({ name: "first start: three keys, three suites", value: rounded(performance.now() - starting), unit: "ms" });
  const signer = createSignerClient(socketPath);
  try {
    const enqueued: number[] = [];
    const published: number[] = [];
    for (let index = 1; index <= UPDATES; index += 1) {
      const name = { update: `u${index}`, source: `tiny${index}`, version: "1.0" };
      const work = await makeWork(stage, { ...name, uploader: stage.people.ada });
      const envelopes = [stateStep(stage, work, "build")];
      const request = await goodRequest(stage, work);
      const wish = { queue: "embargoed", release: RELEASE, update: work.update, files: work.files, envelopes };
      enqueued.push(await timed(() => signer.enqueue(wish)));
      published.push(await timed(() => signer.publish(request)));
    }
    report({ name: "enqueue, median", value: rounded(median(enqueued)), unit: "ms", limit: 1000 });
    report({ name: "publish, median", value: rounded(median(published)), unit: "ms", limit: 1000, peer: REPREPRO_MS });
    report({ name: "publish, slowest", value: rounded(Math.max(...published)), unit: "ms", limit: 3000 });
    await reportChecks(report, stage);
  } finally {
    await running.close();
    await stage.remove();
  }
}

async function reportChecks(report: Report, stage: Awaited<ReturnType<typeof openStage>>): Promise<void> {
  const work = await makeWork(stage, { version: "1.0" });
  const envelope = stateStep(stage, work, "build");
  const known = [{ name: "ash", publicKey: stage.ash.publicKey }];
  const count = 500;
  const verifying = performance.now();
  for (let index = 0; index < count; index += 1) verifyEnvelope(envelope, known);
  report({ name: "verify a statement", value: rounded((performance.now() - verifying) / count), unit: "ms" });
  const message = Buffer.from(await approve(stage.people.ben, work));
  const keyringFile = stage.people.ben.person.keyFile;
  const times: number[] = [];
  for (let index = 0; index < 20; index += 1) {
    times.push(await timed(() => verifyClearsigned(runner, { message, keyringFile })));
  }
  report({ name: "verify an approval by gpgv, median", value: rounded(median(times)), unit: "ms" });
}

async function timed(action: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await action();
  return performance.now() - begun;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
