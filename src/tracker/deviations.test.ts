import { describe, expect, test } from "vitest";
import { readReleaseDates } from "../distribution/index.ts";
import { DEVIATION_DAY, DEVIATION_ISSUE, DEVIATIONS, type Deviation } from "./deviations.ts";
import { STATUS_COLUMNS, statusRow } from "./report/status-rows.ts";
import { createSupportFacts } from "./support/support-facts.ts";
import { archiveOf, trackerOf } from "./testing.ts";
import { allVerdicts } from "./verdict/all-verdicts.ts";
import { createDebianJudge } from "./verdict/debian-judge.ts";
import { createDpkgJudge } from "./verdict/dpkg-judge.ts";

const dates = await readReleaseDates(new URL("../../examples/debian/distribution.toml", import.meta.url).pathname);

function answer({ example }: Deviation, asDebian: boolean): string {
  const tracker = trackerOf(example.lists);
  const judge = asDebian
    ? createDebianJudge(tracker)
    : createDpkgJudge(createSupportFacts(tracker, dates, DEVIATION_DAY));
  const filter = { package: example.package, release: example.release, issue: DEVIATION_ISSUE };
  const [found] = allVerdicts(tracker, archiveOf(...example.archive), judge, filter);
  return found ? (statusRow(found, tracker, judge).split("\t")[STATUS_COLUMNS.indexOf(example.column)] ?? "") : "-";
}

describe("each deviation, with its switch", () => {
  test.each(DEVIATIONS.map((deviation) => [deviation.name, deviation] as const))("%s", (_name, deviation) => {
    expect(answer(deviation, false)).toBe(deviation.example.ours);
    expect(answer(deviation, true)).toBe(deviation.example.debian);
  });
});
