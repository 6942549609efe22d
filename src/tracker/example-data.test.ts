import { beforeAll, describe, expect, test } from "vitest";
import { checkTracker } from "./check/check-tracker.ts";
import { loadTracker } from "./layers/load-tracker.ts";
import { readLayerFiles } from "./layers/read-layer-files.ts";
import type { Tracker } from "./model/tracker.ts";
import { archiveOf } from "./testing.ts";
import { dpkgJudge } from "./verdict/dpkg-judge.ts";
import { verdict } from "./verdict/verdict.ts";

const DIRECTORY = new URL("../../examples/debian/tracker", import.meta.url).pathname;
let tracker: Tracker;
beforeAll(async () => {
  tracker = await loadTracker([{ name: "debian", directory: DIRECTORY }]);
});

test("the example data is clean, and large enough to be worth it", () => {
  expect(checkTracker(tracker)).toEqual([]);
  expect([...tracker.issueNames()].length).toBeGreaterThan(300);
});

test("every list of it comes back byte for byte", async () => {
  const files = await readLayerFiles(DIRECTORY);
  const { renderList } = await import("./format/render-list.ts");
  for (const list of tracker.layers[0]?.lists ?? []) {
    expect(Buffer.compare(Buffer.from(renderList(list)), Buffer.from(files.get(list.path) as Uint8Array))).toBe(0);
  }
});

describe("cases that are known", () => {
  test.each([
    ["libmodbus", "bookworm", "CVE-2024-10918", ["bookworm 3.1.6-2.1"], "vulnerable"],
    ["libmodbus", "bookworm", "CVE-2024-10918", ["bookworm 3.1.6-2.1", "bookworm/security 3.1.6-2.1+deb12u1"], "fixed"],
    ["libmodbus", "trixie", "CVE-2024-10918", ["trixie 3.1.11-2"], "fixed"],
    ["libmodbus", "bookworm", "CVE-2022-0367", ["bookworm 3.1.6-2.1"], "fixed"],
    ["libsmpp34", "bookworm", "CVE-2026-75895", ["bookworm 1.14.1-3"], "vulnerable"],
    ["libsmpp34", "bookworm", "CVE-2026-75895", ["bookworm/security 1.14.1-3+deb12u1"], "fixed"],
    ["libsmpp34", "trixie", "CVE-2026-75895", ["trixie 1.14.4-1"], "vulnerable"],
    ["libsmpp34", "sid", "CVE-2026-75895", ["sid 1.14.6-1"], "fixed"],
    ["apr-util", "bookworm", "CVE-2026-34501", ["bookworm 1.6.3-1"], "vulnerable"],
    ["apr-util", "trixie", "CVE-2026-34501", ["trixie 1.6.3-3+deb13u1"], "fixed"],
    ["gnutls28", "bookworm", "CVE-2026-33846", ["bookworm/security 3.7.9-2+deb12u5"], "vulnerable"],
    ["gnutls28", "bookworm", "CVE-2026-33846", ["bookworm 3.7.9-2+deb12u7"], "fixed"],
    ["gnutls28", "bookworm", "CVE-2026-3832", ["bookworm 3.7.9-2+deb12u5"], "not-affected"],
    ["memcached", "bookworm", "CVE-2023-46853", ["bookworm 1.6.18-1"], "vulnerable"],
    ["memcached", "trixie", "CVE-2026-47783", ["trixie 1.6.38-1"], "vulnerable"],
    ["node-tar", "bookworm", "CVE-2024-28863", ["bookworm 6.1.13+~cs7.0.5-1"], "vulnerable"],
    ["node-tar", "bookworm", "CVE-2024-28863", ["bookworm/security 6.1.13+~cs7.0.5-1+deb12u1"], "fixed"],
    ["pyasn1", "bookworm", "CVE-2026-59884", ["bookworm 0.4.8-3+deb12u2"], "vulnerable"],
    ["pyasn1", "bookworm", "CVE-2026-30922", ["bookworm 0.4.8-3+deb12u2"], "fixed"],
    ["xorg-server", "bullseye", "CVE-2023-1393", ["bullseye 2:1.20.11-1+deb11u6"], "fixed"],
    ["xorg-server", "bullseye", "CVE-2023-1393", ["bullseye 2:1.20.11-1+deb11u5"], "vulnerable"],
  ])("%s in %s, %s with %s: %s", (name, release, issue, rows, status) => {
    const archive = archiveOf(...rows.map((row) => `${name} ${row}`));
    expect(verdict(tracker, archive, { package: name, release, issue }, dpkgJudge)?.status).toBe(status);
  });
});
