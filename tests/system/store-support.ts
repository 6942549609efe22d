import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chmod, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import { type Account, type Cluster, type ClusterOptions, startCluster } from "../../src/store/index.ts";
import { createProcessRunner } from "../../src/system/index.ts";

export const runner = createProcessRunner("/");
export const isRoot = process.getuid?.() === 0;

/** As root the cluster runs as the system user `sameday`, made here when missing; otherwise as whoever tests. */
export function testAccount(): Account | undefined {
  if (!isRoot) return undefined;
  const ask = (flag: string): number =>
    Number(execFileSync("id", [flag, "sameday"], { stdio: ["ignore", "pipe", "ignore"] }));
  try {
    ask("-u");
  } catch {
    execFileSync("useradd", [
      "--system",
      "--user-group",
      "--home-dir",
      "/var/lib/sameday",
      "--shell",
      "/usr/sbin/nologin",
      "sameday",
    ]);
  }
  return { name: "sameday", uid: ask("-u"), gid: ask("-g") };
}

/** A directory that the account can reach, removed by the returned function. */
export async function scratch(): Promise<{ directory: string; remove(): Promise<void> }> {
  const directory = await mkdtemp("/tmp/store-system-");
  await chmod(directory, 0o755);
  return { directory, remove: () => rm(directory, { recursive: true, force: true }) };
}

export function clusterOptions(dataDirectory: string, more: Partial<ClusterOptions> = {}): ClusterOptions {
  const user = testAccount();
  return { dataDirectory, runner, ...(user ? { user } : {}), ...more };
}

export async function withCluster<T>(dataDirectory: string, work: (cluster: Cluster) => Promise<T>): Promise<T> {
  const cluster = await startCluster(clusterOptions(dataDirectory));
  try {
    return await work(cluster);
  } finally {
    await cluster.stop();
  }
}

/** Compiles the program into the directory, for tests that need a second process to kill. */
export async function compileInto(directory: string): Promise<string> {
  const root = path.resolve(import.meta.dirname, "../..");
  const out = path.join(directory, "program");
  const tsc = path.join(root, "node_modules/typescript-native/bin/tsc");
  try {
    execFileSync(process.execPath, [tsc, "-p", path.join(root, "tsconfig.build.json"), "--outDir", out], {
      stdio: "pipe",
    });
  } catch (error) {
    // A fault in another room is reported by the type check, and does not keep ours from being written.
    if (!(error as { stdout?: Buffer }).stdout?.length) throw error;
  }
  await symlink(path.join(root, "node_modules"), path.join(out, "node_modules"));
  await writeFile(path.join(out, "package.json"), '{ "type": "module" }');
  return out;
}

export interface Spoken {
  readonly process: ChildProcess;
  /** The next line that it prints. */
  line(): Promise<string>;
  kill(): Promise<void>;
}

/** Runs a module of JavaScript in a process of its own. */
export function speak(program: string, source: string, args: readonly string[] = []): Spoken {
  const child = spawn(process.execPath, ["--input-type=module", "-e", source, ...args], {
    cwd: program,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  return {
    process: child,
    async line() {
      const { value, done } = await lines.next();
      if (done) throw new Error("the process ended without a word");
      return value;
    },
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}
