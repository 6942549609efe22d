import { describe, expect, test } from "vitest";
import { ADA, KIT, LEO, MO, PIA } from "../../tests/system/web-example.ts";
import { may, type Right, waitsForYou } from "./access.ts";

const byPia = { uploaders: ["pia"] };
const byBoth = { uploaders: ["kit", "leo"] };
const byKit = { uploaders: ["kit"] };

describe("rights by role", () => {
  test.each<
    [
      Right,
      { uploaders: readonly string[] },
      full: boolean,
      uploaderFull: boolean,
      assistant: boolean,
      uploader: boolean,
      auditor: boolean,
    ]
  >([
    ["approve", byPia, true, false, false, false, false],
    ["override", byPia, true, false, false, false, false],
    ["approve", byBoth, false, true, false, false, false],
    ["override", byBoth, false, true, false, false, false],
    ["send-back", byBoth, true, true, false, true, false],
    ["publish", byPia, true, true, false, false, false],
    ["send-back", byKit, true, true, false, true, false],
    ["send-back", byPia, true, true, false, false, false],
    ["retry", byPia, true, true, true, false, false],
    ["report-test", byPia, true, true, true, true, false],
    ["manage-tokens", byPia, true, true, true, false, false],
    ["see-audit-log", byPia, true, true, true, false, true],
    ["see-people", byPia, true, true, true, true, true],
    ["see-drills", byPia, true, true, true, true, true],
    ["see-audits", byPia, true, true, true, true, true],
    ["see-log-of-steps", byPia, true, true, true, true, true],
  ])("%s of an update by %j", (right, subject, ...expected) => {
    expect([LEO, PIA, MO, KIT, ADA].map((person) => may(person, right, subject))).toEqual(expected);
    expect(may(null, right, subject)).toBe(false);
  });
});

describe("what waits for whom", () => {
  const update = { uploaders: ["pia"], approvers: ["leo"], overriders: [] };
  test.each([
    ["approve", LEO, false],
    ["approve", PIA, false],
    ["approve", MO, false],
    ["judge", LEO, true],
    ["judge", PIA, true],
    ["judge", MO, false],
    ["publish", LEO, true],
    ["publish", MO, false],
    ["disclose", LEO, true],
    ["disclose", MO, false],
    ["mend", MO, true],
    ["mend", KIT, false],
    ["none", LEO, false],
  ] as const)("%s for %o", (act, person, expected) => {
    expect(waitsForYou(person, { ...update, act })).toBe(expected);
    expect(waitsForYou(null, { ...update, act })).toBe(false);
  });
});
