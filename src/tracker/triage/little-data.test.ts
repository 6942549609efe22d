import { describe, expect, test } from "vitest";
import { parseList } from "../format/parse-list.ts";
import { archiveOf } from "../testing.ts";
import { decisionWords, type Suggestion } from "./decision.ts";
import { TriageMemory } from "./memory.ts";
import { createPackageNames } from "./package-names.ts";
import { suggest } from "./suggest.ts";

/** What is suggested to a team that begins: few decisions to learn from, and an archive full of names that are words. */

const ARCHIVE = archiveOf(
  "curl sid 8.17.0-1",
  "file sid 5.46-1",
  "linux sid 6.12-1",
  "wordpress sid 6.7-1",
  "gnutls28 sid 3.8-1",
  "golang-github-bitfield-script sid 0.1-1",
  "golang-github-fasthttp-router sid 1.4-1",
  "node-once sid 1.4-1",
  "php-user sid 1.0-1",
  "time sid 1.9-1",
);
const LIST = `CVE-2026-0012 (A heap overflow in the parser of gnutls allows a crash)
	- gnutls28 <unfixed>
CVE-2026-0011 (A flaw in the handling of the keys of the server)
	- gnutls28 <unfixed>
CVE-2026-0010 (An issue in the blog of the user)
	- wordpress <unfixed>
CVE-2026-0009 (wordpress shows the drafts of a user)
	- wordpress <unfixed>
`;

function found(description: string, archive = ARCHIVE): readonly Suggestion[] {
  const memory = new TriageMemory();
  memory.learn(parseList(Buffer.from(LIST), { path: "CVE/list", kind: "issues" }).value);
  const knowledge = { memory, names: createPackageNames(archive, []), archive };
  return suggest(knowledge, { description, facts: undefined, heard: [] });
}

function suggestions(description: string, archive = ARCHIVE): readonly string[] {
  return found(description, archive).map(({ decision }) => decisionWords(decision));
}

describe("common words alone suggest no package", () => {
  test.each([
    "An issue in the web server of some router lets attackers read the files of the time server at once",
    "A script of a user, which the system shows to other people at the end of the page",
    "The file is closed before the data is freed, and the user sees the keys of the server",
    "In the handling of the keys of the user there is a flaw",
  ])("%s", (description) => {
    expect(suggestions(description).filter((words) => words.startsWith("- "))).toEqual([]);
  });

  test.each([
    ["file before 5.47 reads beyond the end of the buffer", "- file <unfixed>"],
    ["A stack overflow in file 5.46 allows a crash", "- file <unfixed>"],
    ["An issue in GNU time through 1.9", "- time <unfixed>"],
    ["A heap overflow in the FTP parser of curl", "- curl <unfixed>"],
    ["In the Linux kernel, the following vulnerability has been resolved", "- linux <unfixed>"],
    ["A flaw in gnutls lets the server crash", "- gnutls28 <unfixed>"],
  ])("but a name does: %s", (description, expected) => {
    expect(suggestions(description)[0]).toBe(expected);
  });
});

describe("what is made for a package is not that package", () => {
  test.each([
    [
      "The Acme Pages plugin for WordPress is vulnerable to SQL injection in all versions",
      "NOT-FOR-US: WordPress plugin",
    ],
    ["The Acme Pages WordPress plugin before 3.1 does not escape a parameter", "NOT-FOR-US: WordPress plugin"],
    ["Cross-site scripting in the Globex theme for WordPress", "NOT-FOR-US: WordPress theme"],
  ])("%s", (description, expected) => {
    expect(suggestions(description)[0]).toBe(expected);
  });

  test("the reason says so", () => {
    const [best] = found("The Acme Pages plugin for WordPress");
    expect(best?.reasons).toEqual([
      "the text is about a plugin for WordPress, and such are hardly ever in its package",
    ]);
  });

  test("but the package itself is still found", () => {
    expect(suggestions("wordpress 6.7 shows the drafts of a user")[0]).toBe("- wordpress <unfixed>");
  });
});

test("without an archive no package is said to be gone", () => {
  expect(suggestions("A flaw in wordpress", archiveOf())).toContain("- wordpress <unfixed>");
});
