import { constants } from "node:fs";
import { copyFile, type FileHandle, mkdir, open } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { SamedayError } from "../../kernel/index.ts";
import { stepFailure } from "../failure.ts";
import { enterArguments } from "./enter.ts";
import { removeTree } from "./remove.ts";
import { scriptPath } from "./scripts.ts";
import { type Chroot, type ChrootOptions, ROOT } from "./types.ts";

/** The longest time that a timer of Node can wait. */
const FOR_EVER_MS = 2_147_483_647;
const SHORT_MS = 120_000;

/**
 * Opens a throw-away chroot in namespaces of its own, as an unprivileged user with a range of subordinate ids.
 * One holder process (hold.sh) keeps it; the holder ends when this process does, even by kill -9.
 * Errors: step failure `chroot` when the kernel or the machine's settings refuse a namespace or a mount.
 */
export async function openChroot(options: ChrootOptions): Promise<Chroot> {
  const { processes, directory } = options;
  const exchange = join(directory, "exchange");
  await mkdir(exchange, { recursive: true, mode: 0o700 });
  const lifelinePath = join(directory, "lifeline");
  await processes.run({ argv: ["mkfifo", "--mode=600", lifelinePath], timeLimitMs: SHORT_MS });
  const lifeline = await open(lifelinePath, constants.O_RDWR | constants.O_NONBLOCK);
  const ending = new AbortController();
  const holder = startHolder(options, ending.signal);
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closed ??= closeChroot(options, lifeline, ending, holder.ended);
    return closed;
  };
  let pid: number;
  try {
    pid = await holder.ready;
  } catch (error) {
    await close();
    throw error;
  }
  const entrance = { holder: pid, architecture: options.architecture, cpus: options.cpus };
  const run: Chroot["run"] = (command) => {
    if (ending.signal.aborted) return Promise.reject(new SamedayError("PROCESS_FAILED", "The chroot is closed."));
    const { timeLimitMs, log, input, okExitCodes, signal } = command;
    return processes.run({
      argv: enterArguments(entrance, command),
      timeLimitMs: Math.min(Math.max(1, timeLimitMs), FOR_EVER_MS),
      ...(log && { log }),
      ...(input !== undefined && { input }),
      ...(okExitCodes && { okExitCodes }),
      ...(signal && { signal }),
    });
  };
  const asRoot = (argv: readonly [string, ...string[]]): Promise<unknown> =>
    run({ argv, network: false, timeLimitMs: SHORT_MS });
  return {
    exchange,
    run,
    close,
    async copyIn(source, target, owner = ROOT) {
      const name = `in-${basename(target)}`;
      await copyFile(source, join(exchange, name));
      await asRoot(["install", "-d", "-m", "755", "-o", `${owner.uid}`, "-g", `${owner.gid}`, "--", dirname(target)]);
      const mode = ["-m", "644", "-o", `${owner.uid}`, "-g", `${owner.gid}`];
      await asRoot(["install", ...mode, "--", `/.sameday/${name}`, target]);
      await asRoot(["rm", "--", `/.sameday/${name}`]);
    },
    async copyOut(paths, name) {
      await mkdir(join(exchange, name), { recursive: true });
      if (paths.length > 0) await asRoot(["install", "-m", "644", "--", ...paths, `/.sameday/${name}/`]);
      return join(exchange, name);
    },
  };
}

interface Holder {
  readonly ready: Promise<number>;
  readonly ended: Promise<void>;
}

function startHolder(options: ChrootOptions, signal: AbortSignal): Holder {
  let announce: (pid: number) => void = () => undefined;
  let refuse: (error: unknown) => void = () => undefined;
  const ready = new Promise<number>((resolve, reject) => {
    announce = resolve;
    refuse = reject;
  });
  let said = "";
  const ended = options.processes
    .run({
      argv: [
        "unshare",
        ...["--user", "--map-auto", "--map-root-user", "--mount", "--pid", "--fork", "--uts", "--ipc", "--net"],
        "--kill-child",
        "--",
        ...["sh", scriptPath("hold.sh")],
      ],
      env: holderEnvironment(options),
      timeLimitMs: FOR_EVER_MS,
      measured: "until-first-word",
      signal,
      log: (chunk) => {
        said = (said + Buffer.from(chunk).toString()).slice(-4096);
        const match = /^ready (\d+)$/m.exec(said);
        if (match) announce(Number(match[1]));
      },
    })
    .then(
      () => refuse(stepFailure("chroot", `The chroot ended before it was ready: ${said.trim()}`)),
      (error) => refuse(stepFailure("chroot", `The chroot cannot be made on this machine: ${said.trim()}`, error)),
    );
  return { ready, ended };
}

function holderEnvironment(options: ChrootOptions): Record<string, string> {
  return {
    HOLD_WORK: options.directory,
    HOLD_LAYERS: options.layers.join(":"),
    HOLD_SIZE: options.space === "disk" ? "0" : String(options.space),
    HOLD_HOST_NAME: options.hostName,
    HOLD_ROOT: options.root,
  };
}

async function closeChroot(
  options: ChrootOptions,
  lifeline: FileHandle,
  ending: AbortController,
  ended: Promise<void>,
): Promise<void> {
  // The group of `unshare` is killed, and with process 1 of the pid namespace everything in it.
  ending.abort();
  await lifeline.close();
  await ended;
  await removeTree(options.processes, options.directory);
}
