import fc from "fast-check";
import { expect, test } from "vitest";
import { editDistance, nearestName } from "./nearest-name.ts";

test.each([
  ["cuurl", "curl"],
  ["libmodbuss", "libmodbus"],
  ["ab", "abcd"],
  ["curl", "curl"],
  ["xyzzy", undefined],
])("%s is near %s", (word, near) => {
  expect(nearestName(word, ["wget", "abcd", "curl", "libmodbus"])).toBe(near);
});

test("letters that changed places are one slip, and likelier than another letter", () => {
  expect(editDistance("crul", "curl")).toBe(1);
  expect(nearestName("crul", ["crun", "curl", "cruel"])).toBe("curl");
});

test("leaves out no name that is near", () => {
  const name = fc.stringMatching(/^[a-e0-2+.-]{1,6}$/);
  fc.assert(
    fc.property(name, fc.array(name, { maxLength: 12 }), (word, known) => {
      const nearest = Math.min(3, ...known.map((one) => editDistance(word, one)));
      const found = nearestName(word, known);
      expect(found === undefined ? 3 : editDistance(word, found)).toBe(nearest);
    }),
  );
});
