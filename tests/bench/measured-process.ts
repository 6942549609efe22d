import { execFileSync } from "node:child_process";

/** What a whole command took: wall clock and processor in milliseconds, memory at most in megabytes. */
export interface Measured {
  readonly wall: number;
  readonly cpu: number;
  readonly megabytes: number;
}

/** Node tells what all children took together; wait4(2) tells it of one. */
const MEASURE = `
import json, os, sys, time
begin = time.monotonic()
pid = os.fork()
if pid == 0:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.execvp(sys.argv[1], sys.argv[1:])
_, status, used = os.wait4(pid, 0)
wall = time.monotonic() - begin
print(json.dumps({"status": status, "wall": wall * 1000, "cpu": (used.ru_utime + used.ru_stime) * 1000, "megabytes": used.ru_maxrss / 1024}))
`;

/** Runs a command to its end, its output thrown away. Throws when it ends with anything but 0. */
export function measuredProcess(command: readonly string[]): Measured {
  const said = execFileSync("python3", ["-c", MEASURE, ...command], { encoding: "utf8" });
  const { status, ...measured } = JSON.parse(said) as Measured & { status: number };
  if (status !== 0) throw new Error(`${command[0]} ended with status ${status}.`);
  return measured;
}
