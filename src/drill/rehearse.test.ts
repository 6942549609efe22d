import { expect, test } from "vitest";
import type { DeskClient, UpdateAnswer } from "../api/index.ts";
import { type ProcessRunner, SamedayError } from "../kernel/index.ts";
import type { Cast } from "./people.ts";
import { followToMachine, type RehearsalInput } from "./rehearse.ts";

const step = (label: string, state: string, result: string | null, message = "") => ({
  ...{ step: label.split(" ")[0], label, state, result, message },
  ...{ readyAt: null, startedAt: "2026-11-23T10:00:00Z", finishedAt: "2026-11-23T10:00:05Z" },
});

const stopped = {
  ...{ id: "U-1", seen: 7, state: "open" },
  waiting: {
    on: "people",
    act: "mend",
    sentence: "It could not be built for amd64: make ended with 2.",
    forWhom: "pia",
  },
  steps: [step("source", "done", "passed"), step("build amd64", "failed", "failed", "make ended with 2")],
} as unknown as UpdateAnswer;

async function follow(log: () => Promise<string>): Promise<readonly unknown[]> {
  const told: unknown[] = [];
  const asked = (id: string, label: string): Promise<string> => {
    told.push([id, label]);
    return log();
  };
  const desk = { update: async () => stopped, log: asked };
  const input: RehearsalInput = {
    ...{ clock: { now: () => new Date("2026-11-23T10:01:00Z") }, runner: {} as ProcessRunner, cast: {} as Cast },
    ...{ uploaderDesk: desk as unknown as DeskClient, approverDesk: desk as unknown as DeskClient },
    ...{ started: new Date("2026-11-23T10:00:00Z"), signal: new AbortController().signal },
    events: {
      began: () => undefined,
      ended: () => undefined,
      stopped: (label, lines) => told.push({ label, lines }),
    },
  };
  await expect(followToMachine(input, "U-1")).rejects.toMatchObject({
    code: "PROCESS_FAILED",
    message: "It could not be built for amd64: make ended with 2.",
  });
  return told;
}

test("where the line stops, the end of that step's log is told, since the scratch desk goes away", async () => {
  const lines = Array.from({ length: 100 }, (_, at) => `line ${at}`);
  const told = await follow(async () => `${lines.join("\n")}\n`);
  expect(told).toEqual([["U-1", "build amd64"], { label: "build amd64", lines: lines.slice(-30) }]);
});

test.each([
  ["an empty log", async () => ""],
  ["no log", () => Promise.reject(new SamedayError("NOT_FOUND", "There is no log."))],
])("%s is told with nothing, and the drill ends with the same words", async (_, log) => {
  expect(await follow(log)).toEqual([["U-1", "build amd64"]]);
});
