import { expect, test } from "vitest";
import { resolveAccount, runAs, userName } from "./account.ts";

test("a user id is shown by its name, or as a number when it has none", async () => {
  expect(await userName(0)).toBe("root");
  expect(await userName(3_999_999)).toBe("user id 3999999");
  expect(await userName(0, "/nonexistent")).toBe("user id 0");
});

test("the cluster never runs as root", async () => {
  await expect(resolveAccount({ name: "root", uid: 0, gid: 0 })).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
});

test("a command for another user drops everything else on its way", () => {
  const argv = runAs({ name: "desk", uid: 4321, gid: 4322 }, ["touch", "/x"]);
  expect(argv).toEqual("setpriv --reuid=4321 --regid=4322 --clear-groups --no-new-privs -- touch /x".split(" "));
  const self = { name: "me", uid: process.getuid?.() ?? 0, gid: 0 };
  expect(runAs(self, ["touch", "/x"])).toEqual(["touch", "/x"]);
});
