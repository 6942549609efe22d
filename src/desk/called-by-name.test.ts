import { once } from "node:events";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { SamedayError } from "../kernel/index.ts";
import { calledByName } from "./called-by-name.ts";

test("a database that went away is said to be away", async () => {
  const asked = once(connect("/nowhere/.s.PGSQL.5432"), "connect");
  await expect(calledByName(asked)).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
});

test("everything else is as it was", async () => {
  const full = new SamedayError("DISK_FULL", "No room.");
  const unknown = new Error("odd");
  await expect(calledByName(Promise.reject(full))).rejects.toBe(full);
  await expect(calledByName(Promise.reject(unknown))).rejects.toBe(unknown);
  expect(await calledByName(Promise.resolve(3))).toBe(3);
});
