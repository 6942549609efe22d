import type { Finished, ProcessRunner } from "../../kernel/index.ts";

/** Who runs a command inside a chroot, by number: the numbers exist whether or not a name was made for them. */
export interface ChrootUser {
  readonly uid: number;
  readonly gid: number;
  readonly name: string;
}

export const ROOT: ChrootUser = { uid: 0, gid: 0, name: "root" };

export interface ChrootCommand {
  readonly argv: readonly [string, ...string[]];
  /** Default: root of the namespace, which is nobody in particular outside. */
  readonly user?: ChrootUser;
  /** false: a network of its own with nothing but a loopback. true: this machine's network. */
  readonly network: boolean;
  /** The whole environment beside PATH, HOME, USER, LOGNAME, SHELL, LANG, LC_ALL and TZ, which it may replace. */
  readonly env?: Readonly<Record<string, string>>;
  /** Absolute, inside. Default `/`. */
  readonly cwd?: string;
  /** Octal text, default `022`. */
  readonly umask?: string;
  /** Processors that the command may use, by number; default all that the chroot was opened with. */
  readonly cpus?: readonly number[];
  readonly timeLimitMs: number;
  /** Receives both outputs as they come. */
  readonly log?: (chunk: Uint8Array) => void;
  readonly input?: string | Uint8Array;
  readonly okExitCodes?: readonly number[];
  /** Keep standard output as the answer (at most 16 MiB). Otherwise it goes to the log only, whatever its size. */
  readonly answer?: boolean;
  readonly signal?: AbortSignal;
}

export interface Chroot {
  /** Directory outside that is `/.sameday` inside, for root of the namespace only. */
  readonly exchange: string;
  /** Errors as `ProcessRunner.run`. Everything that the command started has ended when this returns. */
  run(command: ChrootCommand): Promise<Finished>;
  /** Copies a file of this machine to an absolute path inside; missing directories are made. */
  copyIn(source: string, target: string, owner?: ChrootUser): Promise<void>;
  /** Copies files from inside into `exchange/NAME`; links are followed inside only. Gives the path outside. */
  copyOut(paths: readonly string[], name: string): Promise<string>;
  /** Ends every process inside and removes the work directory. Safe to call twice. */
  close(): Promise<void>;
}

export interface ChrootOptions {
  readonly processes: ProcessRunner;
  /** Made by `openChroot`, removed by `close`; absolute, without `:` and `,`. */
  readonly directory: string;
  /** Read-only trees, the uppermost first. None: only with root `tools`. */
  readonly layers: readonly string[];
  /** What is written: MiB of memory, or `disk` for builds that would not fit. */
  readonly space: number | "disk";
  readonly hostName: string;
  /** Debian's name; i386 gets the personality that goes with it. */
  readonly architecture: string;
  readonly cpus: readonly number[];
  /** `chroot`: the tree is all there is. `tools`: this machine's programs, with the tree at `/chroot`. */
  readonly root: "chroot" | "tools";
}
