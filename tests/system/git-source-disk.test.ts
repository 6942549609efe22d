import { mkdir, readdir, rm } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bundle, commit, type GitWorld, git, openGitWorld, put, send, take, tiny } from "./git-source-kit.ts";
import { openStage, runner, type Stage } from "./signer-kit.ts";

const MEBIBYTE = 1024 * 1024;
const ALLOWED = 64 * MEBIBYTE;
const FILES = 256;
const FILE_MEBIBYTES = 8;

let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
});

afterAll(() => stage?.remove());

async function tagged(made: GitWorld, name: string): Promise<void> {
  await git(made, ["tag", "--sign", `--message=${name}`, name], stage.people.tom);
}

/** An upstream tarball of some hundred kilobytes that unpacks to 2 GiB, in files that are each of a usual size. */
async function bomb(): Promise<string> {
  const tree = path.join(stage.root, "tiny-1.0");
  const orig = path.join(stage.root, "tiny_1.0.orig.tar.xz");
  await mkdir(tree);
  // Holes, so that the test itself takes no disk; tar writes them out.
  const script = `for i in $(seq ${FILES}); do truncate --size=${FILE_MEBIBYTES}M "$1/$i"; done
    tar --create --directory "$(dirname "$1")" tiny-1.0 | xz -0 >"$2"`;
  await runner.run({ argv: ["sh", "-euc", script, "pack", tree, orig], timeLimitMs: 300_000 });
  await rm(tree, { recursive: true });
  return orig;
}

async function diskUse(directory: string): Promise<number> {
  const argv = ["du", "--summarize", "--block-size=1", directory] as const;
  const { stdout } = await runner.run({ argv, timeLimitMs: 60_000, okExitCodes: [0, 1] });
  return Number(Buffer.from(stdout).toString().split("\t")[0]);
}

test("a tarball that unpacks to far more than is allowed is stopped on the way, and everything is gone again", async () => {
  const made = await openGitWorld(stage, "bomb");
  await put(made, tiny("1.0-1", "3.0 (quilt)"));
  await commit(made);
  await tagged(made, "debian/1.0-1");
  const files = [await bundle(made, ["refs/tags/debian/1.0-1"]), await send(made, await bomb())];
  const { scratch } = made.context;
  let most = 0;
  let ended = false;
  const watching = (async () => {
    while (!ended) most = Math.max(most, await diskUse(scratch));
  })();
  const taken = take(made, files, "debian/1.0-1", { bytes: ALLOWED, isShort: false }).finally(() => {
    ended = true;
  });
  await expect(taken).rejects.toMatchObject({
    code: "INPUT_INVALID",
    message: "Making the source takes more than 0.1 GiB of the disk.",
  });
  await watching;
  // It was on its way there, and did not arrive.
  expect(most).toBeGreaterThan(ALLOWED);
  expect(most).toBeLessThan(0.75 * FILES * FILE_MEBIBYTES * MEBIBYTE);
  expect(await readdir(scratch)).toEqual([]);
}, 600_000);

test("on a disk that has little left, the disk is what is said to be full", async () => {
  const made = await openGitWorld(stage, "short");
  await put(made, { ...tiny("1.0"), "large.bin": "x".repeat(16 * MEBIBYTE) });
  await commit(made);
  await tagged(made, "v1");
  const files = [await bundle(made, ["refs/tags/v1"])];
  await expect(take(made, files, "v1", { bytes: MEBIBYTE, isShort: true })).rejects.toMatchObject({
    code: "DISK_FULL",
  });
}, 120_000);

test("a source that stays within what is allowed is made as ever", async () => {
  const made = await openGitWorld(stage, "small");
  await put(made, tiny("1.0"));
  await commit(made);
  await tagged(made, "v1");
  const taken = await take(made, [await bundle(made, ["refs/tags/v1"])], "v1", { bytes: ALLOWED, isShort: true });
  expect(taken.dsc).toMatchObject({ source: "tiny", version: "1.0" });
}, 120_000);
