import { expect, test } from "vitest";
import { jsonReport } from "./json.ts";
import { HIGH, REPORT } from "./testing.ts";

test("the object that programs read", () => {
  const { findings, suppressed, ...rest } = jsonReport(REPORT);
  const summary = { high: 1, medium: 0, low: 0, note: 2, suppressed: 1 };
  expect(rest).toEqual({ scope: "tree", files: 12, summary, uncounted: [] });
  expect(findings[0]).toEqual({
    rule: "sudo-arguments",
    class: "c",
    path: "etc/sudoers.d/backup",
    line: 2,
    severity: "high",
    message: HIGH.message,
    fingerprint: "0123456789abcdef",
    entry_path: HIGH.entryPath?.steps,
    entry: { privilege: "root", runs_as: "root", caller_controls: ["arguments", "environment"] },
  });
  expect(suppressed).toMatchObject([
    {
      rule: "unit-sandbox",
      entry_path: [],
      entry: null,
      waiver: {
        owner: "ada",
        created: "2026-11-01",
        expires: "2027-02-01",
        ticket: "#12",
        line: 4,
        added_by_change: false,
      },
    },
  ]);
});
