import { expect, test } from "vitest";
import { requireSameWish } from "./require-same-wish.ts";

const standing = {
  id: "U-1",
  issues: ["CVE-2026-1", "CVE-2026-2"] as string[],
  embargoed: false,
  embargo_until: null,
  summary: "",
  regression_of: null,
};
const plain = { embargoed: false, summary: "" };
const hour = "2026-11-21T18:00:00Z";
const hidden = { ...standing, embargoed: true, embargo_until: new Date(hour) };

test.each([
  ["nothing", standing, plain],
  ["an issue that it fixes", standing, { ...plain, issues: ["CVE-2026-2"] }],
  ["no embargo, of one that was embargoed", hidden, plain],
  [
    "the same embargo, in another spelling",
    hidden,
    { ...plain, embargoed: true, embargoUntil: "2026-11-21T19:00:00+01:00" },
  ],
  ["the same summary", { ...standing, summary: "It crashes." }, { ...plain, summary: "It crashes." }],
  ["the same regression", { ...standing, regression_of: "DSA-1-1" }, { ...plain, regressionOf: "DSA-1-1" }],
])("sent in again with %s it is the same update", (_what, update, wish) => {
  expect(() => requireSameWish(update, wish)).not.toThrow();
});

test.each([
  [
    "an embargo",
    { ...plain, embargoed: true },
    "it is not embargoed. Send it back (`sameday update withdraw`) to begin under embargo.",
  ],
  ["an hour", { ...plain, embargoUntil: hour }, "its embargo ends when somebody publishes it. Change it there"],
  ["an issue", { ...plain, issues: ["CVE-2026-3"] }, "it fixes CVE-2026-1, CVE-2026-2. Change it there"],
  ["a new issue", { ...plain, newIssues: ["CVE-2026-3"] }, "it fixes CVE-2026-1, CVE-2026-2."],
  ["a summary", { ...plain, summary: "It crashes." }, "its summary is another."],
  ["a regression", { ...plain, regressionOf: "DSA-1-1" }, "it repairs no regression."],
])("sent in again with %s, it says how the update stands", (_what, wish, says) => {
  const again = () => requireSameWish(standing, wish);
  expect(again).toThrow(`This source is U-1 already, and ${says}`);
  expect(again).toThrow(expect.objectContaining({ code: "CONFLICT" }));
});
