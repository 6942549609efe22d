import { expect, test } from "vitest";
import { checkStatus } from "./check-status.ts";

const PACKAGE = "Package: a\nStatus: install ok installed\nVersion: 1\n";

test.each([
  ["packages", `${PACKAGE}\n${PACKAGE}\n`, 2, []],
  ["nothing", "", 0, []],
  ["a package that is gone", "Package: a\nStatus: deinstall ok config-files\n", 1, []],
  ["junk", "\0\0 what\nelse\n", 0, [1]],
  ["junk between packages", `${PACKAGE}\njunk\n\n${PACKAGE}`, 2, [5]],
  ["a package without its state", "Package: a\nVersion: 1\n", 0, [1]],
])("%s", (_, text, packages, lines) => {
  const { value, problems } = checkStatus(text);
  expect(value).toBe(packages);
  expect(problems.map(({ place }) => place.line)).toEqual(lines);
});
