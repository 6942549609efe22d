import { chmod, mkdir, open, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createSignerClient } from "../../src/signer/index.ts";
import { systemRandom } from "../../src/system/index.ts";
import {
  goodRequest,
  makeWork,
  offer,
  openStage,
  RELEASE,
  runner,
  type Stage,
  stateStep,
  type Work,
} from "./signer-kit.ts";
import { buildSignerProgram, kill, startSigner } from "./signer-process.ts";

const MEBIBYTE = 1024 * 1024;
const DEB_BYTES = 200 * MEBIBYTE;

let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
});

afterAll(() => stage?.remove());

/** The tiny package with a file of random bytes in it that does not get smaller. */
async function makeLargeWork(): Promise<Work> {
  const work = await makeWork(stage, { version: "1.0" });
  const tree = join(stage.root, "large");
  for (const directory of [tree, join(tree, "DEBIAN"), join(tree, "usr")]) {
    await mkdir(directory);
    await chmod(directory, 0o755);
  }
  const file = await open(join(tree, "usr", "data"), "w");
  for (let written = 0; written < DEB_BYTES; written += MEBIBYTE) await file.write(systemRandom.bytes(MEBIBYTE));
  await file.close();
  const control =
    "Package: tiny\nVersion: 1.0\nArchitecture: amd64\nMaintainer: Tom <tom@example.org>\nDescription: tiny\n";
  await writeFile(join(tree, "DEBIAN", "control"), control);
  const build = ["dpkg-deb", "--root-owner-group", "-Znone", "--build", tree, work.directory] as const;
  await runner.run({ argv: build, timeLimitMs: 300_000 });
  await rm(tree, { recursive: true });
  return { ...work, files: await offer(work.directory) };
}

/** The most memory that a process ever held, in bytes (proc_pid_status(5), VmHWM). */
async function peakMemory(pid: number | undefined): Promise<number> {
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kilobytes) * 1024;
}

it("a package of 200 MiB goes through queue and publication, and the signer never holds it", async () => {
  const work = await makeLargeWork();
  const program = await buildSignerProgram(stage);
  const child = await startSigner(stage, program);
  try {
    const before = await peakMemory(child.pid);
    const signer = createSignerClient(stage.socket);
    const envelopes = [stateStep(stage, work, "build")];
    const wish = { queue: "embargoed", release: RELEASE, update: work.update, files: work.files, envelopes };
    expect(await signer.enqueue(wish)).toMatchObject({ suite: "bookworm-embargoed" });
    expect(await signer.publish(await goodRequest(stage, work))).toMatchObject({ suite: "bookworm-security" });
    const grown = (await peakMemory(child.pid)) - before;
    expect(before).toBeGreaterThan(20 * MEBIBYTE);
    expect(grown).toBeLessThan(100 * MEBIBYTE);
  } finally {
    await kill(child);
  }
}, 600_000);
