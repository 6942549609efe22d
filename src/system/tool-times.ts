import { appendFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { Command, ProcessRunner } from "../kernel/index.ts";

/** When a child process was at work, in milliseconds since 1970 by this machine's clock. */
export interface ToolTime {
  readonly tool: string;
  readonly from: number;
  readonly to: number;
}

/** Names the file to which a process of the desk adds its `ToolTime`s, one JSON object a line. */
export const TOOL_TIMES_VARIABLE = "SAMEDAY_TOOL_TIMES";

/** The runner, and beside its work a note of each child when it has ended, however it ended. See `Command.measured`. */
export function timeTools(runner: ProcessRunner, note: (time: ToolTime) => void): ProcessRunner {
  return {
    async run(command) {
      if (command.measured === "not") return runner.run(command);
      const from = Date.now();
      let spokeAt: number | undefined;
      const log = (chunk: Uint8Array): void => {
        spokeAt ??= Date.now();
        command.log?.(chunk);
      };
      const listening: Command = command.measured === "until-first-word" ? { ...command, log } : command;
      try {
        return await runner.run(listening);
      } finally {
        note({ tool: command.argv[0], from, to: spokeAt ?? Date.now() });
      }
    },
  };
}

/** The runner, timed when the environment names a file for it; a process of an ordinary desk is not timed. */
export function timedIfAsked(
  runner: ProcessRunner,
  environment: Readonly<Record<string, string | undefined>>,
): ProcessRunner {
  const file = environment[TOOL_TIMES_VARIABLE];
  return file === undefined ? runner : timeTools(runner, (time) => append(file, time));
}

/** At once, so that a kill loses only the child that it hits. A disk that is full must spoil the measurement, not the work. */
function append(file: string, time: ToolTime): void {
  try {
    appendFileSync(file, `${JSON.stringify(time)}\n`);
  } catch {
    // What is not noted counts as our own time, so that a lost line never makes a drill look better.
  }
}

/** The notes of one file. A line that a kill cut short is passed over; a file that is not there holds none. */
export async function readToolTimes(file: string): Promise<ToolTime[]> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  return text.split("\n").flatMap((line) => {
    try {
      return line === "" ? [] : [JSON.parse(line) as ToolTime];
    } catch {
      return [];
    }
  });
}
