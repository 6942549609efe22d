import { describe, expect, test } from "vitest";
import { addressesIn } from "./addresses.ts";
import { partsOf } from "./check-message.ts";
import { htmlAsText } from "./html-text.ts";
import { readMail } from "./read-mail.ts";
import { safeFileName } from "./safe-name.ts";
import { bytesOf, mailOf } from "./test-mail.ts";
import { visibleText } from "./visible-text.ts";

const LIMIT_SECONDS = 1;
const MEGABYTE = 1_000_000;
/** Enough for anything quadratic to take a minute. */
const SIZE = 250_000;

/** Seconds of processor time, so that a busy machine changes nothing. */
function secondsOf(work: () => void): number {
  const begun = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / 1e6;
}

/** Reads everything that can be asked of a message. */
function readAll(bytes: Uint8Array): void {
  const { root } = readMail(bytes);
  for (const part of partsOf(root)) {
    for (const { text, raw } of part.headers.all) addressesIn(`${text},${raw}`);
    safeFileName(part.fileName, 1);
    if (part.children.length > 0) continue;
    const text = part.text();
    visibleText(text);
    htmlAsText(text);
  }
}

function times(count: number, text: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => text(index)).join("");
}

describe("hostile messages take less than a second and do not throw", () => {
  const nest = (levels: number, tail: string): string =>
    times(levels, (level) => `Content-Type: multipart/mixed; boundary=n${level}\r\n\r\n--n${level}\r\n`) + tail;
  test.each<[string, string]>([
    ["300 levels", nest(300, "\r\ntext")],
    ["50 open boundaries over a megabyte of dashed lines", nest(49, `\r\n${"--n\r\n".repeat(200_000)}`)],
    [
      "50 open boundaries that begin alike",
      times(
        49,
        (n) => `Content-Type: multipart/mixed; boundary=${"b".repeat(60)}${n}\r\n\r\n--${"b".repeat(60)}${n}\r\n`,
      ) + `--${"b".repeat(61)}\r\n`.repeat(15_000),
    ],
    ["10,000 parts", `Content-Type: multipart/mixed; boundary=b\r\n\r\n${"--b\r\n\r\nx\r\n".repeat(10_000)}--b--`],
    ["100,000 empty parts", `Content-Type: multipart/mixed; boundary=b\r\n\r\n${"--b\r\n".repeat(100_000)}`],
    ["a megabyte in one header", `X: ${"a".repeat(MEGABYTE)}\r\n\r\ntext`],
    ["a megabyte of headers", `${"a:\r\n".repeat(MEGABYTE / 4)}\r\ntext`],
    ["a megabyte of folded lines", `Subject: x\r\n${" y\r\n".repeat(MEGABYTE / 4)}\r\ntext`],
    ["a megabyte of blanks in a header", `Subject: x${" ".repeat(MEGABYTE)}y\r\n\r\n`],
    [
      "500 parts with headers up to the limit",
      `Content-Type: multipart/mixed; boundary=b\r\n\r\n${`--b\r\n${"a:b\r\n".repeat(2000)}\r\n`.repeat(500)}`,
    ],
    ["9,000 References", `References: ${times(9000, (n) => `<${n}@example.org>\r\n `)}\r\n\r\n`],
    ["3,000 parameters", `Content-Type: text/plain${times(3000, (n) => `;\r\n p${n}=v`)}\r\n\r\ntext`],
    [
      "3,000 sections of one parameter",
      `Content-Type: text/plain${times(3000, (n) => `;\r\n name*${n}*=%41`)}\r\n\r\ntext`,
    ],
    ["2,000 addressees", `Cc: ${times(2000, (n) => `a${n}@example.org,\r\n `)}\r\n\r\n`],
    [
      "quotes without an end",
      `From: ${'"\\'.repeat(60_000)}\r\nContent-Type: text/plain; x="${'\\"'.repeat(30_000)}\r\n\r\n`,
    ],
    ["comments without an end", `From: ${"(".repeat(120_000)}\r\n\r\n`],
    ["angles and at signs", `From: ${"<@".repeat(60_000)}\r\n\r\n`],
    ["at signs alone", `From: ${"@".repeat(120_000)}\r\n\r\n`],
    ["blanks in an address", `From: a${" ".repeat(120_000)}b@c${" ".repeat(1000)}\r\n\r\n`],
    ["encoded words without an end", `Subject: ${"=?utf-8?q?".repeat(12_000)}\r\n\r\n`],
    ["10,000 encoded words", `Subject: ${"=?utf-8?B?4oKs?= ".repeat(7000)}\r\n\r\n`],
    ["encoded words of bad bytes", `Subject: ${"=?utf-8?Q?=E2?= ".repeat(8000)}\r\n\r\n`],
    ["equals signs in quoted-printable", `Content-Transfer-Encoding: quoted-printable\r\n\r\n${"= ".repeat(SIZE / 2)}`],
    ["blanks in quoted-printable", `Content-Transfer-Encoding: quoted-printable\r\n\r\n${" ".repeat(SIZE)}x`],
    ["padding in base64", `Content-Transfer-Encoding: base64\r\n\r\n${"=".repeat(SIZE)}`],
    ["NUL and bare CR", `Subject: \0\r\n\r\n${"\0\r".repeat(SIZE / 2)}`],
    ["bare LF", `Subject: x\r\n\r\n${"\n".repeat(SIZE)}`],
    ["a UTF-16 lie", `Content-Type: text/html; charset=utf-16\r\n\r\n${"<".repeat(SIZE)}`],
    ["directions", `Content-Type: text/plain; charset=utf-8\r\n\r\n${"\xe2\x80\xae".repeat(SIZE / 4)}`],
  ])("%s", (_name, text) => {
    expect(secondsOf(() => readAll(bytesOf(text)))).toBeLessThan(LIMIT_SECONDS);
  });

  test.each<[string, string]>([
    ["tags without an end", "<a".repeat(SIZE / 2)],
    ["quotes without an end", '<a b="'.repeat(SIZE / 6)],
    ["comments without an end", "<!--".repeat(SIZE / 4)],
    ["declarations without an end", "<!".repeat(SIZE / 2)],
    ["scripts without an end", "<script></".repeat(SIZE / 10)],
    ["style comments without an end", `<style>${"/*".repeat(SIZE / 2)}`],
    ["style addresses", `<style>${"url(   ".repeat(SIZE / 7)}`],
    ["links in links", '<a href="x">y'.repeat(SIZE / 13)],
    ["blanks", `<p>${" ".repeat(SIZE)}x`],
    ["attributes", `<p ${times(100_000, (n) => `a${n}=b `)}>`],
    ["character references", "&#x41;&am&&#".repeat(SIZE / 12)],
    ["refreshes", `<meta http-equiv=refresh content="${" ".repeat(SIZE)}">`],
    ["breaks", "<br>".repeat(SIZE / 4)],
  ])("HTML: %s", (_name, html) => {
    expect(secondsOf(() => htmlAsText(html))).toBeLessThan(LIMIT_SECONDS);
  });

  test("text of control characters alone", () => {
    const text = ["\0", "\u202e", "\u{e0041}", "\ud800", "\r"].map((character) => character.repeat(SIZE / 10)).join("");
    expect(secondsOf(() => visibleText(text))).toBeLessThan(LIMIT_SECONDS);
    expect(visibleText("\u202e".repeat(SIZE))).toBe("[U+202E]".repeat(SIZE));
  });

  test("names of files", () => {
    const names = [" ".repeat(SIZE), `${".".repeat(SIZE)}x`, "\u202e".repeat(SIZE), `a.${"b".repeat(SIZE)}`];
    expect(secondsOf(() => names.map((name) => safeFileName(name, 1)))).toBeLessThan(LIMIT_SECONDS);
  });
});

test("what was strange is reported with its code", () => {
  const codes = (bytes: Uint8Array): readonly string[] => readMail(bytes).oddities.map(({ code }) => code);
  expect(codes(mailOf("Subject: x", "", "a\0b"))).toEqual(["control-characters"]);
  expect(codes(bytesOf("Subject: x\r\n\r\na\rb"))).toEqual(["control-characters"]);
  expect(codes(bytesOf("Subject: x\r\n\r\na\n.\nb\r\n"))).toEqual(["mixed-line-ends"]);
  expect(codes(bytesOf("Subject: x\r\n\r\nthe last line's end was appended\n"))).toEqual([]);
  expect(codes(mailOf("Subject: a\0b", "", ""))).toEqual(["control-characters-in-subject", "control-characters"]);
  expect(codes(mailOf("Subject: =?utf-8?Q?a=0D=0ABcc:_x?=", "", ""))).toEqual(["control-characters-in-subject"]);
  expect(codes(mailOf("Subject: =?utf-8?Q?a=E2=80=AEb?=", "", ""))).toEqual(["control-characters-in-subject"]);
  expect(codes(mailOf("Content-Type: text/plain; charset=iso-2022-jp", "", "\x1b$B@H\x1b(B"))).toEqual([]);
  expect(codes(mailOf("Content-Type: text/plain; charset=utf-7", "", "+ADw-"))).toEqual(["unknown-charset"]);
  expect(codes(mailOf("Content-Transfer-Encoding: x-uuencode", "", "begin"))).toEqual(["unknown-encoding"]);
  expect(codes(mailOf("Content-Transfer-Encoding: base64", "", "QUJ"))).toEqual(["broken-encoding"]);
  expect(codes(mailOf("From: a@b", "From: c@d", "", ""))).toEqual(["header-odd"]);
  expect(codes(mailOf("Date: Tue, 31 Feb 2026 25:00:00 +0000", "", ""))).toEqual(["header-odd"]);
  expect(codes(mailOf("Content-Type: text/plain; charset=utf-8; charset=utf-7", "", ""))).toEqual(["header-odd"]);
});
