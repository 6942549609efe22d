import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatProblem } from "../../kernel/index.ts";
import type { SourceVersions } from "../archive/source-versions.ts";
import { applyFixes } from "../check/apply-fixes.ts";
import { checkTracker } from "../check/check-tracker.ts";
import { renderList } from "../format/render-list.ts";
import { parseLayer } from "../layers/parse-layer.ts";
import { createTracker, type Tracker } from "../model/tracker.ts";
import { statusRow } from "../report/status-rows.ts";
import { verdictJson } from "../report/verdict-json.ts";
import { archiveOf, CONFIG, files } from "../testing.ts";
import { allVerdicts } from "../verdict/all-verdicts.ts";
import { createDebianJudge } from "../verdict/debian-judge.ts";
import { dpkgJudge } from "../verdict/dpkg-judge.ts";
import { explain, formatExplanation } from "../verdict/explain.ts";
import { createLiveState, type Snapshot } from "./live-state.ts";
import { type LostLine, lostLinesOf } from "./lost-lines.ts";

/** So small that ten records make several pieces. */
const TINY = { least: 60, most: 300, oneOf: 2 };
type Texts = Readonly<Record<string, string>>;

const PACKAGES = ["curl", "linux", "wget", "zlib"];
const CODENAMES = ["bullseye", "bookworm", "trixie", "sid"];
const number = fc.integer({ min: 1000, max: 1012 });
const version = fc.constantFrom("1.0-1", "1.0-2", "2:0.5", "3.1+deb12u1", "3.1+deb12u1+acme1");
const release = fc.option(fc.constantFrom(...CODENAMES, "bookwrm"), { nil: undefined });
const flags = fc.constantFrom("", " (unimportant)", " (bug #1234; high)", " (nonsense)");
const word = fc.constantFrom(
  "<unfixed>",
  "<undetermined>",
  "<not-affected> (x)",
  "<end-of-life> (y)",
  "<no-dsa> (Minor)",
);
const note = fc
  .tuple(
    release,
    fc.constantFrom(...PACKAGES),
    fc.oneof(
      fc.tuple(version, flags).map((two) => two.join("")),
      word,
    ),
  )
  .map(([codename, name, says]) => `\t${codename ? `[${codename}] ` : ""}- ${name} ${says}\n`);
const quietLine = fc.constantFrom(
  "\tNOT-FOR-US: x\n",
  "\tRESERVED\n",
  "\tREJECTED\n",
  "\tTODO: check\n",
  "\tNOTE: n\n",
  "",
);
const issue = fc
  .tuple(
    number,
    fc.oneof(
      fc.array(note, { maxLength: 4 }).map((lines) => lines.join("")),
      quietLine,
    ),
  )
  .map(([n, body]) => `CVE-2026-${n} (text ${n})\n${body}`);
const advisory = fc
  .tuple(
    fc.integer({ min: 1, max: 9 }),
    fc.array(number, { minLength: 1, maxLength: 2 }),
    fc.array(note, { maxLength: 3 }),
  )
  .map(
    ([n, of, notes]) =>
      `[06 Nov 2026] DSA-${n}-1 x\n\t{${of.map((i) => `CVE-2026-${i}`).join(" ")}}\n${notes.join("")}`,
  );
const odd = fc.constantFrom(
  "STOP: here\n",
  "begin claimed by me\n",
  "--\n",
  "\n",
  "rubbish\n",
  "\t\xe9\n",
  "CVE-2026-XXXX [none]\n\t- curl 1.0-2\n",
);
const list = (record: fc.Arbitrary<string>) =>
  fc.array(fc.oneof({ weight: 9, arbitrary: record }, { weight: 1, arbitrary: odd }), { maxLength: 25 });
const planned = fc.array(
  fc.tuple(number, fc.constantFrom(...PACKAGES)).map(([n, p]) => `CVE-2026-${n}\n\t[bookworm] - ${p} 1.0-9\n`),
  { maxLength: 2 },
);
const config = fc.constantFrom(CONFIG, CONFIG.replace('"buster":{},', ""));
const upperConfig = fc.constantFrom(
  '{"rebuildSuffix": "+acme"}',
  '{"distributions": {"acmebook": {"base": "bookworm"}}, "rebuildSuffix": "+acme"}',
);
const archiveLines = fc.uniqueArray(
  fc.tuple(fc.constantFrom(...PACKAGES), fc.constantFrom(...CODENAMES, "bookworm/security", "acmebook"), version),
  { selector: ([name, suite]) => name + suite, maxLength: 12 },
);

/** One step of a story: which file gets which text, or another archive. */
type Step =
  | { readonly layer: 0 | 1; readonly path: string; readonly edit: (old: string) => string }
  | { readonly archive: SourceVersions };

const lowerStep = (path: string, layer: 0 | 1, text: fc.Arbitrary<string>): fc.Arbitrary<Step> =>
  text.map((now) => ({ layer, path, edit: () => now }));
/** A small edit somewhere in a list: a line more, a line less, a record more, a byte changed. */
const smallEdit = (path: string, layer: 0 | 1): fc.Arbitrary<Step> =>
  fc.tuple(fc.nat(), fc.oneof(note, issue, fc.constantFrom("", "x", "\n", "- "))).map(([where, text]) => ({
    layer,
    path,
    edit: (old) => {
      const lines = old.split(/(?<=\n)/);
      const at = where % (lines.length + 1);
      return [...lines.slice(0, at), text, ...lines.slice(text === "" ? at + 1 : at)].join("");
    },
  }));
const joined = (lines: fc.Arbitrary<string[]>) => lines.map((some) => some.join(""));
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: smallEdit("CVE/list", 0) },
  { weight: 3, arbitrary: smallEdit("DSA/list", 0) },
  { weight: 3, arbitrary: smallEdit("CVE/list", 1) },
  lowerStep("CVE/list", 0, joined(list(issue))),
  lowerStep("DSA/list", 0, joined(list(advisory))),
  lowerStep("CVE/2025.list", 0, joined(list(issue))),
  lowerStep("next-point-update.txt", 0, joined(planned)),
  lowerStep("packages/removed-packages", 0, fc.constantFrom("wget\n", "zlib\n", "")),
  lowerStep("config.json", 0, config),
  lowerStep("config.json", 1, upperConfig),
  archiveLines.map((rows) => ({ archive: archiveOf(...rows.map((row) => row.join(" "))) })),
);

/** Lost lines with their places, which change with every edit above them. */
function lostIn({ withLostLines, tracker }: Snapshot): readonly LostLine[] {
  const issues = Array.from(withLostLines.entries(), ([name]) => name).sort();
  return issues.flatMap((name) => lostLinesOf(tracker, name).map((line) => ({ ...line, problem: placed(line) })));
}

/** An edit that would mend it is counted from the beginning of a piece, which is cut by what was there before. */
function placed({ problem: { fix: _fix, ...problem } }: LostLine): LostLine["problem"] {
  return problem;
}

describe("a live state", () => {
  test("answers after every edit what a tracker made from nothing answers", () => {
    fc.assert(
      fc.property(
        joined(list(issue)),
        joined(list(advisory)),
        fc.array(step, { minLength: 1, maxLength: 8 }),
        (cve, dsa, steps) => {
          const layers: [Record<string, string>, Record<string, string>] = [
            { "config.json": CONFIG, "CVE/list": cve, "DSA/list": dsa },
            { "config.json": "{}", "CVE/list": "" },
          ];
          let archive = archiveOf("curl bookworm 1.0-1", "linux sid 1.0-2");
          const live = createLiveState(TINY);
          live.next(named(layers), archive);
          for (const each of steps) {
            if ("archive" in each) archive = each.archive;
            else layers[each.layer][each.path] = each.edit(layers[each.layer][each.path] ?? "");
            const snapshot = live.next(named(layers), archive);
            const full = createTracker(layers.map((texts, depth) => parseLayer(`layer${depth}`, files(texts))));
            expect(everythingSaid(snapshot.tracker, archive)).toEqual(everythingSaid(full, archive));
            expect(standingLines(snapshot)).toEqual(standingLinesOf(full, archive));
            const anew = createLiveState(TINY).next(named(layers), archive);
            expect(snapshot.open).toEqual(anew.open);
            expect(lostIn(snapshot)).toEqual(lostIn(anew));
            for (const { index } of [snapshot.tracker])
              for (const { list: one } of index.lists) expect(textOf(one)).toBe(one.text);
          }
        },
      ),
      { numRuns: 100 },
    );
  }, 200_000);

  test("judges everything again when support ends with the day", () => {
    const texts = named([{ "config.json": CONFIG, "CVE/list": manyIssues() }]);
    const archive = archiveOf("curl bookworm 1.0-1");
    const phases = [{ name: "security", from: new Date("2023-06-10"), until: new Date("2026-06-10") }] as const;
    const dates = [{ codename: "bookworm", version: "12", phases }];
    const live = createLiveState(TINY);
    const on = (day: string) => live.next(texts, archive, { dates, at: new Date(day) });
    expect(on("2026-06-08").standings.get("CVE-2026-2050")).toMatchObject([{ decision: undefined }]);
    expect(on("2026-06-08T20:00:00Z").changed).toEqual(new Set());
    expect(on("2026-06-11").standings.get("CVE-2026-2050")).toMatchObject([{ decision: "end-of-life" }]);
  });

  test("judges only what an edit touches", () => {
    const texts = { "config.json": CONFIG, "CVE/list": manyIssues() };
    const archive = archiveOf("curl bookworm 1.0-1");
    const live = createLiveState(TINY);
    live.next(named([texts]), archive);
    texts["CVE/list"] = texts["CVE/list"].replace("CVE-2026-2050 (x)\n\t- curl 2\n", "CVE-2026-2050 (x)\n\t- curl 1\n");
    const { changed, standings } = live.next(named([texts]), archive);
    expect(standings.get("CVE-2026-2050")).toMatchObject([{ status: "fixed" }]);
    expect(standings.get("CVE-2026-2099")).toMatchObject([{ status: "vulnerable" }]);
    expect(changed).not.toBe("everything");
    expect((changed as ReadonlySet<string>).size).toBeLessThan(20);
  });

  test("leaves snapshots of before as they were", () => {
    const texts = { "config.json": CONFIG, "CVE/list": "CVE-2026-1000 (x)\n\t- curl 2\n" };
    const live = createLiveState(TINY);
    const before = live.next(named([texts]), archiveOf("curl bookworm 1"));
    texts["CVE/list"] = `CVE-2026-1001 (y)\n${texts["CVE/list"]}`.replace("curl 2", "curl 1");
    live.next(named([texts]), archiveOf("curl bookworm 1"));
    expect(before.standings.get("CVE-2026-1000")).toMatchObject([{ status: "vulnerable" }]);
    expect(before.tracker.issue("CVE-2026-1000")?.claims[0]?.note).toMatchObject({ version: "2", line: 2 });
  });

  test("keeps the last good configuration when a new one is broken, and says so", () => {
    const texts = { "config.json": CONFIG, "CVE/list": "CVE-2026-1000 (x)\n\t- curl 2\n" };
    const live = createLiveState(TINY);
    live.next(named([texts]), archiveOf("curl bookworm 1"));
    texts["config.json"] = `${CONFIG.slice(0, -1)},`;
    const { tracker } = live.next(named([texts]), archiveOf("curl bookworm 1"));
    expect([...tracker.releases.keys()]).toContain("bookworm");
    expect(tracker.layers[0]?.problems.map((problem) => problem.code)).toEqual(["tracker-config"]);
  });

  test("mends a line where it stands in the whole list, also after lines above it came and went", () => {
    const live = createLiveState(TINY);
    const archive = archiveOf("curl bookworm 1");
    const wrong = "CVE-2025-1000 (y)\n\t- curl <unfixd>\n";
    for (const list of [`${manyIssues()}${wrong}`, `${manyIssues().slice(36)}CVE-2025-1001\n${wrong}`]) {
      const { tracker } = live.next(named([{ "config.json": CONFIG, "CVE/list": list }]), archive);
      const { changed } = applyFixes(files({ "CVE/list": list }), tracker.layers[0]?.problems ?? []);
      expect(Buffer.from(changed.get("CVE/list") ?? []).toString()).toBe(list.replace("unfixd", "unfixed"));
    }
  });

  test("takes over a layer whose files are what they were", () => {
    const live = createLiveState(TINY);
    const archive = archiveOf("curl bookworm 1");
    const first = live.next(named([{ "config.json": CONFIG, "CVE/list": manyIssues() }]), archive);
    const second = live.next([{ name: "layer0", files: undefined }], archive);
    expect(second.changed).toEqual(new Set());
    expect(second.tracker.layers[0]).toBe(first.tracker.layers[0]);
  });
});

function manyIssues(): string {
  return Array.from({ length: 100 }, (_, i) => `CVE-2026-${2000 + i} (x)\n\t- curl 2\n`).join("");
}

function named(layers: readonly Texts[]) {
  return layers.map((texts, depth) => ({ name: `layer${depth}`, files: files(texts) }));
}

/** All that can be heard from a tracker: verdicts as lines, JSON and explanations, its problems, its indexes. */
function everythingSaid(tracker: Tracker, archive: SourceVersions) {
  const verdicts = [...allVerdicts(tracker, archive, dpkgJudge, { all: true })];
  const debian = createDebianJudge(tracker);
  return {
    rows: verdicts.map((verdict) => statusRow(verdict, tracker, dpkgJudge)),
    json: verdicts.map((verdict) => JSON.stringify(verdictJson(verdict, tracker))),
    reasons: verdicts.map((verdict) => formatExplanation(explain(tracker, archive, verdict, dpkgJudge))),
    debian: [...allVerdicts(tracker, archive, debian)].map((verdict) => statusRow(verdict, tracker, debian)),
    names: [...tracker.issueNames()],
    states: Array.from({ length: 14 }, (_, i) => tracker.issue(`CVE-2026-${1000 + i}`)?.state),
    packages: PACKAGES.map((name) => [...tracker.issuesOfPackage(name)].sort()),
    releases: [...tracker.releases],
    parsed: tracker.layers.map((layer) => layer.problems.map(formatProblem)),
    fixes: tracker.layers.map((layer) => layer.problems.map((problem) => problem.fix)),
    checked: checkTracker(tracker, archive).map(({ layer, problem }) => `${layer} ${formatProblem(problem)}`),
  };
}

function textOf(one: Parameters<typeof renderList>[0]): string {
  return Buffer.from(renderList(one)).toString("latin1");
}

function standingLines({ standings }: ReturnType<ReturnType<typeof createLiveState>["next"]>): readonly string[] {
  const lines: string[] = [];
  for (const [name, found] of standings.entries())
    for (const one of found)
      lines.push([name, one.package, one.release, one.status, one.decision, one.urgency].join(" "));
  return lines.sort();
}

function standingLinesOf(tracker: Tracker, archive: SourceVersions): readonly string[] {
  return [...allVerdicts(tracker, archive, dpkgJudge)]
    .map((one) => [one.issue, one.package, one.release, one.status, one.decision?.kind, one.urgency].join(" "))
    .sort();
}
