import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkTracker } from "../check/check-tracker.ts";
import { debianJson } from "../export/debian-json.ts";
import type { Note } from "../format/types.ts";
import { archiveOf, trackerOf } from "../testing.ts";
import { allVerdicts } from "../verdict/all-verdicts.ts";
import { dpkgJudge } from "../verdict/dpkg-judge.ts";
import { verdict } from "../verdict/verdict.ts";
import { claimFor, claimsAbout, packagesOf, remarkFor, speaksOf } from "./look-up.ts";
import { advisoryDisplaces, compareEffective, effectiveVersion, worse } from "./merge-notes.ts";

/** The plain way to merge, which looks through everything for each note. */
function plainly(own: readonly Note[], advisories: readonly (readonly Note[])[]): readonly Note[] {
  const claims: Note[] = [];
  for (const [at, notes] of [own, ...advisories].entries()) {
    for (const note of merged(notes)) {
      const place = claims.findIndex((claim) => sameKey(claim, note));
      if (place < 0) claims.push(note);
      else if (at > 0 && advisoryDisplaces(claims[place] as Note, note).wins) {
        claims.splice(place, 1);
        claims.push(note);
      }
    }
  }
  return claims;
}

function merged(notes: readonly Note[]): readonly Note[] {
  const found: Note[] = [];
  for (const note of notes) {
    const place = found.findIndex((other) => sameKey(other, note));
    if (place < 0) found.push(note);
    else found[place] = mergedPair(found[place] as Note, note);
  }
  return [
    ...found.filter(({ release }) => release !== undefined),
    ...found.filter(({ release }) => release === undefined),
  ];
}

function mergedPair(first: Note, second: Note): Note {
  const [a, b] = [effectiveVersion(first), effectiveVersion(second)];
  const keeps = a === undefined || (b !== undefined && compareEffective(a, b) >= 0) ? first : second;
  return {
    ...keeps,
    urgency: worse(first.urgency, second.urgency),
    bugs: [...new Set([...first.bugs, ...second.bugs])],
  };
}

function sameKey(a: Note, b: Note): boolean {
  return a.package === b.package && a.release === b.release;
}

const line = fc
  .tuple(
    fc.constantFrom("", "[bookworm] ", "[trixie] "),
    fc.integer({ min: 0, max: 14 }),
    fc.constantFrom(
      "1",
      "2",
      "0~1",
      "<unfixed>",
      "<undetermined>",
      "<not-affected> (x)",
      "3 (bug #7; low)",
      "<unfixed> (bug #8)",
    ),
  )
  .map(([release, name, says]) => `\t${release}- p${name} ${says}\n`);
const remark = fc
  .tuple(fc.constantFrom("bookworm", "trixie"), fc.integer({ min: 0, max: 30 }), fc.constantFrom("no-dsa", "ignored"))
  .map(([release, name, word]) => `\t[${release}] - p${name} <${word}> (x)\n`);

test("however many lines there are, they are merged and found as by looking through all of them", () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof({ weight: 3, arbitrary: line }, remark), { maxLength: 60 }),
      fc.array(fc.array(line, { minLength: 1, maxLength: 20 }), { maxLength: 3 }),
      (own, given) => {
        const advisories = given.map(
          (lines, at) => `[0${at + 1} Nov 2026] DSA-${at + 1}-1 x\n\t{CVE-2026-1000}\n${lines.join("")}`,
        );
        const tracker = trackerOf({
          "CVE/list": `CVE-2026-1000 (x)\n${own.join("")}`,
          "DSA/list": advisories.join(""),
        });
        const resolved = tracker.issue("CVE-2026-1000");
        if (resolved === undefined) {
          expect(own.length + given.length).toBe(0);
          return;
        }
        const lists = tracker.layers[0]?.lists.flatMap(({ records }) => records.map(({ notes }) => notes)) ?? [];
        const ofIssue = own.length > 0 ? lists : [[], ...lists];
        expect(resolved.claims.map(({ note }) => note)).toEqual(plainly(ofIssue[0] ?? [], ofIssue.slice(1)));
        const { claims, remarks } = resolved;
        expect(packagesOf(resolved)).toEqual([...new Set(claims.map(({ note }) => note.package))]);
        for (const name of Array.from({ length: 32 }, (_, n) => `p${n}`)) {
          const about = claims.filter(({ note }) => note.package === name);
          expect([speaksOf(resolved, name), claimsAbout(resolved, name)]).toEqual([about.length > 0, about]);
          for (const release of [undefined, "bookworm", "trixie"]) {
            expect(claimFor(resolved, name, release)).toBe(about.find(({ note }) => note.release === release));
            if (release === undefined) continue;
            const said = remarks.find((one) => one.remark.package === name && one.remark.release === release);
            expect(remarkFor(resolved, name, release)).toBe(said);
          }
        }
      },
    ),
    { numRuns: 150 },
  );
});

const MANY = 10_000;
const lines = (make: (n: number) => string): string =>
  Array.from({ length: MANY }, (_, n) => `\t${make(n)}\n`).join("");
const ADVISORIES = Array.from(
  { length: MANY },
  (_, n) => `[01 Nov 2026] DSA-${n + 1}-1 x\n\t{CVE-2026-1000}\n\t[bookworm] - curl 1:${n}\n`,
).join("");

describe("what a record of 10,000 lines takes grows with its lines", () => {
  test.each([
    ["a package a line", lines((n) => `- p${n} <unfixed>`), ""],
    ["one package with a bug a line", lines((n) => `- curl <unfixed> (bug #${n + 1})`), ""],
    ["one package with a later fix a line", lines((n) => `- curl 1:${n} (bug #${n + 1})`), ""],
    ["a remark a line", lines((n) => `[bookworm] - p${n} <no-dsa> (x)`), ""],
    ["the same remark in each line", lines(() => "[bookworm] - curl <no-dsa> (x)"), ""],
    ["lines out of order", lines((n) => (n % 2 === 0 ? `[trixie] - p${n} 1` : `- p${n - 1} <not-affected> (x)`)), ""],
    ["as many advisories", "\t[bookworm] - curl 0~1\n", ADVISORIES],
  ])("%s", (_what, body, advisories) => {
    const archive = archiveOf(...Array.from({ length: MANY }, (_, n) => `p${n} bookworm 1`), "curl bookworm 1");
    const began = process.cpuUsage();
    const tracker = trackerOf({ "CVE/list": `CVE-2026-1000 (x)\n${body}`, "DSA/list": advisories });
    for (const { package: name, release, issue } of allVerdicts(tracker, archive, dpkgJudge)) {
      verdict(tracker, archive, { package: name, release, issue }, dpkgJudge);
    }
    for (const _ of debianJson(tracker, archive, dpkgJudge));
    checkTracker(tracker, archive);
    const { user, system } = process.cpuUsage(began);
    expect((user + system) / 1e6).toBeLessThan(2);
  });
});
