import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { renderPage } from "../http/render.ts";
import { localPath, webAddress } from "./addresses.ts";
import { cutLines, pageBytes } from "./cut.ts";
import { stepTitle } from "./step-title.ts";
import { formatShort, formatWait, median } from "./times.ts";
import { clip, logText, visible } from "./visible.ts";
import { capital, count, formatBytes, formatNumber, listed } from "./words.ts";

describe("words", () => {
  test.each([
    [count(0, "update", "updates"), "no updates"],
    [count(1, "update", "updates"), "one update"],
    [count(12, "update", "updates"), "twelve updates"],
    [count(65_000, "issue", "issues"), "65,000 issues"],
    [formatNumber(1_234_567), "1,234,567"],
    [capital("two"), "Two"],
    [listed([]), ""],
    [listed(["a"]), "a"],
    [listed(["a", "b", "c"]), "a, b and c"],
    [formatBytes(999), "999 bytes"],
    [formatBytes(24_600), "25 kB"],
    [formatBytes(1_240_000), "1.2 MB"],
    [stepTitle("prove variation amd64"), "Built again under variation, amd64"],
    [stepTitle("prove archive"), "Beside the archive"],
    [stepTitle("approve"), "Approval"],
    [stepTitle("fetch"), "fetch"],
  ])("%s", (words, expected) => expect(words).toBe(expected));
});

describe("times", () => {
  const now = new Date("2026-11-21T14:02:00Z");
  test.each([
    [formatShort(new Date("2026-11-20T10:02:00Z"), now), "Fri 20 Nov 10:02 UTC"],
    [formatShort(new Date("2025-01-02T03:04:00Z"), now), "Thu 2 Jan 2025 03:04 UTC"],
    [formatWait(0), "0 s"],
    [formatWait(-1), "0 s"],
    [formatWait(42_400), "42 s"],
    [formatWait(3.9 * 60_000), "3 min"],
    [formatWait(59.9 * 60_000), "59 min"],
    [formatWait(0.94 * 86_400_000), "22 h"],
    [formatWait(86_400_000), "1 day"],
    [formatWait(1.3 * 86_400_000), "1.3 days"],
    [formatWait(9.97 * 86_400_000), "10 days"],
    [formatWait(41 * 86_400_000), "41 days"],
  ])("%s", (words, expected) => expect(words).toBe(expected));

  test("the median is the middle, or between the two middles", () => {
    expect([median([]), median([3]), median([9, 1]), median([5, 1, 9])]).toEqual([null, 3, 5, 5]);
  });
});

describe("addresses", () => {
  test.each(["/", "/updates/U-7", "/updates/U-7/log?step=build+amd64&from=0", "/packages/libc++#CVE-2026-1"])(
    "%s leads back",
    (path) => expect(localPath(path)).toBe(path),
  );
  test.each([
    "//evil.example",
    "/\\evil.example",
    "https://evil.example",
    "javascript:alert(1)",
    "",
    "x",
    "/a b",
    "/\n",
    "/%00\u0000",
  ])("%j leads to the board", (path) => expect(localPath(path)).toBe("/"));
  test("no text leads to another host", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const base = "https://desk.example";
        expect(new URL(localPath(text), base).origin).toBe(base);
        expect(new URL(localPath(`/${text}`), base).origin).toBe(base);
      }),
    );
  });
  test.each([
    ["https://github.com/a/b/commit/1", "https://github.com/a/b/commit/1"],
    ["HTTP://a.example", "http://a.example/"],
    ["javascript:alert(1)", null],
    ["data:text/html,x", null],
    ["https://", null],
    ["commit 76a6c363", null],
    ["//a.example", null],
  ])("%s as a link: %s", (text, expected) => expect(webAddress(text)).toBe(expected));
});

describe("hidden characters", () => {
  test.each([
    ["if (a\u202e) {", "if (a⟨U+202E⟩) {"],
    ["pay\u200bpal", "pay⟨U+200B⟩pal"],
    ["\u{e0041}", "⟨U+E0041⟩"],
    ["tab\tand\nline", "tab\tand\nline"],
    ["日本語 é ✓", "日本語 é ✓"],
  ])("%j", (text, expected) => expect(visible(text)).toBe(expected));

  test("are named before a text is cut to its length", () => {
    expect(clip("abcdef", 4)).toBe("abc…");
    expect(clip("abcd", 4)).toBe("abcd");
  });

  test("of terminals are left out of logs, and a progress line keeps its last state", () => {
    const text = "\u001b[1;32mok\u001b[0m\r\n 10 %\r 99 %\r100 %\ndone\u001b]0;title\u0007\n";
    expect(logText(Buffer.from(text))).toBe("ok\n100 %\ndone\n");
  });

  test("a log cut within a character is still text", () => {
    expect(logText(Buffer.from("é").subarray(1))).toBe("\ufffd");
  });
});

describe("texts cut to a page", () => {
  test("count as many bytes as they take there", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const page = renderPage({ type: "p", props: { children: text } } as never);
        expect(pageBytes(text)).toBeGreaterThanOrEqual(Buffer.byteLength(page) - "<!doctype html><p></p>".length);
      }),
    );
  });

  test("are whole lines, and say how many are left", () => {
    const text = Array.from({ length: 100 }, (_, index) => `line ${index}`).join("\n");
    const { text: kept, left } = cutLines(`${text}\n`, 500);
    expect(text.startsWith(`${kept}\n`)).toBe(true);
    expect(kept.split("\n").length + left).toBe(100);
    expect(cutLines(text, 100_000)).toEqual({ text, left: 0 });
  });

  test("a first line that is too long is cut rather than dropped", () => {
    const { text } = cutLines("x".repeat(100_000), 6000);
    expect(text.length).toBeGreaterThan(500);
    expect(pageBytes(text)).toBeLessThan(6000);
  });
});
