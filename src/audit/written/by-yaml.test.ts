import { expect, test } from "vitest";
import { readDescription } from "./by-yaml.ts";

test("what aliases repeat without end is no description: each time would be held", () => {
  const bomb = `a: &a |\n${"\n".repeat(150_000)}  word\nsudoers:\n${"- *a\n".repeat(1000)}`;
  expect(readDescription(bomb)).toBeUndefined();
  expect(readDescription("a: &a |\n  word\nb:\n- *a\n- *a\n")?.texts).toHaveLength(3);
});
