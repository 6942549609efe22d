import { expect, test } from "vitest";
import { GATES } from "../../cases/index.ts";
import { SamedayError } from "../../kernel/index.ts";
import { commandsFor, commandsOfActs, withCommands } from "./give.ts";

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

test.each<[readonly string[], readonly string[]]>([
  [
    ["claim", "begin-triage"],
    ["sameday cases claim SEC-1", "sameday cases do SEC-1 begin-triage"],
  ],
  [["assign"], ["sameday cases do SEC-1 assign assignee=…"]],
  [["schedule"], ['sameday cases do SEC-1 schedule hour="YYYY-MM-DD HH:MM ZONE"']],
  [["reopen"], ["sameday cases do SEC-1 reopen reason=…"]],
  [
    ["publish", "learn"],
    ["sameday cases disclose SEC-1", "sameday cases lesson SEC-1 --body-file FILE"],
  ],
  [["an act of a later release"], []],
])("the acts %j are done by commands", (acts, commands) => expect(commandsOfActs(acts, "SEC-1")).toEqual(commands));

test("a refusal by the state of a case shows the commands that come first", () => {
  const leadsOn = ["claim", "begin-triage"];
  const refused = new SamedayError("CASE_REFUSED", "First: claim, then begin triage.", undefined, { leadsOn });
  expect(withCommands(refused, "SEC-1")).toMatchObject({
    message:
      "First: claim, then begin triage. To do it: `sameday cases claim SEC-1`, `sameday cases do SEC-1 begin-triage`.",
    details: { leadsOn },
  });
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
