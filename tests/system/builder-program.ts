import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { createEvidenceKey, type EvidenceKey, formatEvidenceKey } from "../../src/evidence/index.ts";
import { systemRandom } from "../../src/system/index.ts";
import { compileReadable } from "./readable-program.ts";

const USER = "sameday-build";
const SUBORDINATE = "1800000-1865535";

/** The builder as it is installed: compiled, in a process and user of its own. */
export interface BuilderProgram {
  readonly key: EvidenceKey;
  /** Everything that it keeps; below it `state/work` holds what is open. */
  readonly directory: string;
  readonly uid: number;
  /** Settles when the builder asks for work; fails with what it said when it ends before. */
  start(server: string, options?: Readonly<Record<string, unknown>>): Promise<RunningBuilder>;
  remove(): void;
}

export interface RunningBuilder {
  readonly process: ChildProcess;
  /** Lines of progress and complaint so far. */
  readonly lines: readonly string[];
  /** Asks it to stop and waits. */
  stop(): Promise<number | null>;
  /** Kills it as a power cut would. */
  kill(): Promise<void>;
}

const ENTRY = `
import { readFileSync } from "node:fs";
import { runBuilder } from "./dist/builder/index.js";
import { parseEvidenceKey } from "./dist/evidence/index.js";
import { createProcessRunner, systemClock, systemRandom } from "./dist/system/index.js";
const { key, ...options } = JSON.parse(readFileSync(0, "utf8"));
const stop = new AbortController();
process.on("SIGTERM", () => stop.abort());
await runBuilder({
  ...options,
  key: parseEvidenceKey(key),
  processes: createProcessRunner(options.directory),
  clock: systemClock,
  random: systemRandom,
  progress: (line) => console.log(line),
  signal: stop.signal,
});
`;

/** Compiles the program to a place that the builder's user can read, and makes that user when it is missing (root only). */
export function installBuilder(): BuilderProgram {
  const uid = buildUser();
  const directory = mkdtempSync("/var/tmp/sameday-builder-");
  const program = compileReadable(
    directory,
    ["builder", "evidence", "system"].map((room) => `${room}/index.ts`),
  );
  writeFileSync(join(program, "entry.mjs"), ENTRY);
  const state = join(directory, "state");
  mkdirSync(state);
  execFileSync("chmod", ["-R", "a+rX", directory]);
  execFileSync("chown", [String(uid), state]);
  const key = createEvidenceKey(systemRandom);
  return {
    key,
    directory,
    uid,
    start: (server, options = {}) =>
      startBuilder(uid, program, {
        name: "ash",
        server,
        key: formatEvidenceKey(key),
        directory: state,
        architectures: ["amd64", "i386"],
        slots: 1,
        ...options,
      }),
    remove() {
      // Files of subordinate users: root may, an ordinary user has to enter the namespace in which they are its own.
      const inside = process.getuid?.() === 0 ? [] : ["unshare", "--user", "--map-auto", "--map-root-user"];
      const [command = "rm", ...rest] = [...inside, "rm", "-rf", state];
      execFileSync(command, rest);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function buildUser(): number {
  if (process.getuid?.() !== 0) return process.getuid?.() ?? 0;
  const passwd = (): string => readFileSync("/etc/passwd", "utf8");
  if (!passwd().includes(`\n${USER}:`)) {
    execFileSync("useradd", ["--system", "--no-create-home", "--shell", "/usr/sbin/nologin", USER]);
  }
  for (const [file, option] of [
    ["/etc/subuid", "--add-subuids"],
    ["/etc/subgid", "--add-subgids"],
  ] as const) {
    if (!readFileSync(file, "utf8").includes(`${USER}:`)) execFileSync("usermod", [option, SUBORDINATE, USER]);
  }
  return Number(new RegExp(`^${USER}:[^:]*:(\\d+):`, "m").exec(passwd())?.[1]);
}

async function startBuilder(
  uid: number,
  program: string,
  options: Readonly<Record<string, unknown>>,
): Promise<RunningBuilder> {
  const asUser = process.getuid?.() === 0 ? { uid, gid: groupOf(uid) } : {};
  const child = spawn(process.execPath, [join(program, "entry.mjs")], {
    ...asUser,
    cwd: "/",
    env: { PATH: process.env.PATH },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const lines: string[] = [];
  const read = (chunk: Buffer): void => {
    lines.push(...chunk.toString().trimEnd().split("\n"));
  };
  child.stdout.on("data", read);
  child.stderr.on("data", read);
  child.stdin.end(JSON.stringify(options));
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  while (!lines.some((line) => line.startsWith("ready, "))) {
    if (child.exitCode !== null) throw new Error(`The builder ended: ${lines.join("\n")}`);
    await wait(20);
  }
  return {
    process: child,
    lines,
    stop() {
      child.kill("SIGTERM");
      return ended;
    },
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

function groupOf(uid: number): number {
  const passwd = readFileSync("/etc/passwd", "utf8");
  return Number(new RegExp(`^[^:]+:[^:]*:${uid}:(\\d+):`, "m").exec(passwd)?.[1]);
}
