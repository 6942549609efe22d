import { expect, test } from "vitest";
import { readCommand } from "./command.ts";

test.each([
  ["claim SEC-2026-0001", { verb: "claim", caseId: "SEC-2026-0001", value: undefined }],
  ["  CLAIM  sec-2026-0001  ", { verb: "claim", caseId: "SEC-2026-0001", value: undefined }],
  ["\n\nclaim [SEC-2026-0001].\nI take it.", { verb: "claim", caseId: "SEC-2026-0001", value: undefined }],
  ["not ours SEC-2026-0001", { verb: "not ours", caseId: "SEC-2026-0001", value: undefined }],
  ["severity high SEC-2026-0001", { verb: "severity", caseId: "SEC-2026-0001", value: "high" }],
  ["due 2026-12-01 SEC-2026-0001", { verb: "due", caseId: "SEC-2026-0001", value: "2026-12-01" }],
  ["assign leo SEC-2026-0001", { verb: "assign", caseId: "SEC-2026-0001", value: "leo" }],
])("%j is a command", (text, command) => expect(readCommand(text)).toEqual(command));

test.each(["claim", "claim it", "severity high", "assign leo"])("%j wants to be one and names no case", (text) => {
  expect(readCommand(text)).toMatchObject({ caseId: undefined });
});

test.each([
  "",
  "Hello,\nclaim SEC-2026-0001",
  "Claim by the vendor is wrong.",
  "I claim SEC-2026-0001",
  "claim this for me: SEC-2026-0001",
  "Due to a holiday I am late with SEC-2026-0001",
  "assignment SEC-2026-0001",
  "> claim SEC-2026-0001",
])("%j is none", (text) => expect(readCommand(text)).toBeUndefined());
