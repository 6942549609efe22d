import { describe, expect, test } from "vitest";
import type { Distribution, Person } from "../../distribution/index.ts";
import { DAY_MS } from "../../kernel/index.ts";
import type { SigningKey } from "../../signer/index.ts";
import type { MailRecord } from "../../updates/index.ts";
import { warningsOf } from "./board.ts";

const NOW = new Date("2026-11-21T12:00:00Z");
const DESK = { policy: { keyWarningDays: [90, 30, 7] } } as unknown as Distribution;
const NOTHING = { keys: [], suites: [], builders: [], mails: [], intake: [], hidden: new Set<string>() };
const reader = (role: Person["role"]) => ({ id: "x", role }) as Person;

function warnings(...daysLeft: readonly number[]) {
  const keys = daysLeft.map((days, index): SigningKey => {
    const expires = new Date(NOW.getTime() + days * DAY_MS).toISOString();
    return {
      use: "archive",
      fingerprint: String(index).repeat(40),
      created: "",
      expires,
      state: "signing",
      publicKey: "",
    };
  });
  return warningsOf({ ...NOTHING, keys }, DESK, reader("full"), NOW);
}

test.each([
  [91, undefined],
  [90, "soon"],
  [8, "soon"],
  [7, "late"],
  [-1, "late"],
])("a key with %d days left is %s", (days, severity) => {
  expect(warnings(days)[0]?.severity).toBe(severity);
});

test("says which key, when, and what to do; the worst first", () => {
  const [first, second] = warnings(20, 3);
  expect(first).toMatchObject({ severity: "late", sentence: expect.stringContaining("1111 expires in 3 days, on") });
  expect(second).toMatchObject({ severity: "soon", next: expect.stringContaining("rotate begin") });
});

test("a signer that does not answer is said instead", () => {
  expect(warningsOf({ ...NOTHING, keys: null }, DESK, reader("full"), NOW)).toMatchObject([
    { sentence: expect.stringContaining("signer does not answer") },
  ]);
});

describe("mails that nobody took", () => {
  const lost = (key: string, hour: number): MailRecord => ({
    ...{ id: hour, key, recipient: `r${hour}@desk.invalid`, subject: "s", body: "b", problem: "550", tries: 10 },
    ...{ created_at: NOW, sent_at: null, next_try_at: null, given_up_at: new Date(NOW.getTime() + hour * 3_600_000) },
  });
  const told = (mails: readonly MailRecord[], role: Person["role"] = "assistant") =>
    warningsOf({ ...NOTHING, mails }, DESK, reader(role), NOW);

  test("are one line: who did not get what, since when, and what to do", () => {
    expect(told([lost("refused abc VERSION_NOT_NEWER", 2), lost("advisory DSA-6100-1", 1)])).toEqual([
      {
        severity: "late",
        sentence:
          "r2@desk.invalid did not get word that an upload was not taken; r1@desk.invalid did not get the advisory DSA-6100-1.",
        next: expect.stringContaining("sameday mail retry"),
        since: new Date("2026-11-21T13:00:00Z"),
      },
    ]);
  });

  test("are counted when they are many", () => {
    const mails = [5, 4, 3, 2, 1].map((hour) => lost(`key-expiry ABC ${hour}`, hour));
    expect(told(mails)[0]).toMatchObject({
      severity: "soon",
      sentence: expect.stringMatching(/; and 2 mails more\.$/),
    });
  });

  test.each([
    ["full", 1],
    ["assistant", 1],
    ["uploader", 0],
    ["auditor", 0],
  ] as const)("a reader who is %s sees %d lines", (role, lines) => {
    expect(told([lost("advisory DSA-6100-1", 1)], role)).toHaveLength(lines);
  });
});
