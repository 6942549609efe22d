import { describe, expect, test } from "vitest";
import { ACTS } from "../../cases/index.ts";
import { ACT_NAMES, actUsage } from "./act-fields.ts";
import { caseNamed, looksLikeCase } from "./case-named.ts";
import { line } from "./line.ts";
import { inWords, ownZone } from "./when.ts";

describe("which case a word means", () => {
  const rows = (...ids: string[]) => Promise.resolve(ids.map((id) => ({ id }) as never));
  const cases = {
    review: () => rows("SEC-2026-0007", "SEC-2026-0012", "LEG-2026-0012"),
    list: () => rows("SEC-2025-0007", "SEC-2025-0009", "SEC-2026-10009"),
    setAside: async () =>
      (await rows("SECNOISE-2026-0009", "SECNOISE-2026-0031")).map((row) => ({ case: row, judged: null })),
  };

  test.each([
    ["SEC-2026-0007", "SEC-2026-0007"],
    ["sec-2031-0001", "SEC-2031-0001"],
    ["7", "SEC-2026-0007"],
    ["0007", "SEC-2026-0007"],
    ["9", "SEC-2025-0009"],
    ["10009", "SEC-2026-10009"],
    ["31", "SECNOISE-2026-0031"],
  ])("%s: %s", async (word, id) => expect(await caseNamed(cases, word)).toBe(id));

  test.each([
    ["12", "USAGE", "SEC-2026-0012 or LEG-2026-0012"],
    ["8", "NOT_FOUND", "number 8"],
    ["SEC-2026", "USAGE", "SEC-2026-0007, or 7"],
    ["../7", "USAGE", "is not a case"],
  ])("%s: %s", async (word, code, says) => {
    await expect(caseNamed(cases, word)).rejects.toMatchObject({ code, message: expect.stringContaining(says) });
  });

  test.each([
    ["SEC-2026-0007", true],
    ["7", true],
    ["DSA-5357-1.toml", false],
    ["TSA-2026-003.toml", false],
    ["./7", false],
  ])("%s looks like one: %s", (word, is) => expect(looksLikeCase(word)).toBe(is));
});

describe("when, on the reader's clock", () => {
  const AT = "2026-11-30T23:30:00.000Z";
  test.each([
    [{ TZ: "Europe/Berlin" }, "Mon 30 Nov 2026 23:30 UTC (2026-12-01 00:30 Europe/Berlin)"],
    [{ TZ: ":America/New_York" }, "Mon 30 Nov 2026 23:30 UTC (18:30 America/New_York)"],
    [{ TZ: "UTC" }, "Mon 30 Nov 2026 23:30 UTC"],
  ])("%j: %s", (environment, words) => expect(inWords(AT, ownZone({ environment }))).toBe(words));

  test("a zone that is none is the machine's", () => {
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
    for (const TZ of ["Mars/Olympus", "", undefined]) expect(ownZone({ environment: { TZ } })).toBe(own);
  });
});

test("words of others stay on one line", () => {
  expect(line("a title\nSEC-2026-0001  4 h over\u0085\u001b[1m")).toBe("a title SEC-2026-0001 4 h over\uFFFD\uFFFD[1m");
});

test("every act can be done from a terminal, and says what it takes", () => {
  expect([...ACT_NAMES].sort()).toEqual(Object.keys(ACTS).sort());
  expect(actUsage("assign")).toBe("assign assignee=… [team=…]");
});
