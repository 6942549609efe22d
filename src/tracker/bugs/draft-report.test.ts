import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseConfig } from "../format/parse-config.ts";
import { archiveOf, trackerOf } from "../testing.ts";
import { dpkgJudge } from "../verdict/dpkg-judge.ts";
import { settledBugTracker } from "./bug-tracker.ts";
import { draftReport } from "./draft-report.ts";
import { wrapped } from "./draft-text.ts";

const ARCHIVE = archiveOf("curl trixie 8.14-1", "curl sid 8.16-2", "dpkg sid 1.23", "wget bookworm 1.21-3");
const DEBIAN = settledBugTracker([]);

function draft(list: string, issue: string, name?: string): string {
  const tracker = trackerOf({ "CVE/list": list });
  const asked = { issue, ...(name === undefined ? {} : { package: name }) };
  return draftReport({ tracker, archive: ARCHIVE, judge: dpkgJudge }, asked, DEBIAN).mail;
}

test("nobody is asked to mend what is no longer supported", () => {
  const list = "CVE-2026-1000 (x)\n\t- wget <unfixed>\n\t[bookworm] - wget <end-of-life> (gone)\n";
  expect(() => draft(list, "CVE-2026-1000")).toThrow(
    "CVE-2026-1000 is not open in any package of this archive. Support has ended where it is: bookworm.",
  );
});

describe("a draft", () => {
  test.each([
    ["- curl <unfixed> (high)", ["Source: curl", "Version: 8.16-2", "Severity: grave", "Tags: security upstream"]],
    ["- curl <unfixed> (unimportant)", ["Source: curl", "Version: 8.16-2", "Severity: minor"]],
    ["- dpkg <unfixed>", ["Source: dpkg", "Version: 1.23", "Severity: important", "Tags: security\n"]],
    ["- wget <unfixed>", ["Source: wget", "Version: 1.21-3"]],
    ["- curl 8.15-1", ["Version: 8.14-1"]],
    [
      "- curl <unfixed>\n\t[trixie] - curl <not-affected> (later)",
      ["  trixie     8.14-1                   not-affected\n"],
    ],
    ["- curl <unfixed>\n\t[trixie] - curl <no-dsa> (Minor)", ["vulnerable, no-dsa\n"]],
  ])("of %s", (line, says) => {
    const mail = draft(`CVE-2026-1000 (x)\n\t${line}\n`, "CVE-2026-1000");
    for (const words of says) expect(mail).toContain(words);
  });

  test("of an issue without a CVE has its text for a subject", () => {
    const list = "CVE-2026-XXXX [a leak]\n\t- curl <unfixed>\n";
    const issue = trackerOf({ "CVE/list": list }).issuesOfPackage("curl")[0] as string;
    expect(draft(list, issue)).toContain("Subject: curl: a leak\n");
    expect(draft(list, issue)).not.toContain("cve.org");
    expect(draft(list, issue)).not.toContain("Please name TEMP-");
    expect(draft(list, issue)).toContain("It has no CVE number yet.");
  });

  test("asks for the package where several have the issue", () => {
    const list = "CVE-2026-1000 (x)\n\t- curl <unfixed>\n\t- dpkg <unfixed>\n";
    expect(() => draft(list, "CVE-2026-1000")).toThrow(
      "CVE-2026-1000 is open in several packages; name one: curl, dpkg.",
    );
    expect(draft(list, "CVE-2026-1000", "dpkg")).toContain("Source: dpkg\n");
  });

  test("is one mail of ASCII with one head, whatever the description holds", () => {
    const description = fc.string({ unit: "binary", maxLength: 400 }).map((text) => text.replace(/[^\n -~]/g, "?"));
    fc.assert(
      fc.property(description, (text) => {
        const line = text.replaceAll("\n", " Bcc: x@example.org ");
        const mail = draft(`CVE-2026-1000 (${line})\n\t- curl <unfixed>\n`, "CVE-2026-1000");
        expect(mail).toMatch(/^[\n -~]*$/);
        const [head = "", facts = ""] = mail.split("\n\n");
        expect(head.split("\n").map((one) => one.split(":")[0])).toEqual(["To", "Subject"]);
        expect(facts.split("\n").map((one) => one.split(":")[0])).toEqual([
          "Source",
          "Version",
          "Severity",
          "Tags",
          "X-Debbugs-CC",
        ]);
        expect(mail).not.toMatch(/^(?:Bcc|Control)/im);
      }),
    );
  });
});

test("prose is broken between words only", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[ -~]*$/), (text) => {
      const words = text.split(" ").filter((word) => word !== "");
      const lines = wrapped(words.join(" "));
      expect(lines.join(" ")).toBe(words.join(" "));
      for (const line of lines) expect(line.length <= 72 || !line.includes(" ")).toBe(true);
    }),
  );
});

describe("the bug tracker of config.json", () => {
  const read = (bugs: unknown) => parseConfig(Buffer.from(JSON.stringify({ bugs })), "config.json");

  test("is taken from the uppermost layer that has one, and is Debian's for the rest", () => {
    const lower = read({ cc: "low@example.org" }).value;
    const upper = read({ to: "bugs@example.org", severity: { high: "blocker" } }).value;
    expect(settledBugTracker([lower, upper, undefined, read(undefined).value])).toEqual({
      ...DEBIAN,
      to: "bugs@example.org",
      cc: undefined,
      severity: { ...DEBIAN.severity, high: "blocker" },
    });
    expect(settledBugTracker([lower]).cc).toBe("low@example.org");
  });

  test.each([
    [5, "`bugs` is an object with"],
    [{ to: "a@example.org\nBcc: b@example.org" }, "`to` of `bugs` is a mail address alone."],
    [{ cc: "A <a@example.org>" }, "`cc` of `bugs` is a mail address alone."],
    [{ server: "ftp://x" }, "`server` of `bugs` is an address"],
    [{ form: "html" }, "`form` of `bugs` is `debbugs` or `plain`."],
    [{ severity: { worst: "x" } }, "`severity` gives a word for each of"],
    [{ severity: { high: "Very\nBad" } }, "`severity` gives a word for each of"],
    [{ severity: 5 }, "`severity` gives a word for each of"],
    [{ constructor: "x" }, "`bugs` has no key `constructor`."],
  ])("%j is refused, and nothing of it counts", (bugs, why) => {
    const { value, problems } = read(bugs);
    expect(problems.map(({ message }) => message)).toEqual([expect.stringContaining(why)]);
    expect(settledBugTracker([value])).toEqual(DEBIAN);
  });
});
