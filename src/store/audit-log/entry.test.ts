import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { entryHash, GENESIS } from "./entry.ts";
import { formatCheckpoint, parseCheckpoint } from "./read.ts";

const entry = {
  sequence: 1,
  at: new Date("2026-11-21T04:00:00Z"),
  actor: "anna",
  action: "approve",
  object: "U-7",
  details: { reason: "read it" },
  previousHash: GENESIS.hash,
};

test("an entry's hash can be recomputed with nothing but its documentation", () => {
  const text = `{"action":"approve","actor":"anna","at":"2026-11-21T04:00:00.000Z","details":{"reason":"read it"},"object":"U-7","previous":"${"0".repeat(64)}","sequence":1}`;
  expect(entryHash(entry)).toBe(createHash("sha256").update(text).digest("hex"));
});

test.each([
  { sequence: 2 },
  { at: new Date("2026-11-21T04:00:00.001Z") },
  { actor: "bert" },
  { action: "refuse" },
  { object: "U-8" },
  { details: { reason: "read it." } },
  { previousHash: "1".repeat(64) },
])("every part counts: %j", (change) => expect(entryHash({ ...entry, ...change })).not.toBe(entryHash(entry)));

test("a checkpoint survives its export", () => {
  const checkpoint = { sequence: 412, hash: "ab".repeat(32) };
  expect(parseCheckpoint(`${formatCheckpoint(checkpoint)}\n`)).toEqual(checkpoint);
  expect(parseCheckpoint("412")).toBeUndefined();
  expect(parseCheckpoint(`-1 ${"ab".repeat(32)}`)).toBeUndefined();
});
