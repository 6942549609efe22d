import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeText, knowsCharset } from "./charset.ts";
import { bytesOf } from "./test-mail.ts";

test.each<[string | undefined, string, string]>([
  ["utf-8", "Gr\xc3\xbc\xc3\x9fe", "Grüße"],
  ["UTF-8 ", "\xef\xbb\xbfx", "x"],
  ["utf-8", "caf\xe9", "caf\uFFFD"],
  ["iso-2022-jp", "\x1b$B@H<e@-\x1b(B", "脆弱性"],
  ["windows-1251", "\xcd\xe0\xe9\xe4\xe5\xed\xe0", "Найдена"],
  ["windows-1252", "\x93x\x94 \x80", "“x” €"],
  ["iso-8859-1", "\x92\xe9", "’é"],
  ["utf-16", "a\0b\0", "ab"],
  ["utf-32", "\xff\xfe\0\0a\0\0\0\x1b\xf4\x01\0", "a🐛"],
  ["utf-32", "\0\0\xfe\xff\0\0\0a", "a"],
  ["UTF-32LE", "\xdf\0\0\0", "ß"],
  ["utf-32be", "\0\0\xd8\0\0\x11\0\0\0\0\0b\0", "\uFFFD\uFFFDb"],
  ["ISO8859_7", "\xe5\xf5", "ευ"],
  ["win-1251", "\xc1\xe0\xe3", "Баг"],
  ["latin-2", "\xb3", "ł"],
  ["euc_kr", "\xc3\xeb", "취"],
  ["utf_8", "\xc3\xbc", "ü"],
  ["cp936", "\xc4\xe3", "你"],
  ["us-ascii", "\xc3\xa4", "ä"],
  [undefined, "\xc3\xa4", "ä"],
  [undefined, "\xe4", "ä"],
  ["x-does-not-exist", "caf\xe8 report", "cafè report"],
  ["utf-7", "+ADw-script+AD4-", "+ADw-script+AD4-"],
  ["iso-2022-kr", "report", "report"],
])("%j", (charset, bytes, text) => expect(decodeText(bytesOf(bytes), charset)).toBe(text));

test("which labels are known", () => {
  expect([undefined, "", "ASCII", "utf8", "koi8-r", "x-none", "utf-7"].map(knowsCharset)).toEqual([
    true,
    true,
    true,
    true,
    true,
    false,
    false,
  ]);
});

test("any bytes and any label: no throw", () => {
  const label = fc.oneof(
    fc.string(),
    fc.constantFrom("utf-8", "utf-16be", "gb18030", "iso-2022-jp", "euc-kr", "big5", "utf-32", "x-user-defined"),
  );
  fc.assert(fc.property(fc.uint8Array(), label, (bytes, charset) => typeof decodeText(bytes, charset) === "string"));
});
