import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { DAY_MS } from "../../src/kernel/index.ts";
import { createSignerClient, runSigner, verifySignerLog } from "../../src/signer/index.ts";
import { systemClock, systemRandom } from "../../src/system/index.ts";
import { approvers, goodRequest, makeWork, openStage, RELEASE, runner, type Stage, stateStep } from "./signer-kit.ts";
import { buildSignerProgram, kill, poolPlaces, requireWholeSuite, spawnSigner, startSigner } from "./signer-process.ts";

const SECURITY = "bookworm-security";
const MOMENTS = 8;

async function archiveKeyring(stage: Stage): Promise<string> {
  const path = join(stage.root, "archive.asc");
  const keys = (await createSignerClient(stage.socket).keys()).filter((key) => key.use === "archive");
  await writeFile(path, keys.map((key) => key.publicKey).join("\n"));
  return path;
}

function releaseField(text: string, name: string): string {
  return new RegExp(`^${name}: (.*)$`, "m").exec(text)?.[1] ?? "";
}

describe("time", () => {
  it("makes the signer sign again before a Release is no longer valid, and never with an earlier date", async () => {
    const stage = await openStage();
    const { signer: directory, socket: socketPath, exchange, definition } = stage;
    const runAt = (now: Date) =>
      runSigner({
        ...{ directory, socketPath, exchange, definition, runner, random: systemRandom },
        clock: { now: () => now },
      });
    const readRelease = () => readFile(join(directory, "public", "dists", SECURITY, "Release"), "utf8");
    const begin = Date.now();
    try {
      await (await runAt(new Date(begin))).close();
      const first = await readRelease();
      await (await runAt(new Date(begin + 3 * DAY_MS))).close();
      expect(await readRelease()).toBe(first);
      await (await runAt(new Date(begin + 4 * DAY_MS))).close();
      const second = await readRelease();
      const validFor = Date.parse(releaseField(second, "Valid-Until")) - (begin + 4 * DAY_MS);
      expect(Math.round(validFor / DAY_MS)).toBe(7);
      // A clock that was corrected by some seconds: what is signed next still carries the later date.
      const running = await runAt(new Date(begin + 4 * DAY_MS - 5000));
      const work = await makeWork(stage, { version: "1.0" });
      approvers.now = () => new Date(begin + 4 * DAY_MS);
      await createSignerClient(socketPath).publish(await goodRequest(stage, work));
      await running.close();
      expect(Date.parse(releaseField(await readRelease(), "Date"))).toBe(Date.parse(releaseField(second, "Date")));
    } finally {
      approvers.now = () => new Date();
      await stage.remove();
    }
  });
});

describe.skipIf(process.getuid?.() !== 0)("a full disk", () => {
  it("is said, changes nothing, and is forgotten when there is space again", async () => {
    const stage = await openStage();
    await mkdir(stage.signer);
    const options = ["-t", "tmpfs", "-o", "size=24m,mode=755", "tmpfs", stage.signer];
    await runner.run({ argv: ["mount", ...options], timeLimitMs: 10_000 });
    const ports = { runner, clock: systemClock, random: systemRandom };
    const { signer: directory, socket: socketPath, exchange, definition } = stage;
    const running = await runSigner({ directory, socketPath, exchange, definition, ...ports });
    const signer = createSignerClient(socketPath);
    const tree = join(directory, "public");
    const filler = join(directory, "filler");
    try {
      const keyring = await archiveKeyring(stage);
      const content = systemRandom.bytes(3 * 1024 * 1024).toString();
      const work = await makeWork(stage, { version: "1.0", content });
      const request = await goodRequest(stage, work);
      const before = await readdir(tree, { recursive: true });
      // From no space at all to space for some of what a publication writes: each time another step meets the end.
      for (const free of [0, 64, 512, 4096, 8192, 10240]) {
        await rm(filler, { force: true });
        const available = await freeKilobytes(directory);
        const count = `count=${Math.max(0, available - free)}`;
        const argv = ["dd", "if=/dev/zero", `of=${filler}`, "bs=1024", count, "status=none"] as const;
        await runner.run({ argv, timeLimitMs: 30_000, okExitCodes: [0, 1] });
        const error = await signer.publish(request).then(
          () => undefined,
          (thrown: { code: string }) => thrown.code,
        );
        if (error === undefined) break;
        expect(error).toBe("DISK_FULL");
        expect((await readdir(tree, { recursive: true })).sort()).toEqual(before.sort());
        await requireWholeSuite(tree, SECURITY, keyring);
      }
      await rm(filler, { force: true });
      expect(await signer.publish(request)).toMatchObject({ suite: SECURITY });
      await requireWholeSuite(tree, SECURITY, keyring);
      verifySignerLog(await readFile(join(directory, "log.jsonl"), "utf8"));
    } finally {
      await running.close();
      await runner.run({ argv: ["umount", stage.signer], timeLimitMs: 10_000 });
      await stage.remove();
    }
  });
});

async function freeKilobytes(directory: string): Promise<number> {
  const finished = await runner.run({ argv: ["df", "--output=avail", "-k", directory], timeLimitMs: 5000 });
  return Number(Buffer.from(finished.stdout).toString().split("\n")[1]);
}

describe("kill -9", () => {
  it("at any moment of a publication leaves the old or the new suite, whole, and the next start goes on", async () => {
    const stage = await openStage();
    const program = await buildSignerProgram(stage);
    const tree = join(stage.signer, "public");
    let child = await startSigner(stage, program);
    try {
      const keyring = await archiveKeyring(stage);
      const patient = createSignerClient(stage.socket, { patienceMs: 20_000 });
      const first = await makeWork(stage, { update: "u0", version: "1.0" });
      const begin = performance.now();
      await patient.publish(await goodRequest(stage, first));
      const whole = performance.now() - begin;
      const moments = Array.from({ length: MOMENTS }, (_, index) => (whole * (index + 0.5)) / MOMENTS);
      for (const [index, moment] of moments.entries()) {
        const work = await makeWork(stage, { update: `u${index + 1}`, version: `1.${index + 1}` });
        const request = await goodRequest(stage, work);
        const envelopes = [stateStep(stage, work, "build")];
        const wish = { queue: "embargoed", release: RELEASE, update: work.update, files: work.files, envelopes };
        const calls = [patient.publish(request), patient.enqueue(wish)];
        await sleep(moment);
        await kill(child);
        await requireWholeSuite(tree, SECURITY, keyring);
        child = await startSigner(stage, program);
        await requireWholeSuite(tree, SECURITY, keyring);
        // The desk's client has kept trying: both calls end well though the signer died under them.
        const [published, queued] = await Promise.all(calls);
        expect(published).toMatchObject({ suite: SECURITY });
        expect(queued).toMatchObject({ suite: "bookworm-embargoed" });
        const packages = await readFile(join(tree, "dists", SECURITY, "main/binary-amd64/Packages"), "utf8");
        expect(packages).toContain(`Version: ${work.version}\n`);
      }
      const left = (await readdir(tree, { recursive: true })).filter((name) => name.startsWith(".incoming/"));
      expect(left).toEqual([]);
      const queueKey = (await patient.keys()).find((key) => key.use === "queue");
      await writeFile(join(stage.root, "queue.asc"), queueKey?.publicKey ?? "");
      await requireWholeSuite(
        join(stage.signer, "queues/embargoed"),
        "bookworm-embargoed",
        join(stage.root, "queue.asc"),
      );
      // One place for each version and the keyring; superseded ones stay for as long as somebody may ask for them.
      expect(await poolPlaces(tree)).toHaveLength(MOMENTS + 2);
      const log = verifySignerLog(await readFile(join(stage.signer, "log.jsonl"), "utf8"));
      const signed = log.filter((entry) => entry.event === "release-signed").length;
      const settled = log.filter((entry) => entry.event === "switched" || entry.event === "abandoned").length;
      expect(settled).toBe(signed);
    } finally {
      await kill(child);
      await stage.remove();
    }
  });

  it("at any moment of a first start leaves nothing that a second start could not finish", async () => {
    const stage = await openStage();
    const program = await buildSignerProgram(stage);
    const begin = performance.now();
    await kill(await startSigner(stage, program));
    const whole = performance.now() - begin;
    try {
      for (let index = 0; index < 4; index += 1) {
        await rm(stage.signer, { recursive: true, force: true });
        const cutShort = spawnSigner(program);
        await sleep((whole * (index + 0.5)) / 4);
        await kill(cutShort);
        const child = await startSigner(stage, program);
        await requireWholeSuite(join(stage.signer, "public"), SECURITY, await archiveKeyring(stage));
        await kill(child);
      }
    } finally {
      await stage.remove();
    }
  });
});
