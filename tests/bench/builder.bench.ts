import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Lease, NamedFile, Phase } from "../../src/builder/index.ts";
import { debianSource, publishSmallArchive } from "../system/builder-archive.ts";
import { type Ended, type SmallDesk, startSmallDesk } from "../system/builder-desk.ts";
import { installBuilder } from "../system/builder-program.ts";
import type { Report } from "./report.ts";

const SOURCE = "libmodbus";
const VULNERABLE = "3.1.6-2.1";

/**
 * One real security update through the builder: cold, then with base, indices and .deb files warm, then the proofs, the test
 * and the machine. Our own share of the warm build is what is not the base tools' time.
 */
export async function bench(report: Report): Promise<void> {
  const directory = mkdtempSync("/var/tmp/sameday-bench-");
  const builder = installBuilder();
  const desk = await startSmallDesk(directory, [{ name: "ash", publicKey: builder.key.publicKey }]);
  const running = await builder.start(desk.url);
  try {
    const files = await fetchSource(desk, directory);
    const version = files.find((file) => file.name.endsWith(".dsc"))?.name.replace(/^[^_]+_|\.dsc$/g, "") ?? "";
    const common = {
      update: "bench",
      source: SOURCE,
      version,
      release: "bookworm",
      architecture: "amd64",
      timeLimitMs: 20 * 60_000,
      logLimitBytes: 64 * 1024 ** 2,
      apt: [debianSource(false), debianSource(true)],
      leftOut: [],
    };
    const step = async (name: string, lease: Lease): Promise<Ended> => {
      const begun = performance.now();
      const ended = await desk.lease(lease);
      const wall = performance.now() - begun;
      if (ended.finish.outcome !== "done")
        throw new Error(`${name}: ${ended.finish.message}\n${ended.log.slice(-4000)}`);
      const { result } = ended.statement.predicate;
      if (result !== "passed") throw new Error(`${name}: ${result}\n${ended.log.slice(-4000)}`);
      report({ name, value: Math.round(wall) / 1000, unit: "s" });
      const { phases } = ended.statement.predicate.findings as { phases: readonly Phase[] };
      for (const phase of phases) report({ name: `  ${phase.name}`, value: phase.milliseconds / 1000, unit: "s" });
      return ended;
    };
    const build = { ...common, step: "build" as const, files, archAll: true };
    await step("build, cold", { ...build, lease: "cold" });
    const first = await step("build, warm", { ...build, lease: "warm" });
    const built = first.finish.outcome === "done" ? first.finish.files : [];
    const findings = first.statement.predicate.findings as { environment: Environment[]; phases: Phase[] };
    report({ name: "build, warm: share of ours", value: ownShare(findings.phases), unit: "%", limit: 5 });
    const environment = findings.environment.map(asFile);
    const prove = { ...common, step: "prove" as const, files, archAll: true, built, environment };
    for (const kind of ["variation", "recreation"] as const) {
      await step(kind, { ...prove, kind, lease: kind });
    }
    await step("autopkgtest", { ...common, step: "test", lease: "test", files, built });
    const debs = built.filter((file) => file.name.endsWith(".deb"));
    const archive = await publishSmallArchive(
      debs.map((file) => ({ name: file.name, path: join(directory, file.sha256) })),
      "amd64",
    );
    const packages = [{ name: "libmodbus5", vulnerable: VULNERABLE, fixed: version }];
    await step("machine, cold", { ...common, step: "machine", lease: "machine-1", target: archive.source, packages });
    await step("machine, warm", { ...common, step: "machine", lease: "machine-2", target: archive.source, packages });
    archive.close();
  } finally {
    await running.stop();
    await desk.goAway();
    builder.remove();
    rmSync(directory, { recursive: true, force: true });
  }
}

interface Environment {
  readonly package: string;
  readonly version: string;
  readonly architecture: string;
  readonly sha256: string;
}

function asFile(one: Environment): NamedFile {
  const name = `${one.package}_${one.version.replaceAll(":", "%3a")}_${one.architecture}.deb`;
  return { name, sha256: one.sha256, size: 0 };
}

/** Everything but what apt-get and dpkg-buildpackage do. */
function ownShare(phases: readonly Phase[]): number {
  const total = phases.reduce((sum, phase) => sum + phase.milliseconds, 0);
  const tools = phases.filter(({ name }) => name === "build" || name === "dependencies");
  return Math.round((1000 * (total - tools.reduce((sum, phase) => sum + phase.milliseconds, 0))) / total) / 10;
}

/** The newest source of the security suite, by apt itself with lists of its own. */
async function fetchSource(desk: SmallDesk, directory: string): Promise<NamedFile[]> {
  const { url, suite } = debianSource(true);
  const apt = join(directory, "apt");
  mkdirSync(join(apt, "lists/partial"), { recursive: true });
  mkdirSync(join(apt, "source"));
  const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";
  writeFileSync(join(apt, "sources.list"), `deb-src [signed-by=${keyring}] ${url} ${suite} main\n`);
  const settings = {
    "Dir::Etc::sourcelist": join(apt, "sources.list"),
    "Dir::Etc::sourceparts": "/dev/null",
    "Dir::State::lists": join(apt, "lists"),
    "Dir::Cache::pkgcache": "",
    "Dir::Cache::srcpkgcache": "",
    "APT::Sandbox::User": "",
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
  execFileSync("apt-get", [...options, "-q", "update"], { stdio: "ignore" });
  const source = ["source", "--download-only", SOURCE];
  execFileSync("apt-get", [...options, "-q", ...source], { cwd: join(apt, "source"), stdio: "ignore" });
  const names = readdirSync(join(apt, "source"));
  return Promise.all(names.map((name) => desk.offer(name, readFileSync(join(apt, "source", name)))));
}
