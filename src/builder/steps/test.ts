import { copyFile, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { stepFailure } from "../failure.ts";
import type { NamedFile, TestFindings, TestLease } from "../protocol.ts";
import { announce, fetchFiles, runIn, type StepContext, type StepOutcome } from "./context.ts";
import { type Room, withRoom } from "./room.ts";
import { dscOf } from "./source.ts";
import { judgeExit, parseSummary } from "./summary.ts";

const EXIT_CODES = [0, 2, 4, 6, 8, 12, 14, 16, 20] as const;

/** No shadow entry: `x` would send su(1) to look for one and fail. */
const ADD_TESTER = `
printf 'tester:*:1000:1000::/tmp:/bin/sh\\n' >>/chroot/etc/passwd
printf 'tester:x:1000:\\n' >>/chroot/etc/group`;

/**
 * Runs the source's own tests (autopkgtest(1)) against the built packages, installed in a throw-away chroot.
 * autopkgtest itself is this machine's and runs in the tools root, so that a test that leaves its chroot finds no files of
 * the builder. With network: tests install their dependencies, and some say that they need it.
 */
export function testPackages(context: StepContext<TestLease>): Promise<StepOutcome> {
  const { lease, phases } = context;
  const spec = { kind: "build" as const, architecture: lease.architecture, apt: lease.apt };
  return withRoom(context, { spec, hostName: "testbed", root: "tools" }, async (room) => {
    const debs = lease.built.filter((file) => file.name.endsWith(".deb"));
    await phases.time("fetch", () => placeFiles(context, room, [...lease.files, ...debs]));
    announce(context, `test ${lease.source} ${lease.version}`);
    const { exitCode } = await phases.time("test", () => autopkgtest(context, room, dscOf(lease.files).name, debs));
    const verdict = judgeExit(exitCode);
    if (verdict === "testbed") throw stepFailure("chroot", `The test bed failed (autopkgtest answered ${exitCode}).`);
    const summary = await readFile(join(room.chroot.exchange, "summary"), "utf8").catch(() => "");
    const findings: Omit<TestFindings, "phases"> = { tests: parseSummary(summary, verdict) };
    return { result: verdict, findings, subjects: debs, files: [], used: [], tools: [] };
  });
}

async function placeFiles(context: StepContext, room: Room, files: readonly NamedFile[]): Promise<void> {
  const paths = await fetchFiles(context, files);
  const directory = join(room.chroot.exchange, "tested");
  await mkdir(directory);
  for (const [index, path] of paths.entries()) await copyFile(path, join(directory, files[index]?.name ?? ""));
}

async function autopkgtest(
  context: StepContext,
  room: Room,
  dsc: string,
  debs: readonly NamedFile[],
): Promise<{ readonly exitCode: number }> {
  const { chroot } = room;
  await runIn(context, chroot, { argv: ["sh", "-euc", ADD_TESTER], network: false });
  return runIn(context, chroot, {
    argv: [
      "autopkgtest",
      "--no-built-binaries",
      "--user=tester",
      "--summary-file=/.sameday/summary",
      ...debs.map((file) => `/.sameday/tested/${file.name}`),
      `/.sameday/tested/${dsc}`,
      "--",
      "chroot",
      "/chroot",
    ],
    network: true,
    cwd: "/tmp",
    okExitCodes: EXIT_CODES,
  });
}
