import { describe, expect, test } from "vitest";
import { createLiveState } from "../live/live-state.ts";
import { statusSignals } from "../report/status-rows.ts";
import { verdictJson } from "../report/verdict-json.ts";
import { archiveOf, CONFIG, files, trackerOf } from "../testing.ts";
import { dpkgJudge } from "../verdict/dpkg-judge.ts";
import { explain, formatExplanation } from "../verdict/explain.ts";
import { EPSS_FILE, KEV_FILE, parseSignals } from "./signal-table.ts";
import { percent } from "./signals.ts";

const ISSUE = "CVE-2026-1000";
const EPSS = "CVE-1999-0001\t0.01\t0.5\nCVE-2026-1000\t0.97512\t0.99912\nCVE-2026-10000\t4e-05\t0.1\n";
const LISTS = {
  "CVE/list": `${ISSUE} (x)\n\t- curl <unfixed>\nCVE-2026-1001 (y)\n\t- curl <unfixed>\n`,
  [KEV_FILE]: `${ISSUE}\t2026-05-01\transomware\n`,
  [EPSS_FILE]: EPSS,
};

describe("a table of signals", () => {
  test.each([
    ["CVE-1999-0001", ["0.01", "0.5"]],
    ["CVE-2026-10000", ["4e-05", "0.1"]],
    ["CVE-2026-1001", undefined],
    ["CVE-2026-100", undefined],
    ["TEMP-0000000-ABCDEF", undefined],
  ])("%s", (issue, columns) => {
    expect(parseSignals(Buffer.from(EPSS), EPSS_FILE).value.columnsOf(issue)).toEqual(columns);
  });

  test("one in another order, twice, cut short or with bad lines gives what it can", () => {
    const text = `CVE-2026-2000\t0.2\t0.2\nCVE-2026-1000\t0.1\t0.1\nnonsense\n\nCVE-2026-1000\t0.3\t0.3\nCVE-2026-3`;
    const { value, problems } = parseSignals(Buffer.from(text), EPSS_FILE);
    expect(value.columnsOf("CVE-2026-1000")).toEqual(["0.3", "0.3"]);
    expect(value.columnsOf("CVE-2026-2000")).toEqual(["0.2", "0.2"]);
    expect(problems.map(({ code, place }) => [code, place.line])).toEqual([
      ["tracker-signal", 3],
      ["tracker-signal", 6],
    ]);
  });
});

describe("shown", () => {
  const tracker = trackerOf(LISTS);
  const archive = archiveOf("curl bookworm 1");
  const ask = (issue: string) => explain(tracker, archive, { package: "curl", release: "bookworm", issue }, dpkgJudge);

  test("by the explanation, before what would change the answer", () => {
    expect(formatExplanation(ask(ISSUE))).toContain(
      "  Known to be exploited, also by ransomware: in CISA's catalogue since 2026-05-01.\n  Likelihood of exploitation within 30 days: 97.5 % (EPSS), higher than that of 99.9 % of all issues.\n",
    );
    expect(formatExplanation(ask("CVE-2026-1001"))).not.toMatch(/exploit/);
  });

  test("as columns and in JSON", () => {
    const [one, two] = [ask(ISSUE), ask("CVE-2026-1001")].map(({ verdict }) => verdict);
    if (!one || !two) throw new Error("no verdict");
    expect(statusSignals(one, tracker)).toBe("2026-05-01\t0.97512");
    expect(statusSignals(two, tracker)).toBe("-\t-");
    expect(verdictJson(one, tracker)).toMatchObject({
      exploited: { since: "2026-05-01", ransomware: true },
      likelihood: { probability: 0.97512, percentile: 0.99912 },
    });
    expect(verdictJson(two, tracker)).toMatchObject({ exploited: null, likelihood: null });
  });

  test("of the upper layer where it has its own", () => {
    const both = trackerOf(LISTS, { "CVE/list": "", [EPSS_FILE]: `${ISSUE}\t0.5\t0.5\n` });
    expect(both.signalsOf(ISSUE)).toEqual({
      exploited: { since: "2026-05-01", ransomware: true },
      likelihood: { probability: 0.5, percentile: 0.5 },
    });
  });

  test("live, and an edit of the lists takes the table over", () => {
    const state = createLiveState();
    const at = (lists: Readonly<Record<string, string>>) =>
      state.next([{ name: "debian", files: files({ "config.json": CONFIG, ...lists }) }], archive).tracker;
    const [first, second] = [at(LISTS), at({ ...LISTS, "CVE/list": `${ISSUE} (x)\n\t- curl 2\n` })];
    expect(second.signalsOf(ISSUE)?.exploited?.since).toBe("2026-05-01");
    expect(second.layers[0]?.signals).toEqual(first.layers[0]?.signals);
    expect(second.layers[0]?.signals[0]).toBe(first.layers[0]?.signals[0]);
    expect(at({ ...LISTS, [EPSS_FILE]: "" }).signalsOf(ISSUE)?.likelihood).toBeUndefined();
  });
});

test.each([
  [0.97512, "97.5 %"],
  [0.00043, "0.04 %"],
  [1, "100 %"],
  [0, "0 %"],
])("%d is %s", (share, text) => {
  expect(percent(share)).toBe(text);
});
