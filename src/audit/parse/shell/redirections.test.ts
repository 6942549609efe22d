import { expect, test } from "vitest";
import { readShell } from "./read-shell.ts";

test("a command with a great many redirections keeps each, in a time that grows with their number", () => {
  const started = process.cpuUsage();
  const { commands } = readShell(`x ${">a ".repeat(60_000)}\n`).value;
  expect(commands[0]?.outputs).toHaveLength(60_000);
  expect(process.cpuUsage(started).user / 1000).toBeLessThan(5_000);
});
