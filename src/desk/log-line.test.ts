import Fastify from "fastify";
import { expect, test } from "vitest";
import { inWords, logInWords } from "./log-line.ts";

test.each([
  ["a warning", { level: 40, msg: "The lists are made anew." }, "The lists are made anew."],
  ["an error", { level: 50, msg: "It broke." }, "error: It broke."],
  [
    "an error of a request",
    {
      level: 50,
      msg: "It broke.",
      reqId: "1",
      reference: "r7",
      err: { type: "Error", message: "m", stack: "Error: m\n at x" },
    },
    "error: It broke. (reference r7)\nError: m\n at x",
  ],
])("%s is told in words", (_what, entry, line) => {
  expect(inWords(JSON.stringify(entry))).toBe(line);
});

test.each(["", "not JSON", "7", "null", "{}"])("what is no entry stays as it is: %j", (line) => {
  expect(inWords(line)).toBe(line);
});

test("the web server's own warnings arrive as sentences", () => {
  const said: string[] = [];
  const app = Fastify({ logger: { level: "warn", stream: logInWords((line) => said.push(line)) } });
  app.log.warn("One thing.");
  app.log.info("not this");
  app.log.error(new Error("Another."), "It broke.");
  expect(said[0]).toBe("One thing.");
  expect(said[1]).toMatch(/^error: It broke\.\nError: Another\.\n/);
  expect(said).toHaveLength(2);
});
