import { createGunzip } from "node:zlib";
import { type ProcessRunner, SamedayError } from "../../kernel/index.ts";
import type { ArMember } from "./ar.ts";
import { DebFault } from "./limits.ts";

const TIME_LIMIT_MS = 30 * 60_000;
const GUNZIP_PIECE = 1024 * 1024;

const PROGRAMS: Readonly<Record<string, readonly [string, ...string[]]>> = {
  xz: ["xz", "--decompress", "--stdout", "--no-warn", "--memlimit-decompress=1GiB"],
  zst: ["zstd", "--decompress", "--stdout", "--quiet", "--memory=1024MB"],
};

export interface UnpackTarget {
  readonly runner: ProcessRunner;
  readonly limit: number;
  readonly take: (chunk: Uint8Array) => void;
  /** Ends the unpacking when the taker has seen enough. */
  readonly signal: AbortSignal;
}

/**
 * Hands on the unpacked bytes of `NAME.tar`, `.gz`, `.xz` or `.zst` as they come. Throws DebFault for what is damaged
 * or too large.
 */
export async function unpack(member: ArMember, target: UnpackTarget): Promise<void> {
  const suffix = /\.tar(?:\.([a-z0-9]+))?$/.exec(member.name)?.[1] ?? "";
  if (suffix === "") return takePlain(member.bytes, target);
  if (suffix === "gz") return gunzip(member, target);
  const program = PROGRAMS[suffix];
  if (!program) throw new DebFault("deb-form", `${member.name} is packed in a way that is not known here.`);
  try {
    await target.runner.run({
      argv: [...program],
      input: member.bytes,
      output: target.take,
      maxOutputBytes: target.limit,
      timeLimitMs: TIME_LIMIT_MS,
      signal: target.signal,
    });
  } catch (error) {
    throw asFault(error, member.name);
  }
}

function takePlain(bytes: Uint8Array, target: UnpackTarget): void {
  if (bytes.length > target.limit) throw tooLarge("The archive");
  target.take(bytes);
}

function gunzip(member: ArMember, target: UnpackTarget): Promise<void> {
  const stream = createGunzip();
  let size = 0;
  return new Promise<void>((resolve, reject) => {
    const stop = (error: Error): void => {
      stream.destroy();
      reject(error);
    };
    target.signal.addEventListener("abort", () => stop(damaged(member.name)), { once: true });
    stream.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > target.limit) stop(tooLarge(member.name));
      else target.take(chunk);
    });
    stream.on("error", () => reject(damaged(member.name)));
    stream.on("end", () => resolve());
    for (let at = 0; at < member.bytes.length; at += GUNZIP_PIECE) {
      stream.write(member.bytes.subarray(at, at + GUNZIP_PIECE));
    }
    stream.end();
  });
}

function asFault(error: unknown, name: string): unknown {
  if (!(error instanceof SamedayError)) return error;
  if (error.code === "PROCESS_OUTPUT_TOO_LARGE") return tooLarge(name);
  return error.code === "PROCESS_FAILED" ? damaged(name) : error;
}

function tooLarge(name: string): DebFault {
  return new DebFault("deb-too-large", `${name} unpacks to more than its limit.`);
}

function damaged(name: string): DebFault {
  return new DebFault("deb-damaged", `${name} is cut off or damaged.`);
}
