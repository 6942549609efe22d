import { describe, expect, test } from "vitest";
import { DAY_MS } from "../../kernel/index.ts";
import type { SigningKey } from "../protocol.ts";
import { expiringKeys } from "./expiry.ts";

const NOW = new Date("2026-11-21T12:00:00Z");

function key(daysLeft: number | null, change: Partial<SigningKey> = {}): SigningKey {
  const expires = daysLeft === null ? null : new Date(NOW.getTime() + daysLeft * DAY_MS).toISOString();
  const fingerprint = `${"0".repeat(24)}FEDCBA9876543210`;
  return { use: "archive", fingerprint, created: "", expires, state: "signing", publicKey: "", ...change };
}

describe("a key that expires", () => {
  test.each([
    [91, undefined, ""],
    [90, 90, "expires in 90 days, on Fri 19 Feb 2027 12:00 UTC."],
    [30.5, 90, "expires in 30 days"],
    [29.9, 30, "expires in 29 days"],
    [7, 7, "expires in 7 days"],
    [1.5, 7, "expires in 1 day,"],
    [0.5, 7, "expires in less than a day"],
    [0, 0, "expired on Sat 21 Nov 2026 12:00 UTC"],
    [-40, 0, "nothing more is signed with it"],
  ])("with %d days left has passed the threshold %s", (left, threshold, says) => {
    const [found] = expiringKeys([key(left)], [30, 90, 7], NOW);
    expect(found?.threshold).toBe(threshold);
    expect(found?.sentence ?? "").toContain(says);
  });

  test("is said even when the policy names no day, once it has expired", () => {
    expect(expiringKeys([key(1)], [], NOW)).toEqual([]);
    expect(expiringKeys([key(-1)], [], NOW)).toMatchObject([{ threshold: 0 }]);
  });

  test("is not said of keys that never expire, nor of the outgoing one; the nearest comes first", () => {
    const keys = [key(null), key(3, { state: "outgoing" }), key(20, { use: "advisory" }), key(5)];
    expect(expiringKeys(keys, [90, 30, 7], NOW).map(({ key: { use } }) => use)).toEqual(["archive", "advisory"]);
  });
});
