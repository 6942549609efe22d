import { expect, test } from "vitest";
import { createLiveState, type Snapshot } from "../live/live-state.ts";
import { archiveOf } from "../testing.ts";
import { createTriage } from "./triage.ts";

const ARCHIVE = archiveOf("curl sid 8.17-1", "wget sid 1.25-1");
const LIST = [
  ...Array.from(
    { length: 30 },
    (_, at) => `CVE-2026-${2000 + at} (A flaw in ${at % 2 ? "curl" : "wget"})\n\tTODO: check\n`,
  ),
  ...Array.from(
    { length: 300 },
    (_, at) => `CVE-2025-${1000 + at} (A flaw in Portal${at % 7})\n\tNOT-FOR-US: Portal${at % 7}\n`,
  ),
].join("");

/** Pieces as small as they get. */
const state = createLiveState({ least: 256, most: 512, oneOf: 1 });
const snapshotOf = (list: string): Snapshot =>
  state.next([{ name: "ours", files: new Map([["CVE/list", Buffer.from(list)]]) }], ARCHIVE);

test("prepared a little at a time, the queue is what it is when it is asked for at once", () => {
  const snapshot = snapshotOf(LIST);
  const atOnce = createTriage("ours").queue(snapshot);
  expect(atOnce).toHaveLength(30);
  const triage = createTriage("ours");
  let steps = 1;
  while (!triage.prepare(snapshot, 0)) steps += 1;
  expect(steps).toBeGreaterThan(60);
  expect(triage.queue(snapshot)).toEqual(atOnce);
  expect(triage.prepare(snapshot, 0)).toBe(true);
});

test("data that change in the middle: what was learned is kept, and the newest counts", () => {
  const triage = createTriage("ours");
  const first = snapshotOf(LIST);
  for (let step = 0; step < 40; step += 1) triage.prepare(first, 0);
  const second = snapshotOf(LIST.replace("\tTODO: check\n", "\tNOT-FOR-US: Portal9\n"));
  const { decided } = triage.memory;
  expect(decided).toBeGreaterThan(0);
  while (!triage.prepare(second, 0));
  expect(triage.queue(second)).toEqual(createTriage("ours").queue(second));
  expect(triage.queue(second)).toHaveLength(29);
  expect(triage.memory.decided).toBe(301);
});

test("other records are a reason to rank again", () => {
  let stamp = "one";
  const asked: string[] = [];
  const factsOf = (issue: string) => {
    asked.push(issue);
    return { description: "", affected: [{ vendor: "", product: stamp === "one" ? "curl" : "wget" }], links: [] };
  };
  const triage = createTriage("ours", { factsOf, stamp: () => stamp });
  const snapshot = snapshotOf("CVE-2026-2000 (Something)\n\tTODO: check\n");
  const firstPackage = () => triage.queue(snapshot)[0]?.suggestions[0]?.decision;
  expect(firstPackage()).toMatchObject({ package: "curl" });
  expect([firstPackage(), asked]).toEqual([expect.objectContaining({ package: "curl" }), ["CVE-2026-2000"]]);
  stamp = "two";
  expect(triage.prepare(snapshot, Number.POSITIVE_INFINITY)).toBe(true);
  expect(firstPackage()).toMatchObject({ package: "wget" });
});
