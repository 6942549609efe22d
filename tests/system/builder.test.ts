import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type {
  BuildFindings,
  BuildLease,
  Finish,
  MachineFindings,
  NamedFile,
  ProveFindings,
  ProveLease,
  TestFindings,
} from "../../src/builder/index.ts";
import { sha256 } from "../../src/kernel/index.ts";
import { debianSource, publishSmallArchive } from "./builder-archive.ts";
import { type Ended, type SmallDesk, startSmallDesk } from "./builder-desk.ts";
import { type BuilderProgram, installBuilder, type RunningBuilder } from "./builder-program.ts";
import { makeTinySource, TINY, TINY_VERSION } from "./builder-source.ts";

/** The builder as a process of a plain user, real chroots, a real archive; the desk is small but checks every signature. */
let directory: string;
let program: BuilderProgram;
let desk: SmallDesk;
let builder: RunningBuilder;
let number = 0;

const SPACE = { space: 700, indicesMaxAgeMinutes: 60 };

beforeAll(async () => {
  directory = mkdtempSync("/var/tmp/sameday-desk-");
  program = installBuilder();
  desk = await startSmallDesk(directory, [{ name: "ash", publicKey: program.key.publicKey }]);
  builder = await program.start(desk.url, SPACE);
});

afterAll(async () => {
  await builder?.stop();
  await desk?.goAway();
  program?.remove();
  rmSync(directory, { recursive: true, force: true });
});

function buildLease(files: readonly NamedFile[], more: Partial<BuildLease> = {}): BuildLease {
  number += 1;
  return {
    step: "build",
    lease: `lease-${number}`,
    update: "tiny-update",
    source: TINY,
    version: TINY_VERSION,
    release: "bookworm",
    architecture: "amd64",
    timeLimitMs: 300_000,
    logLimitBytes: 8 * 1024 * 1024,
    apt: [debianSource(false)],
    leftOut: [],
    files,
    archAll: true,
    ...more,
  };
}

function proveLease(kind: ProveLease["kind"], files: readonly NamedFile[], first: Ended): ProveLease {
  const environment = findings<BuildFindings>(first).environment.map((one) => ({
    name: `${one.package}_${one.version.replaceAll(":", "%3a")}_${one.architecture}.deb`,
    sha256: one.sha256,
    size: 0,
  }));
  return { ...buildLease(files), step: "prove", kind, built: done(first).files, environment };
}

function findings<T>(ended: Ended): T {
  return ended.statement.predicate.findings as T;
}

function done(ended: Ended): Finish & { outcome: "done" } {
  if (ended.finish.outcome !== "done") throw new Error(`${ended.finish.reason}: ${ended.finish.message}\n${ended.log}`);
  return ended.finish;
}

function failed(ended: Ended): Finish & { outcome: "failed" } {
  if (ended.finish.outcome !== "failed") throw new Error(`it should have failed\n${ended.log}`);
  expect(ended.statement.predicate.result).toBe("failed");
  return ended.finish;
}

async function until(condition: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`never: ${what}\n${builder.lines.join("\n")}`);
    await wait(50);
  }
}

function running(marker: string): boolean {
  return execFileSync("ps", ["-eo", "args"]).toString().split("\n").includes(marker);
}

describe("one update through all steps", () => {
  let files: NamedFile[];
  let first: Ended;
  let built: readonly NamedFile[];

  beforeAll(async () => {
    files = await makeTinySource(desk);
    first = await desk.lease(buildLease(files));
    built = done(first).files;
  });

  test("build: what it made is uploaded, named by the statement, and every .deb of its environment is kept", async () => {
    expect(built.map((file) => file.name).sort()).toEqual([
      `${TINY}_${TINY_VERSION}_amd64.buildinfo`,
      `${TINY}_${TINY_VERSION}_amd64.changes`,
      `${TINY}_${TINY_VERSION}_amd64.deb`,
    ]);
    for (const file of built) expect(sha256(await desk.read(file.sha256))).toBe(file.sha256);
    const { environment, phases, network } = findings<BuildFindings>(first);
    expect(network).toBe("none");
    expect(environment.map((one) => one.package)).toEqual(expect.arrayContaining(["hello", "gcc", "libc6", "dpkg"]));
    for (const one of environment) expect(await desk.has(one.sha256)).toBe(true);
    expect(phases.map((phase) => phase.name)).toEqual(expect.arrayContaining(["base", "dependencies", "build"]));
    expect(first.statement.predicate.party).toBe("builder:ash");
    expect(first.statement.predicate.tools.map((tool) => tool.name)).toEqual(
      expect.arrayContaining(["mmdebstrap", "dpkg"]),
    );
    expect(first.log).toContain("dpkg-buildpackage");
    expect(desk.refusals).toEqual([]);
  });

  test("build again, warm: nothing is downloaded, the result is the same", async () => {
    const again = await desk.lease(buildLease(files));
    expect(again.log).toContain("Need to get 0 B/");
    const debs = (ended: Ended): string[] =>
      done(ended)
        .files.filter((file) => file.name.endsWith(".deb"))
        .map((file) => file.sha256);
    expect(debs(again)).toEqual(debs(first));
  });

  test("variation: other path, time, zone, locale, host, user, umask give the same bits", async () => {
    const ended = await desk.lease(proveLease("variation", files, first));
    done(ended);
    expect(ended.statement.predicate.result).toBe("passed");
    const found = findings<ProveFindings>(ended);
    expect(found.files.map((file) => file.same)).toEqual([true]);
    expect(found.variations).toEqual(expect.arrayContaining(["time +398 days", "locale fr_CH.UTF-8", "umask 0002"]));
  });

  test("recreation: the environment comes back from the .buildinfo and kept files alone", async () => {
    const lease = proveLease("recreation", files, first);
    const ended = await desk.lease(lease);
    done(ended);
    expect(ended.statement.predicate.result).toBe("passed");
    expect(findings<ProveFindings>(ended).files.map((file) => file.same)).toEqual([true]);
  });

  test("recreation without one of the kept files says which", async () => {
    const lease = proveLease("recreation", files, first);
    const environment = lease.environment.filter((file) => !file.name.startsWith("hello_"));
    const finish = failed(await desk.lease({ ...lease, environment }));
    expect(finish).toMatchObject({ reason: "dependencies", message: expect.stringContaining("hello") });
  });

  test("test: the package's own tests run against what was built", async () => {
    const ended = await desk.lease({ ...buildLease(files), step: "test", built });
    done(ended);
    expect(findings<TestFindings>(ended).tests).toEqual([
      { name: "prints", verdict: "pass", detail: "" },
      { name: "root", verdict: "pass", detail: "" },
    ]);
    expect(ended.statement.predicate.result).toBe("passed");
  });

  test("machine: real apt upgrades the version of the release from a suite behind a token", async () => {
    const [deb] = built.filter((file) => file.name.endsWith(".deb"));
    if (!deb) throw new Error("nothing was built");
    const archive = await publishSmallArchive(
      [{ name: deb.name, path: join(directory, deb.sha256) }],
      "amd64",
      "secret",
    );
    try {
      const vulnerable = findings<BuildFindings>(first).environment.find((one) => one.package === TINY)?.version ?? "";
      const machine = {
        ...buildLease(files),
        step: "machine" as const,
        target: archive.source,
        packages: [{ name: TINY, vulnerable, fixed: TINY_VERSION }],
      };
      const refused = failed(
        await desk.lease({ ...machine, auth: `machine ${archive.source.url} login tester password no\n` }),
      );
      expect(refused.reason).toBe("dependencies");
      const auth = `machine ${archive.source.url} login tester password secret\n`;
      const ended = await desk.lease({ ...machine, lease: "machine-2", auth });
      done(ended);
      expect(ended.statement.predicate.result).toBe("passed");
      const found = findings<MachineFindings>(ended);
      expect(found.packages).toEqual([{ name: TINY, before: vulnerable, after: TINY_VERSION }]);
      expect(found.proof).toBe(`${TINY} ${TINY_VERSION}\n`);
      expect(ended.log).not.toContain("secret");
    } finally {
      archive.close();
    }
  });
});

describe("what a source may not do, and what is said of it", () => {
  test("a package without tests has nothing to do", async () => {
    const files = await makeTinySource(desk, { tests: false });
    const built = done(await desk.lease(buildLease(files))).files;
    const ended = await desk.lease({ ...buildLease(files), step: "test", built });
    done(ended);
    expect(ended.statement.predicate.result).toBe("nothing-to-do");
  });

  test("a time in the package is found by the variation, and named", async () => {
    const files = await makeTinySource(desk, { stamp: "$(shell date +%Y-%m-%dT%H:%M)" });
    const first = await desk.lease(buildLease(files));
    const ended = await desk.lease(proveLease("variation", files, first));
    const [report] = done(ended).files;
    expect(ended.statement.predicate.result).toBe("failed");
    const [file] = findings<ProveFindings>(ended).files;
    expect(file).toMatchObject({ same: false, cause: "./usr/share/tiny/stamp differs: a time" });
    expect((await desk.read(report?.sha256 ?? "")).toString()).toContain("usr/share/tiny/stamp");
  });

  test("the network is not there during the build, the loopback is", async () => {
    const port = new URL(desk.url).port;
    const probe = `perl -MIO::Socket::INET -e '$l = IO::Socket::INET->new(Listen => 1, LocalAddr => "127.0.0.1") or die "no loopback"; IO::Socket::INET->new(PeerAddr => "127.0.0.1", PeerPort => $l->sockport) or die "loopback down"; exit(IO::Socket::INET->new(PeerAddr => "127.0.0.1", PeerPort => ${port}, Timeout => 2) ? 1 : 0)'`;
    const files = await makeTinySource(desk, { build: `${probe}\n! getent hosts deb.debian.org` });
    done(await desk.lease(buildLease(files)));
  });

  test("nothing of this machine, its users or the base can be reached or changed", async () => {
    const build = `test "$(id -u)" = 1000
! ls /.sameday/source
! touch /usr/bin/owned
test ! -e ${program.directory}
test -z "$(ls -A /home)"
test ! -e /.old`;
    done(await desk.lease(buildLease(await makeTinySource(desk, { build }))));
  });

  test.each([
    ["does not build", { build: "false" }, {}, "does-not-build"],
    ["writes a log without end", { build: "yes" }, { logLimitBytes: 1024 * 1024 }, "log-too-large"],
    [
      "hangs, with a child that hides in a session of its own",
      { build: "setsid sleep 98765.1 & sleep 98765.2" },
      { timeLimitMs: 8000 },
      "timed-out",
    ],
    ["fills the disk", { build: "head -c 900M /dev/zero > filler" }, {}, "disk-full"],
    ["needs what does not exist", { needs: "no-such-package-here" }, {}, "dependencies"],
  ] as const)("a build that %s", async (_name, options, more, reason) => {
    const files = await makeTinySource(desk, options);
    const lease = buildLease(files, more);
    const ended = await desk.lease(lease);
    expect(failed(ended)).toMatchObject({ reason });
    expect(ended.log.length).toBeLessThanOrEqual(lease.logLimitBytes);
    expect(running("sleep 98765.1") || running("sleep 98765.2")).toBe(false);
  });

  test("i386 is built on this kernel", async () => {
    const build = `test "$(uname -m)" = i686`;
    const ended = await desk.lease(buildLease(await makeTinySource(desk, { build }), { architecture: "i386" }));
    expect(done(ended).files.map((file) => file.name)).toContain(`${TINY}_${TINY_VERSION}_i386.deb`);
  });
});

describe("when somebody dies", () => {
  const hang = { build: "echo now it hangs\nsleep 98765.3" };

  test("a server that is away while a build ends gets the finish when it is back", async () => {
    const lease = buildLease(await makeTinySource(desk, { build: "echo half way\nsleep 4" }));
    const ended = desk.lease(lease);
    await until(() => desk.logOf(lease.lease).includes("half way"), "the build begins");
    await desk.goAway();
    await wait(7000);
    await desk.comeBack();
    done(await ended);
  });

  test("a withdrawn lease ends its step", async () => {
    const lease = buildLease(await makeTinySource(desk, hang));
    void desk.lease(lease);
    await until(() => running("sleep 98765.3"), "the build hangs");
    desk.withdraw(lease.lease);
    await until(() => !running("sleep 98765.3"), "the build is ended");
  });

  test("a builder killed in the middle leaves no process, and the next one cleans up and works", async () => {
    void desk.lease(buildLease(await makeTinySource(desk, hang)));
    await until(() => running("sleep 98765.3"), "the build hangs");
    await builder.kill();
    await until(() => !running("sleep 98765.3"), "the chroot ends with its builder");
    const work = join(program.directory, "state/work");
    expect(readdirSync(work).length).toBeGreaterThan(0);
    const mounted = execFileSync("cat", ["/proc/mounts"]).toString();
    expect(mounted).not.toContain(program.directory);
    // Not in memory this time: what is left on disk belongs to subordinate users.
    builder = await program.start(desk.url, { ...SPACE, space: "disk" });
    done(await desk.lease(buildLease(await makeTinySource(desk))));
    await until(() => readdirSync(work).length === 0, "nothing is left");
    expect(builder.lines.join("\n")).toContain("cleaning up");
  });

  test("asked to stop, it stops at once, in the middle of a step", async () => {
    void desk.lease(buildLease(await makeTinySource(desk, hang)));
    await until(() => running("sleep 98765.3"), "the build hangs");
    const begun = Date.now();
    expect(await builder.stop()).toBe(0);
    expect(Date.now() - begun).toBeLessThan(20_000);
    expect(running("sleep 98765.3")).toBe(false);
  });
});
