import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { patchedText, readPatch } from "./read-patch.ts";

const GIT = `From: somebody
Subject: let the daemon read its key

diff --git a/etc/apparmor.d/usr.sbin.d b/etc/apparmor.d/usr.sbin.d
index 1234..5678 100644
--- a/etc/apparmor.d/usr.sbin.d
+++ b/etc/apparmor.d/usr.sbin.d
@@ -10,3 +10,4 @@ profile d {
   /etc/d r,
-  /tmp/d r,
+  /tmp/** rw,
+  capability sys_admin,
 }
diff --git a/new b/new
new file mode 100644
--- /dev/null
+++ b/new
@@ -0,0 +1 @@
+line
\\ No newline at end of file
`;

describe("readPatch", () => {
  it("says which lines a patch adds, where they stand in it and in the result", () => {
    const { value, problems } = readPatch(GIT);
    expect(problems).toEqual([]);
    expect(value.targets.map(({ path, change, line }) => [path, change, line])).toEqual([
      ["etc/apparmor.d/usr.sbin.d", "changed", 7],
      ["new", "new", 17],
    ]);
    const hunk = value.targets[0]?.hunks[0];
    expect(hunk?.heading).toBe("profile d {");
    expect(hunk?.lines.map(({ kind, line, resultLine }) => [kind, line, resultLine])).toEqual([
      ["context", 9, 10],
      ["removed", 10, undefined],
      ["added", 11, 11],
      ["added", 12, 12],
      ["context", 13, 13],
    ]);
    if (!hunk) throw new Error("no hunk");
    expect(patchedText(hunk).text).toBe("  /etc/d r,\n  /tmp/** rw,\n  capability sys_admin,\n}");
    expect(value.targets[1]?.hunks[0]?.lines).toEqual([{ kind: "added", text: "line", line: 19, resultLine: 1 }]);
  });

  it.each([
    ["a/etc/x\t2020-01-01 00:00:00", "b/etc/x\t2020-01-02 00:00:00", "etc/x"],
    ["etc/x.orig", "etc/x", "etc/x"],
    ["etc/x", "etc/x", "etc/x"],
    ["pkg-1.0.orig/etc/x", "pkg-1.0/etc/x", "etc/x"],
    ["/etc/x", "/etc/x", "/etc/x"],
    ["a/etc/x   2021-10-13 15:28:55.619 +0000", "b/etc/x   2021-10-13 15:32:08 +0000", "etc/x"],
    ['"a/with \\"quotes\\" and \\303\\244"', '"b/with \\"quotes\\" and \\303\\244"', 'with "quotes" and ä'],
    ["a/gone", "/dev/null", "gone"],
    ["/dev/null", "b/etc/new", "etc/new"],
    ["x", "x", "x"],
  ])("takes the name from %j and %j", (before, after, path) => {
    expect(readPatch(`--- ${before}\n+++ ${after}\n@@ -1 +1 @@\n-a\n+b\n`).value.targets[0]?.path).toBe(path);
  });

  it("takes an empty line for a context line that lost its blank", () => {
    const { value, problems } = readPatch("--- a/x\n+++ b/x\n@@ -1,3 +1,4 @@\n one\n\n+two\n three\n");
    expect(problems).toEqual([]);
    expect(value.targets[0]?.hunks[0]?.lines.map(({ kind }) => kind)).toEqual([
      "context",
      "context",
      "added",
      "context",
    ]);
  });

  it("reads a removed or added line of dashes or plusses as such, not as a header", () => {
    const { value } = readPatch(
      "--- a/x\n+++ b/x\n@@ -1,1 +1,1 @@\n--- old\n+++ new\n--- a/y\n+++ b/y\n@@ -1 +1 @@\n-a\n+b\n",
    );
    expect(value.targets.map(({ path }) => path)).toEqual(["x", "y"]);
    expect(value.targets[0]?.hunks[0]?.lines.map(({ text }) => text)).toEqual(["-- old", "++ new"]);
  });

  it("ends a hunk where its header says, whatever follows", () => {
    const { value } = readPatch("--- a/x\n+++ b/x\n@@ -1,1 +1,1 @@\n-a\n+b\n+stray\n-- \n2.39\n");
    expect(value.targets[0]?.hunks[0]?.lines.length).toBe(2);
  });

  it("reports a hunk that is cut off, and keeps what there is", () => {
    const { value, problems } = readPatch("--- a/x\n+++ b/x\n@@ -1,2 +1,3 @@\n one\n+two\n");
    expect(problems.map(({ code, place }) => [code, place.line])).toEqual([["patch-hunk-short", 3]]);
    expect(value.targets[0]?.hunks[0]?.lines.length).toBe(2);
  });

  it("keeps the lines' own ends out of their text", () => {
    const { value, problems } = readPatch("--- a/x\r\n+++ b/x\r\n@@ -1 +1,2 @@\r\n \r\n+b\r\n");
    expect(problems).toEqual([]);
    expect(value.targets[0]?.path).toBe("x");
    expect(value.targets[0]?.hunks[0]?.lines.map(({ text }) => text)).toEqual(["", "b"]);
  });

  it("survives any text", () => {
    const piece = fc.constantFrom(
      "--- a/x\n",
      "+++ b/x\n",
      "@@ -1,2 +1,2 @@\n",
      "@@ -0,0 +1 @@ f\n",
      " c\n",
      "+a\n",
      "-r\n",
      "\\ No\n",
      "\r\n",
      '--- "a\\7',
      "\0",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 60 }), (pieces) => {
        const text = pieces.join("");
        const count = text.split("\n").length;
        for (const { hunks } of readPatch(text).value.targets)
          for (const line of hunks.flatMap(({ lines }) => lines)) expect(line.line).toBeLessThanOrEqual(count);
      }),
      { numRuns: 200 },
    );
  });

  it("takes back what it is told: a patch of added lines gives these lines", () => {
    const line = fc.string({ maxLength: 20 }).filter((text) => !/[\r\n]/.test(text));
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 20 }), (lines) => {
        const text = `--- a/x\n+++ b/x\n@@ -0,0 +1,${lines.length} @@\n${lines.map((each) => `+${each}\n`).join("")}`;
        const read = readPatch(text);
        expect(read.problems).toEqual([]);
        expect(read.value.targets[0]?.hunks[0]?.lines.map((each) => each.text)).toEqual(lines);
      }),
      { numRuns: 100 },
    );
  });

  it("takes lines of ten megabytes in its stride", () => {
    const long = "x".repeat(10_000_000);
    for (const text of [
      long,
      `--- a/${long}\n+++ b/${long}\n@@ -0,0 +1 @@\n+${long}\n`,
      `--- "${"\\".repeat(1_000_000)}\n+++ x\n`,
      `--- ${" ".repeat(1_000_000)}x\n+++ x\n`,
    ])
      expect(readPatch(text).value.targets.length).toBeLessThan(2);
  });
});
