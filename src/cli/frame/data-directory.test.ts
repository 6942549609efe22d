import { expect, test } from "vitest";
import { dataDirectory } from "./data-directory.ts";

test.each([
  ["the option", "/srv/a", { SAMEDAY_DATA: "/srv/b" }, 0, "/srv/a"],
  ["the variable", undefined, { SAMEDAY_DATA: "/srv/b" }, 0, "/srv/b"],
  ["root", undefined, { HOME: "/root", XDG_DATA_HOME: "/root/x" }, 0, "/var/lib/sameday"],
  ["a user", undefined, { HOME: "/home/ada" }, 1000, "/home/ada/.local/share/sameday"],
  ["a user with XDG", undefined, { HOME: "/home/ada", XDG_DATA_HOME: "/data" }, 1000, "/data/sameday"],
  [
    "a relative XDG is ignored",
    undefined,
    { HOME: "/home/ada", XDG_DATA_HOME: "data" },
    1000,
    "/home/ada/.local/share/sameday",
  ],
])("%s", (_what, option, environment, uid, expected) => {
  expect(dataDirectory(option, environment, uid)).toBe(expected);
});
