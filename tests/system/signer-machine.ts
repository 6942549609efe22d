import { cp, mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Finished, ProcessRunner } from "../../src/kernel/index.ts";
import { createProcessRunner } from "../../src/system/index.ts";

/** A time that moves only when a test says so, for the signer and for every program that it and the machines start. */
export interface FakeTime {
  now: Date;
  readonly runner: ProcessRunner;
}

/** faketime(1) gives a program the hour; the times of files stay as they are on the disk. */
export function fakeTime(start: Date): FakeTime {
  const real = createProcessRunner("/nonexistent");
  const time: FakeTime = {
    now: start,
    runner: {
      run: (command) =>
        real.run({
          ...command,
          argv: ["faketime", "-f", `@${time.now.toISOString().slice(0, 19).replace("T", " ")}`, ...command.argv],
          env: { NO_FAKE_STAT: "1", ...command.env },
        }),
    },
  };
  return time;
}

/** A machine with its own apt, dpkg and files under a directory: what apt installs is really installed there. */
export interface Machine {
  readonly root: string;
  readonly keyring: string;
  /** `apt-get update && apt-get upgrade`, as an administrator types it; answers what apt complained of. */
  upgrade(): Promise<string>;
  apt(...args: string[]): Promise<Finished>;
  dpkg(...args: string[]): Promise<Finished>;
  /** The fields that apt knows of a package, like `Filename` and `SHA256`. */
  show(name: string): Promise<(field: string) => string>;
  /** Installed version; empty when it is not. */
  version(name: string): Promise<string>;
}

/** A machine under `root` that takes its updates from this archive, with the keyring that its keyring package installs. */
export async function bootMachine(time: FakeTime, root: string, archive: string, name: string): Promise<Machine> {
  const admin = join(root, "var/lib/dpkg");
  for (const directory of ["etc/apt/apt.conf.d", "etc/apt/preferences.d", "var/lib/apt/lists/partial", "var/log"]) {
    await mkdir(join(root, directory), { recursive: true });
  }
  for (const directory of ["info", "updates", "triggers"]) await mkdir(join(admin, directory), { recursive: true });
  await mkdir(join(root, "var/cache/apt/archives/partial"), { recursive: true });
  await writeFile(join(admin, "status"), "");
  const keyring = join(root, "usr/share/keyrings", `${name}-security-keyring.gpg`);
  const source = `deb [signed-by=${keyring}] ${archive} bookworm-security main\n`;
  await writeFile(join(root, "etc/apt/sources.list"), source);
  const dpkgFlags = [`--root=${root}`, "--force-not-root", "--log=/dev/null"];
  const options: readonly (readonly [string, string])[] = [
    ["Dir", root],
    // The real machine's settings are read when these say where they lie: a mirror for builds may not check dates.
    ["Dir::Etc", join(root, "etc/apt/")],
    ["Dir::State::status", join(admin, "status")],
    ["Dir::Bin::methods", "/usr/lib/apt/methods"],
    ["Dir::Bin::dpkg", "/usr/bin/dpkg"],
    ["APT::Architecture", "amd64"],
    ["APT::Sandbox::User", "root"],
    ["Acquire::http::Proxy", "DIRECT"],
    ["Acquire::Languages", "none"],
    ["DPkg::Use-Pty", "false"],
    ...dpkgFlags.map((flag) => ["DPkg::Options::", flag] as const),
  ];
  const settings = join(root, "machine.conf");
  await writeFile(settings, options.map(([option, value]) => `${option} "${value}";\n`).join(""));
  const env = { APT_CONFIG: settings, DEBIAN_FRONTEND: "noninteractive" };
  const run = (argv: readonly [string, ...string[]]): Promise<Finished> =>
    time.runner.run({ argv, env, cwd: root, timeLimitMs: 120_000, okExitCodes: [0, 1, 2, 100] });
  const apt: Machine["apt"] = (...args) => run(["apt-get", ...args]);
  const dpkg: Machine["dpkg"] = (...args) => run(["dpkg", ...dpkgFlags, ...args]);
  return {
    root,
    keyring,
    apt,
    dpkg,
    async upgrade() {
      const update = await apt("update");
      const upgrade = await apt("--yes", "upgrade");
      return update.stderr + upgrade.stderr;
    },
    async show(package_) {
      const { stdout } = await run(["apt-cache", "show", package_]);
      const text = Buffer.from(stdout).toString();
      return (field) => new RegExp(`^${field}: (.*)$`, "m").exec(text)?.[1] ?? "";
    },
    async version(package_) {
      // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query(1) has this form
      const show = ["--show", "--showformat=${db:Status-Abbrev}${Version}", package_];
      const { stdout } = await run(["dpkg-query", `--admindir=${admin}`, ...show]);
      return /^ii (.*)$/.exec(Buffer.from(stdout).toString())?.[1] ?? "";
    },
  };
}

/** The same machine as it was at some time, under another directory: one that is switched off until it is used again. */
export async function switchedOff(
  time: FakeTime,
  machine: Machine,
  root: string,
  archive: string,
  name: string,
): Promise<Machine> {
  const off = await bootMachine(time, root, archive, name);
  for (const directory of ["var/lib/dpkg", "var/lib/apt", "usr"]) {
    await cp(join(machine.root, directory), join(root, directory), { recursive: true });
  }
  return off;
}

/** Secret halves in a GNUPGHOME, as files: what a copy of the directory would give away. */
export async function secretKeys(home: string): Promise<readonly string[]> {
  return readdir(join(home, "private-keys-v1.d"));
}
