import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Command, type Finished, type ProcessRunner, SamedayError } from "../../kernel/index.ts";
import { systemClock } from "../../system/index.ts";
import { CURRENT } from "../tracker-facts/facts-files.ts";
import { keepEvents } from "./keep-events.ts";

/* The helper is a process of this program; here one that says and ends as a test wants. */

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "sameday-keep-events-"));
  mkdirSync(join(root, "issues"));
  writeFileSync(join(root, "issues", CURRENT), "facts-1");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const FINE: Finished = { exitCode: 0, stdout: Buffer.from("0123"), stderr: "", milliseconds: 1 };
const layers = [{ name: "acme", directory: "/acme" }];
const failed = (stderr: string): SamedayError =>
  new SamedayError("PROCESS_FAILED", "nice answered 2.", new Error(stderr));

/** What is told while a helper does as `help` says, until it was told `count` times. */
async function told(
  help: (command: Command) => Finished,
  count = 1,
  git: () => Finished = () => FINE,
): Promise<string[]> {
  const said: string[] = [];
  const runner: ProcessRunner = {
    run: async (command) => (command.argv.includes("derive-events") ? help(command) : git()),
  };
  const places = { definition: "/d", issues: join(root, "issues"), history: join(root, "history") };
  const kept = keepEvents({ layers, places, runner, clock: systemClock, say: (text) => said.push(text) });
  await vi.waitFor(() => expect(said.length).toBeGreaterThanOrEqual(count), { timeout: 15_000 });
  await kept.stop();
  return said;
}

const error = (message: string, code = "INPUT_INVALID"): string =>
  `${JSON.stringify({ error: { code, message, next: "n", exitCode: 2 } })}\n`;

test("why the helper could not do it is told in one sentence of its own words", async () => {
  const said = error("The layer acme has no commit yet.");
  const lines = await told((command) => {
    for (const piece of ["The lis", "ts are long.\n", said.slice(0, 20), said.slice(20)])
      command.log?.(Buffer.from(piece));
    throw failed(`The lists are long.\n${said}`);
  }, 2);
  expect(lines).toEqual(["The lists are long.", "There is no history of verdicts: the layer acme has no commit yet."]);
});

test("the helper speaks to programs, and the same words are told once", async () => {
  let argv: readonly string[] = [];
  const waits = "The history of verdicts waits for the suites of sid.\n";
  const lines = await told((command) => {
    argv = command.argv;
    for (const piece of [waits, waits]) command.log?.(Buffer.from(piece));
    return FINE;
  });
  expect(lines).toEqual([waits.trim()]);
  expect(argv.slice(2)).toEqual(["--json", "desk", "derive-events"]);
});

test.each([
  ["was killed", "Killed"],
  ["has a fault, whose words say nothing", error("x", "INTERNAL")],
])("a helper that %s is told as a process that failed", async (_what, stderr) => {
  const lines = await told(() => {
    throw failed(stderr);
  });
  expect(lines).toEqual([expect.stringContaining("There is no history of verdicts: PROCESS_FAILED: nice answered 2.")]);
});

test("what is found before a helper is needed is told in the same form", async () => {
  const lines = await told(
    () => FINE,
    1,
    () => {
      throw failed("fatal: not a git repository");
    },
  );
  expect(lines).toEqual(["There is no history of verdicts: /acme is not a git checkout whose history can be read."]);
});

test("a sentence that begins with a name keeps it", async () => {
  const lines = await told(() => {
    throw failed(error("CVE/list is gone."));
  });
  expect(lines).toEqual(["There is no history of verdicts: CVE/list is gone."]);
});
