import { expect, test } from "vitest";
import { readIndexDirectory } from "./archive/read-index-directory.ts";
import { checkTracker } from "./check/check-tracker.ts";
import { loadTracker } from "./layers/load-tracker.ts";
import { dpkgJudge } from "./verdict/dpkg-judge.ts";
import { explain } from "./verdict/explain.ts";
import { verdict } from "./verdict/verdict.ts";

const EXAMPLES = new URL("../../examples", import.meta.url).pathname;
const tracker = await loadTracker([
  { name: "debian", directory: `${EXAMPLES}/debian/tracker` },
  { name: "acme", directory: `${EXAMPLES}/derivative/tracker` },
]);
const archive = await readIndexDirectory(`${EXAMPLES}/derivative/indexes`);

test("nothing is wrong with it", () => {
  expect(checkTracker(tracker)).toEqual([]);
});

test.each([
  ["libmodbus", "CVE-2024-10918", "fixed", "debian"],
  ["libmodbus", "CVE-2022-0367", "fixed", "debian"],
  ["spice-vdagent", "CVE-2026-57966", "not-affected", "acme"],
  ["spice-vdagent", "CVE-2026-57965", "vulnerable", "debian"],
  ["libssh2", "CVE-2026-58050", "vulnerable", "debian"],
  ["gnutls28", "CVE-2026-3832", "vulnerable", "acme"],
  ["opam", "CVE-2026-57825", "fixed", "acme"],
  ["acme-settings", "TEMP-0000000-5A1D59", "vulnerable", "acme"],
])("%s %s is %s, by a line of the layer %s", (name, issue, status, layer) => {
  const found = verdict(tracker, archive, { package: name, release: "acmebook", issue }, dpkgJudge);
  expect([found?.status, found?.basis.claim?.from.layer.name]).toEqual([status, layer]);
});

test("the reason names both layers where both spoke", () => {
  const { steps } = explain(
    tracker,
    archive,
    { package: "libssh2", release: "acmebook", issue: "CVE-2026-58050" },
    dpkgJudge,
  );
  expect(steps.map((step) => step.place?.layer).filter(Boolean)).toEqual(["debian", "acme"]);
});
