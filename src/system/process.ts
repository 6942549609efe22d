import { type ChildProcess, spawn } from "node:child_process";
import { type Command, type Finished, type ProcessRunner, SamedayError, toSamedayError } from "../kernel/index.ts";

const DEFAULT_OUTPUT_LIMIT = 16 * 1024 * 1024;
const STDERR_TAIL = 64 * 1024;

/**
 * A commit can hold files that make git take their folder for a bare repository, with settings that run programs; whoever
 * works in the checkout would start them. With `safe.bareRepository` (git-config(1)) only `--git-dir` names a bare one, and
 * git heeds it from the environment as from its command line.
 */
const ONLY_NAMED_REPOSITORIES = {
  GIT_CONFIG_COUNT: "1",
  GIT_CONFIG_KEY_0: "safe.bareRepository",
  GIT_CONFIG_VALUE_0: "explicit",
};

/** Runs children in a process group of their own, so that a time limit ends them with everything they started. */
export function createProcessRunner(home: string): ProcessRunner {
  const base = { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", HOME: home, LANG: "C.UTF-8", LC_ALL: "C.UTF-8", TZ: "UTC" };
  return { run: (command) => runCommand(command, { ...base, ...ONLY_NAMED_REPOSITORIES, ...command.env }) };
}

function runCommand(command: Command, env: Record<string, string>): Promise<Finished> {
  const [program, ...args] = command.argv;
  const started = performance.now();
  const child = spawn(program, args, { cwd: command.cwd, env, detached: true, stdio: ["pipe", "pipe", "pipe"] });
  return new Promise((resolve, reject) => {
    const output = new OutputBuffer(command.maxOutputBytes ?? DEFAULT_OUTPUT_LIMIT, command.output);
    let stderr = "";
    let ended: SamedayError | undefined;
    let pending = 0;
    const stop = (error: SamedayError): void => {
      ended ??= error;
      killGroup(child);
      child.stdout.resume();
    };
    const timer = setTimeout(
      () =>
        stop(new SamedayError("PROCESS_TIMED_OUT", `${program} was stopped after ${command.timeLimitMs / 1000} s.`)),
      command.timeLimitMs,
    );
    const onAbort = (): void => stop(new SamedayError("PROCESS_FAILED", `${program} was stopped before it ended.`));
    if (command.signal?.aborted) onAbort();
    command.signal?.addEventListener("abort", onAbort, { once: true });

    child.stdout.on("data", (chunk: Buffer) => {
      command.log?.(chunk);
      if (ended) return;
      const taken = output.add(chunk);
      if (taken === "too-large")
        stop(new SamedayError("PROCESS_OUTPUT_TOO_LARGE", `${program} wrote more than its limit.`));
      if (!(taken instanceof Promise)) return;
      // A piece that was read already may come after the pause: only the last one taken lets more in.
      pending += 1;
      child.stdout.pause();
      taken.then(
        () => {
          pending -= 1;
          if (pending === 0) child.stdout.resume();
        },
        (error: unknown) => stop(toSamedayError(error)),
      );
    });
    child.stderr.on("data", (chunk: Buffer) => {
      command.log?.(chunk);
      stderr = (stderr + chunk.toString("utf8")).slice(-STDERR_TAIL);
    });
    // A child that ends without reading its input is judged by its exit code, not by the broken pipe.
    child.stdin.on("error", () => undefined);
    child.stdin.end(command.input ?? "");

    const settle = (act: () => void): void => {
      clearTimeout(timer);
      command.signal?.removeEventListener("abort", onAbort);
      act();
    };
    child.on("error", (error: NodeJS.ErrnoException) =>
      settle(() => {
        const missing = error.code === "ENOENT" || error.code === "EACCES";
        reject(
          new SamedayError(
            missing ? "TOOL_MISSING" : "PROCESS_FAILED",
            missing ? `The program ${program} cannot be started on this machine.` : `${program} could not be started.`,
            error,
          ),
        );
      }),
    );
    child.on("close", (code, signal) =>
      settle(() => {
        if (ended) return reject(ended);
        const exitCode = code ?? 128;
        if ((command.okExitCodes ?? [0]).includes(exitCode)) {
          return resolve({ exitCode, stdout: output.bytes(), stderr, milliseconds: performance.now() - started });
        }
        const how = signal ? `was ended by ${signal}` : `answered ${exitCode}`;
        reject(new SamedayError("PROCESS_FAILED", `${program} ${how}.`, new Error(stderr.trim())));
      }),
    );
  });
}

class OutputBuffer {
  readonly #chunks: Buffer[] = [];
  readonly #limit: number;
  readonly #take: Command["output"];
  #size = 0;

  constructor(limit: number, take: Command["output"]) {
    this.#limit = limit;
    this.#take = take;
  }

  add(chunk: Buffer): Promise<void> | "too-large" | undefined {
    this.#size += chunk.length;
    if (this.#size > this.#limit) return "too-large";
    if (this.#take) return this.#take(chunk) ?? undefined;
    this.#chunks.push(chunk);
    return undefined;
  }

  bytes(): Uint8Array {
    return Buffer.concat(this.#chunks);
  }
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    child.kill("SIGKILL");
  }
}
