import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { SamedayError } from "../kernel/index.ts";
import { codeOf, isConflict, isUnavailable, toStoreError } from "./pg-errors.ts";

const coded = (code: string): Error => Object.assign(new Error("detail with a row"), { code });

test.each(["40001", "40P01"])("%s may be tried again", (code) => expect(isConflict(coded(code))).toBe(true));
test.each(["23505", "42601", "57P01"])("%s may not", (code) => expect(isConflict(coded(code))).toBe(false));

test.each(["ECONNREFUSED", "ENOENT", "57P01", "57P03", "08006", "53300"])("%s: the database is not there", (code) => {
  expect(isUnavailable(coded(code))).toBe(true);
  expect(toStoreError(coded(code))).toMatchObject({ code: "STORE_UNAVAILABLE" });
});

test("a file that is missing is not the database, and its socket is", async () => {
  const missing = await readFile("/nowhere/x").catch((error: unknown) => error);
  const socket = await once(connect("/nowhere/.s.PGSQL.5432"), "connect").catch((error: unknown) => error);
  expect([missing, socket].map(codeOf)).toEqual(["ENOENT", "ENOENT"]);
  expect([missing, socket].map(isUnavailable)).toEqual([false, true]);
});

test.each(["53100", "ENOSPC"])("%s: the disk is full", (code) => {
  expect(toStoreError(coded(code))).toMatchObject({ code: "DISK_FULL" });
});

test("what the driver says may quote rows and stays in the cause", () => {
  expect((toStoreError(coded("53100")) as SamedayError).message).not.toMatch(/row/);
});

test("our own errors and unknown ones pass unchanged", () => {
  const ours = new SamedayError("CONFLICT", "x");
  const unknown = coded("42601");
  expect(toStoreError(ours)).toBe(ours);
  expect(toStoreError(unknown)).toBe(unknown);
});
