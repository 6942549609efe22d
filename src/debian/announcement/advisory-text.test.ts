import fc from "fast-check";
import { expect, test } from "vitest";
import { advisoryText } from "./advisory-text.ts";

const facts = {
  id: "DSA-6001-1",
  distributionTitle: "Debian",
  contact: "team@security.debian.org",
  author: "Leo",
  date: new Date("2026-11-21T14:00:00Z"),
  source: "libmodbus",
  issues: ["CVE-2024-10918"],
  summary:
    "A request with a wrong length overran the reply buffer of a Modbus server.\n\nIt could be crashed over the network.",
  fixed: [{ codename: "bookworm", version: "3.1.6-2.1+deb12u1" }],
  regressionOf: null,
};

test("reads like an advisory", () => {
  expect(advisoryText(facts)).toBe(`-------------------------------------------------------------------------
Debian Security Advisory DSA-6001-1              team@security.debian.org
November 21, 2026                                                     Leo
-------------------------------------------------------------------------

Package        : libmodbus
CVE ID         : CVE-2024-10918

A request with a wrong length overran the reply buffer of a Modbus
server.

It could be crashed over the network.

In bookworm this is fixed in version 3.1.6-2.1+deb12u1.

Please upgrade your libmodbus packages.
`);
});

test("a regression fix names the advisory that it repairs", () => {
  const text = advisoryText({ ...facts, id: "DSA-6001-2", regressionOf: "DSA-6001-1" });
  expect(text).toContain("This repairs a regression that came with DSA-6001-1.");
});

test("no line is wider than the mail's width, whatever the number of issues", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1000, max: 99999 }), { maxLength: 60 }), (numbers) => {
      const text = advisoryText({ ...facts, issues: numbers.map((number) => `CVE-2026-${number}`) });
      for (const number of numbers) expect(text).toContain(`CVE-2026-${number}`);
      for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(73);
    }),
  );
});
