import { expect, test } from "vitest";
import { type Command, type ProcessRunner, SamedayError } from "../../kernel/index.ts";
import { makeInHelper } from "./helper.ts";

/* The helper is a process of this program; here one that ends as a test says. */

const wish = { stamp: "s", published: [], known: { layers: [], file: "/known" } };

async function failureOf(stderr: string) {
  const failed = new SamedayError("PROCESS_FAILED", "nice answered 2.", new Error(stderr));
  const runner: ProcessRunner = { run: (_: Command) => Promise.reject(failed) };
  const make = makeInHelper(runner, { definition: "/d", suites: "/s", place: "/p" });
  return (await make(wish, AbortSignal.timeout(1000)).catch((error: unknown) => error)) as SamedayError;
}

test("what the helper could not do is told in its own words, so that somebody can mend it", async () => {
  const said = '{"error":{"code":"INPUT_INVALID","message":"No list stands in /lists.","next":"","exitCode":2}}';
  expect(await failureOf(`a warning\n${said}\n`)).toMatchObject({
    code: "INPUT_INVALID",
    message: "No list stands in /lists.",
  });
});

test.each([
  ["nothing", ""],
  ["no JSON", "Killed"],
  ["other JSON", "[1]"],
  ["no object", "null"],
  ["a code that is not ours", '{"error":{"code":"E_OTHER","message":"x"}}'],
  ["a fault inside the program, whose words say nothing", '{"error":{"code":"INTERNAL","message":"x"}}'],
])("one that left %s is told as a process that failed", async (_what, stderr) => {
  expect(await failureOf(stderr)).toMatchObject({ code: "PROCESS_FAILED", message: "nice answered 2." });
});
