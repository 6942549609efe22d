import { expect, test } from "vitest";
import { GATES } from "../../cases/index.ts";
import { SamedayError } from "../../kernel/index.ts";
import { commandsFor, withCommands } from "./give.ts";

test.each<[readonly string[], readonly string[]]>([
  [
    ["severity", "priority", "expiry", "affected"],
    ['sameday cases set SEC-1 severity=… priority=… expires="YYYY-MM-DD HH:MM ZONE" affected=…'],
  ],
  [
    ["hour-has-come", "advisory", "credit", "reporter-told"],
    [
      "sameday cases set SEC-1 credit=…",
      "sameday cases advisory SEC-1 --body-file FILE",
      "sameday cases do SEC-1 tell-reporter",
    ],
  ],
  [["hour-has-come"], []],
  [[], []],
])("%j", (lacks, commands) => expect(commandsFor(lacks, "SEC-1")).toEqual(commands));

test("what a command gives is a gate of the table", () => {
  const names = ["assignee", "severity", "priority", "expiry", "affected", "credit", "ids", "reviewers", "advisory"];
  for (const name of [...names, "reporter-told"]) {
    expect(GATES).toHaveProperty(name);
    expect(commandsFor([name], "SEC-1")).toHaveLength(1);
  }
});

test("a refusal shows them, another error stays as it is", () => {
  const refused = new SamedayError("CASE_REFUSED", "Begin fix needs a severity.", undefined, { lacks: ["severity"] });
  expect(withCommands(refused, "SEC-1")).toMatchObject({
    message: "Begin fix needs a severity. To give it: `sameday cases set SEC-1 severity=…`.",
    details: { lacks: ["severity"] },
  });
  const other = new SamedayError("NOT_FOUND", "There is no case.");
  expect(withCommands(other, "SEC-1")).toBe(other);
  const early = new SamedayError("CASE_REFUSED", "Too early.", undefined, { lacks: ["hour-has-come"] });
  expect(withCommands(early, "SEC-1")).toBe(early);
});
