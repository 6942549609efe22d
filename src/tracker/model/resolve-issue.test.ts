import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { trackerOf } from "../testing.ts";
import type { Claim } from "./claim.ts";
import { descriptionOf } from "./resolve-issue.ts";

const HEAD = "CVE-2026-1000 (x)\n";
const DSA = (note: string, issue = "CVE-2026-1000"): string =>
  `[06 Nov 2026] DSA-9-1 curl - security update\n\t{${issue}}\n\t${note}\n`;

/** What counts for curl in bookworm: its text as Debian would store it, and the reason of the last contest. */
function claimOf(issue: string, advisory: string, release: string | null = "bookworm") {
  const tracker = trackerOf({ "CVE/list": HEAD + issue, "DSA/list": advisory });
  const claim = tracker.issue("CVE-2026-1000")?.claims.find((found) => (found.note.release ?? null) === release);
  return [claim?.note.version ?? claim?.note.kind, claim?.contests.at(-1)?.reason];
}

describe("an advisory meets the issue's own line", () => {
  test.each([
    ["no line", "", "[bookworm] - curl 2", "2", undefined],
    ["unfixed stays", "\t[bookworm] - curl <unfixed>\n", "[bookworm] - curl 2", "unfixed", "issue-has-no-fix"],
    ["removed stays", "\t[bookworm] - curl <removed>\n", "[bookworm] - curl 2", "removed", "issue-has-no-fix"],
    [
      "end-of-life stays",
      "\t[bookworm] - curl <end-of-life>\n",
      "[bookworm] - curl 2",
      "end-of-life",
      "issue-has-no-fix",
    ],
    ["greater wins", "\t[bookworm] - curl 1\n", "[bookworm] - curl 2", "2", "older-fix"],
    ["lower loses", "\t[bookworm] - curl 3\n", "[bookworm] - curl 2", "3", "older-fix"],
    ["equal stays", "\t[bookworm] - curl 2\n", "[bookworm] - curl 2", "2", "equal-fix"],
    [
      "not affected loses",
      "\t[bookworm] - curl <not-affected> (x)\n",
      "[bookworm] - curl 2",
      "2",
      "fix-over-not-affected",
    ],
    [
      "undetermined stays",
      "\t[bookworm] - curl <undetermined>\n",
      "[bookworm] - curl 2",
      "undetermined",
      "undetermined-wins",
    ],
    ["no fix wins", "\t[bookworm] - curl 1\n", "[bookworm] - curl <end-of-life>", "end-of-life", "advisory-has-no-fix"],
  ])("%s", (_name, issue, note, counts, reason) => {
    expect(claimOf(issue, DSA(note))).toEqual([counts, reason]);
  });

  test("without a release it becomes the default line", () => {
    expect(claimOf("", DSA("- curl 2"), null)).toEqual(["2", undefined]);
  });

  test("of several advisories the highest version counts", () => {
    const second = DSA("[bookworm] - curl 3").replace("DSA-9-1", "DSA-9-2");
    expect(claimOf("", second + DSA("[bookworm] - curl 2"))).toEqual(["3", "older-fix"]);
  });

  test("issues without a CVE get nothing from advisories", () => {
    const tracker = trackerOf({
      "CVE/list": "CVE-2026-XXXX [x]\n\t- curl 1\n",
      "DSA/list": DSA("[bookworm] - curl 2"),
    });
    const [temporary] = [...tracker.issueNames()].filter((name) => name.startsWith("TEMP-"));
    expect(tracker.issue(temporary as string)?.claims).toHaveLength(1);
  });
});

describe("several lines of one record", () => {
  test.each([
    [
      "the higher version",
      "- curl 1 (low; bug #1)\n\t- curl 2 (high; bug #2)",
      { version: "2", urgency: "high", bugs: [1, 2] },
    ],
    ["no fix beats a fix", "- curl 1\n\t- curl <unfixed>", { kind: "unfixed" }],
    ["undetermined above every version", "- curl <undetermined>\n\t- curl 2", { kind: "undetermined" }],
  ])("%s", (_name, lines, note) => {
    const tracker = trackerOf({ "CVE/list": `${HEAD}\t${lines}\n` });
    expect(tracker.issue("CVE-2026-1000")?.claims[0]?.note).toMatchObject(note);
  });
});

describe("layers", () => {
  const below = {
    "CVE/list": "CVE-2026-1000 (below)\n\t- curl 3\n\t[bookworm] - curl <no-dsa> (Minor)\n",
    "DSA/list": DSA("[trixie] - curl 2.5"),
  };
  const resolve = (upper: Record<string, string>) => trackerOf(below, upper).issue("CVE-2026-1000");
  const said = (upper: Record<string, string>) =>
    resolve(upper)?.claims.map(
      ({ note, from }) => `${from.layer.name} ${note.release ?? "-"} ${note.version ?? note.kind}`,
    );

  test("an upper layer adds a line and keeps the rest", () => {
    const upper = { "CVE/list": "CVE-2026-1000\n\t[bookworm] - curl 2.1\n" };
    expect(said(upper)).toEqual(["layer0 - 3", "layer0 trixie 2.5", "layer1 bookworm 2.1"]);
    expect(resolve(upper)?.remarks).toEqual([]);
  });

  test("it overrides lines that came from advisories as well", () => {
    const upper = { "CVE/list": "CVE-2026-1000\n\t[trixie] - curl <not-affected> (not built)\n" };
    expect(said(upper)).toEqual(["layer0 - 3", "layer1 trixie not-affected"]);
    expect(
      resolve(upper)
        ?.claims.at(-1)
        ?.contests.map((contest) => contest.reason),
    ).toEqual(["upper-layer"]);
  });

  test("it withdraws a line", () => {
    expect(said({ "CVE/list": "CVE-2026-1000\n\t[trixie] - curl <withdrawn> (wrong package)\n" })).toEqual([
      "layer0 - 3",
    ]);
  });

  test("what it withdraws gives back what that line had covered, one layer at a time", () => {
    const withdraw = { "CVE/list": "CVE-2026-1000\n\t[trixie] - curl <withdrawn> (built after all)\n" };
    const middle = { "CVE/list": "CVE-2026-1000\n\t[trixie] - curl <not-affected> (not built)\n" };
    const resolved = trackerOf(below, middle, withdraw).issue("CVE-2026-1000");
    const trixie = resolved?.claims.find((claim) => claim.note.release === "trixie");
    expect(trixie?.note.version).toBe("2.5");
    expect(trixie?.contests.map((contest) => contest.reason)).toEqual(["withdrawn"]);
    expect(trackerOf(below, middle, withdraw, withdraw).issue("CVE-2026-1000")?.claims).toHaveLength(1);
  });

  test("it withdraws a remark", () => {
    const upper = { "CVE/list": "CVE-2026-1000\n\t[bookworm] - curl <withdrawn> (we fix it)\n" };
    expect(resolve(upper)?.remarks).toEqual([]);
  });

  test("a line beside a withdrawal in the same layer counts", () => {
    const lines = ["[trixie] - curl <withdrawn> (x)", "[trixie] - curl 9"];
    for (const both of [lines, lines.toReversed()]) {
      expect(said({ "CVE/list": `CVE-2026-1000\n\t${both.join("\n\t")}\n` })).toContain("layer1 trixie 9");
    }
    const advisory = "[06 Nov 2026] ACME-1-1 curl\n\t{CVE-2026-1000}\n\t[trixie] - curl 9\n";
    const record = `CVE-2026-1000\n\t${lines[0]}\n`;
    expect(said({ "CVE/list": record, "ACME/list": advisory })).toContain("layer1 trixie 9");
  });

  test("it decides differently", () => {
    const upper = { "CVE/list": "CVE-2026-1000\n\t[bookworm] - curl <postponed> (next month)\n" };
    expect(resolve(upper)?.remarks.map(({ remark }) => remark.text)).toEqual(["next month"]);
  });

  test("its own advisories count", () => {
    const upper = {
      "ACME-SA/list": "[06 Nov 2026] ACME-SA-1-1 curl\n\t{CVE-2026-1000}\n\t[bookworm] - curl 2.2+acme1\n",
    };
    expect(said(upper)).toContain("layer1 bookworm 2.2+acme1");
  });

  test("the highest description is shown", () => {
    const described = resolve({ "CVE/list": "CVE-2026-1000 [above]\n" });
    expect(described && descriptionOf(described)).toBe("above");
  });
});

/** Few notes are compared with one another, many by keys; what they say about a package is the same. */
test("a record of few notes counts as it does among many", () => {
  const note = fc
    .tuple(
      fc.constantFrom("", "[bookworm] ", "[trixie] "),
      fc.constantFrom("curl", "wget"),
      fc.constantFrom("1", "2", "<unfixed>", "<not-affected> (x)", "<withdrawn> (y)", "<no-dsa> (z)", "<undetermined>"),
    )
    .filter(([release, , says]) => release !== "" || !says.startsWith("<no-dsa>"))
    .map(([release, name, says]) => `\t${release}- ${name} ${says}\n`);
  const others = Array.from({ length: 9 }, (_, n) => `\t- other${n} 1\n`).join("");
  const said = (notes: string): unknown => {
    const resolved = trackerOf({ "CVE/list": HEAD + notes }).issue("CVE-2026-1000");
    const about = (claims: readonly Claim[] = []) =>
      claims
        .filter((claim) => !claim.note.package.startsWith("other"))
        .map((claim) => [claim.note, claim.contests.map(({ loser, reason }) => [loser, reason])]);
    return [about(resolved?.claims), resolved?.remarks.map(({ remark }) => remark)];
  };
  fc.assert(
    fc.property(fc.array(note, { minLength: 1, maxLength: 7 }), (notes) => {
      expect(said(notes.join(""))).toEqual(said(notes.join("") + others));
    }),
    { numRuns: 500 },
  );
});
