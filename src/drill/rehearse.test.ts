import { expect, test } from "vitest";
import type { DeskClient, UpdateAnswer } from "../api/index.ts";
import { type ProcessRunner, SamedayError } from "../kernel/index.ts";
import type { Cast } from "./people.ts";
import { type DrillEvents, followToMachine, type RehearsalInput } from "./rehearse.ts";

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

function inputWith(desk: DeskClient, events: Partial<DrillEvents> = {}): RehearsalInput {
  const silent = () => undefined;
  return {
    ...{ clock: { now: () => new Date("2026-11-23T10:01:00Z") }, runner: {} as ProcessRunner, cast: {} as Cast },
    ...{ uploaderDesk: desk, approverDesk: desk },
    ...{ started: new Date("2026-11-23T10:00:00Z"), signal: new AbortController().signal },
    events: { began: silent, ended: silent, stopped: silent, triedAgain: silent, ...events },
  };
}

async function follow(log: () => Promise<string>): Promise<readonly unknown[]> {
  const told: unknown[] = [];
  const asked = (id: string, label: string): Promise<string> => {
    told.push([id, label]);
    return log();
  };
  const desk = { update: async () => stopped, log: asked, retry: async () => undefined };
  const input = inputWith(desk as unknown as DeskClient, {
    stopped: (label, lines) => told.push({ label, lines }),
    triedAgain: (label) => told.push(`${label} again`),
  });
  await expect(followToMachine(input, "U-1")).rejects.toMatchObject({
    code: "PROCESS_FAILED",
    message: "It could not be built for amd64: make ended with 2.",
  });
  return told;
}

test("where the line stops, the end of that step's log is told, since the scratch desk goes away", async () => {
  const lines = Array.from({ length: 100 }, (_, at) => `line ${at}`);
  const told = await follow(async () => `${lines.join("\n")}\n`);
  const once = [["U-1", "build amd64"], { label: "build amd64", lines: lines.slice(-30) }];
  expect(told).toEqual([...once, "build amd64 again", ...once]);
});

test("a build that succeeds when it is tried again goes on, and the first try stays in the record", async () => {
  const built = {
    ...stopped,
    state: "published",
    steps: [step("source", "done", "passed"), step("build amd64", "done", "passed")],
  };
  const answers = [stopped, built as unknown as UpdateAnswer];
  const retried: unknown[] = [];
  const desk = {
    update: async () => answers.shift(),
    log: async () => "",
    retry: async (...asked: unknown[]) => void retried.push(asked),
  } as unknown as DeskClient;
  const ended: string[] = [];
  const { stages } = await followToMachine(inputWith(desk, { ended: ({ name }) => ended.push(name) }), "U-1");
  expect(retried).toEqual([["U-1", "build amd64"]]);
  expect(stages.map(({ name, result }) => [name, result])).toEqual([
    ["source", "passed"],
    ["build amd64, first try", "failed"],
    ["build amd64", "passed"],
  ]);
  expect(ended).toEqual(["source", "build amd64", "build amd64"]);
});

test("another step that fails is not tried again", async () => {
  const steps = [step("source", "done", "passed"), step("test amd64", "failed", "failed")];
  const desk = { update: async () => ({ ...stopped, steps }), log: async () => "" } as unknown as DeskClient;
  await expect(followToMachine(inputWith(desk), "U-1")).rejects.toMatchObject({ code: "PROCESS_FAILED" });
});

test.each([
  ["an empty log", async () => ""],
  ["no log", () => Promise.reject(new SamedayError("NOT_FOUND", "There is no log."))],
])("%s is told with nothing, and the drill ends with the same words", async (_, log) => {
  expect(await follow(log)).toEqual([["U-1", "build amd64"], "build amd64 again", ["U-1", "build amd64"]]);
});
