import { expect, test } from "vitest";
import { parsePatchHeader } from "./parse-patch-header.ts";

const ID = "0123456789abcdef0123456789abcdef01234567";
const DIFF = "--- a/src/x.c\n+++ b/src/x.c\n@@ -1 +1 @@\n-Origin: no header\n+x\n";

test("reads a header in DEP-3's form", () => {
  const header = parsePatchHeader(`Description: Fix an overflow
 The length was not checked.
 .
 See the report.
Author: Stéphane Raimbault <stephane@example.org>
Origin: upstream, https://github.com/stephane/libmodbus/commit/${ID}
Bug: https://github.com/stephane/libmodbus/issues/1
Bug-Debian: https://bugs.debian.org/1012345
Forwarded: not-needed
Applied-Upstream: 3.1.11, https://github.com/stephane/libmodbus/commit/${ID.slice(0, 12)}
Last-Update: 2026-11-20
---
This patch header follows DEP-3.
${DIFF}`);
  expect(header).toEqual({
    description: "Fix an overflow\nThe length was not checked.\nSee the report.",
    author: "Stéphane Raimbault <stephane@example.org>",
    originKind: "upstream",
    origin: `upstream, https://github.com/stephane/libmodbus/commit/${ID}`,
    bugs: ["https://github.com/stephane/libmodbus/issues/1", "https://bugs.debian.org/1012345"],
    forwarded: "not-needed",
    appliedUpstream: `3.1.11, https://github.com/stephane/libmodbus/commit/${ID.slice(0, 12)}`,
    lastUpdate: "2026-11-20",
    upstreamCommits: [{ url: `https://github.com/stephane/libmodbus/commit/${ID}`, id: ID }],
  });
});

test("reads the head of a mail that git wrote", () => {
  const header = parsePatchHeader(`From ${ID} Mon Sep 17 00:00:00 2001
From: Jane Doe <jane@example.org>
Date: Fri, 20 Nov 2026 10:00:00 +0000
Subject: [PATCH] Fix an overflow
 in the parser

The length was not checked.
(cherry picked from commit ${ID})
---
 src/x.c | 2 +-
${DIFF}`);
  expect(header).toMatchObject({
    author: "Jane Doe <jane@example.org>",
    lastUpdate: "Fri, 20 Nov 2026 10:00:00 +0000",
    upstreamCommits: [{ id: ID }],
  });
  expect(header.description.split("\n")).toEqual([
    "[PATCH] Fix an overflow",
    "in the parser",
    "The length was not checked.",
    `(cherry picked from commit ${ID})`,
  ]);
});

test.each([
  ["GitLab", `https://gitlab.com/a/b/-/commit/${ID}`],
  ["cgit", `https://git.example.org/x.git/commit/?id=${ID}`],
  ["cgit of a branch", `https://git.example.org/x.git/commit/?h=stable&id=${ID}`],
  ["gitweb", `https://sourceware.org/git/?p=glibc.git;a=commit;h=${ID}`],
  ["Mercurial", `https://hg.mozilla.org/mozilla-central/rev/${ID.slice(0, 12)}`],
  ["Gitiles", `https://chromium.googlesource.com/x/+/${ID}`],
])("finds the commit behind a link of %s", (_name, url) => {
  const [commit] = parsePatchHeader(`Origin: backport, ${url}\n${DIFF}`).upstreamCommits;
  expect(commit).toMatchObject({ url, id: url.match(/[0-9a-f]{12,40}$/)?.[0] });
});

test("an upstream link that names no commit is still a link", () => {
  const header = parsePatchHeader(`Origin: upstream, https://svn.apache.org/r1234\n${DIFF}`);
  expect(header.upstreamCommits).toEqual([{ url: "https://svn.apache.org/r1234" }]);
});

test.each([
  ["no header", DIFF],
  ["nothing at all", ""],
  ["only a vendor's change", `Origin: vendor\n${DIFF}`],
])("%s gives no commit", (_name, text) => expect(parsePatchHeader(text).upstreamCommits).toEqual([]));

test("what stands below the first difference is not the header", () => {
  expect(parsePatchHeader(DIFF).origin).toBe("");
});

test("a line made to be searched for long costs no time", () => {
  const started = process.cpuUsage();
  parsePatchHeader(`Description: ${"https://x/commit/?".repeat(100_000)}\n`);
  expect(process.cpuUsage(started).user / 1000).toBeLessThan(1000);
});
