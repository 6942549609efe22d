import { spawn } from "node:child_process";
import { chmod, chown, mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSignerClient, signerLayout } from "../../src/signer/index.ts";
import { goodRequest, makeWork, openStage, RELEASE, runner, type Stage, stateStep } from "./signer-kit.ts";
import { buildSignerProgram, kill } from "./signer-process.ts";

/** Numbers that no user of the machine has: server and signer as the desk starts them, and somebody else. */
const SERVER = 61_001;
const SIGNER = 61_002;
const STRANGER = 61_003;

describe.skipIf(process.getuid?.() !== 0)("as users of their own", () => {
  let stage: Stage;
  let child: ReturnType<typeof spawn>;

  beforeAll(async () => {
    const made = await openStage();
    const run = join(made.root, "run");
    stage = { ...made, socket: join(run, "socket") };
    await chmod(stage.root, 0o755);
    const layout = signerLayout(stage.signer);
    await prepare(stage.signer, SIGNER, SIGNER, 0o711);
    await prepare(layout.queues, SIGNER, SERVER, 0o2750);
    await prepare(run, SIGNER, SERVER, 0o2750);
    await prepare(stage.exchange, SERVER, SIGNER, 0o2750);
    const program = await buildSignerProgram(stage);
    child = spawn(process.execPath, [program], { uid: SIGNER, gid: SIGNER, cwd: "/", stdio: "inherit" });
  });

  afterAll(async () => {
    await kill(child);
    await stage.remove();
  });

  async function prepare(path: string, uid: number, gid: number, mode: number): Promise<void> {
    await mkdir(path, { recursive: true });
    await chown(path, uid, gid);
    await chmod(path, mode);
  }

  /** Whether somebody with this number, as user and group, can read the file. */
  async function canRead(who: number, path: string): Promise<boolean> {
    const identity = [`--reuid=${who}`, `--regid=${who}`, "--clear-groups"];
    const argv = ["setpriv", ...identity, "head", "-c", "1", path] as const;
    return (await runner.run({ argv, timeLimitMs: 5000, okExitCodes: [0, 1] })).exitCode === 0;
  }

  async function canWrite(who: number, path: string): Promise<boolean> {
    const identity = [`--reuid=${who}`, `--regid=${who}`, "--clear-groups"];
    const argv = ["setpriv", ...identity, "test", "-w", path] as const;
    return (await runner.run({ argv, timeLimitMs: 5000, okExitCodes: [0, 1] })).exitCode === 0;
  }

  it("the server reads what the signer made, strangers only what is public, and nobody the keys", async () => {
    const signer = createSignerClient(stage.socket, { patienceMs: 30_000 });
    const work = await makeWork(stage, { version: "1.0" });
    await chmod(work.directory, 0o750);
    await chown(work.directory, SERVER, SIGNER);
    const envelopes = [stateStep(stage, work, "build")];
    for (const queue of ["embargoed", "public"]) {
      await signer.enqueue({ queue, release: RELEASE, update: work.update, files: work.files, envelopes });
    }
    const published = await signer.publish(await goodRequest(stage, work));
    expect(published).toMatchObject({ suite: "bookworm-security" });

    const seen = async (tree: string, suite: string): Promise<readonly string[]> => {
      const names = await readdir(join(tree, "pool"), { recursive: true, withFileTypes: true });
      const pool = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
      const dist = ["InRelease", "main/binary-amd64/Packages.xz"].map((name) => join(tree, "dists", suite, name));
      return [...pool, ...dist];
    };
    const { publicTree, queues, keys, state, log } = signerLayout(stage.signer);
    for (const path of await seen(publicTree, "bookworm-security")) {
      expect([path, await canRead(SERVER, path), await canRead(STRANGER, path)]).toEqual([path, true, true]);
    }
    for (const path of await seen(join(queues, "embargoed"), "bookworm-embargoed")) {
      expect([path, await canRead(SERVER, path), await canRead(STRANGER, path)]).toEqual([path, true, false]);
      expect(await canWrite(SERVER, path)).toBe(false);
    }
    for (const path of [join(keys, "keys.json"), join(state, "bookworm-security", `${published.serial}.json`), log]) {
      expect([path, await canRead(SIGNER, path), await canRead(SERVER, path)]).toEqual([path, true, false]);
    }
    expect(await canWrite(SERVER, stage.socket)).toBe(true);
    expect(await canWrite(STRANGER, stage.socket)).toBe(false);
  });
});
