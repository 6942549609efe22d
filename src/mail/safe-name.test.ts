import fc from "fast-check";
import { expect, test } from "vitest";
import { safeFileName } from "./safe-name.ts";

test.each([
  ["report.pdf", "report.pdf"],
  ["漏洞 résumé.txt", "漏洞 résumé.txt"],
  ["winmail.dat", "winmail.dat"],
  ["poc.c.pgp", "poc.c.pgp"],
  ["PGPMIME Versions Identification", "PGPMIME Versions Identification"],
  ["console.log", "console.log"],
])("%j stays", (given, name) => expect(safeFileName(given, 3)).toEqual({ name, sanitised: false }));

test.each([
  ["../../etc/passwd", "passwd"],
  ["..\\..\\windows\\evil.dll", "evil.dll"],
  ["/etc/shadow", "shadow"],
  ["C:\\x\\y.txt", "y.txt"],
  ["C:y.txt", "C_y.txt"],
  ["file.txt:stream", "file.txt_stream"],
  ["invoice\u202egpj.exe", "invoicegpj.exe"],
  ["a\r\nb\0c.txt", "abc.txt"],
  ["zero\u200bwidth.txt", "zerowidth.txt"],
  ['a<b>"c|d?e*.txt', "a_b__c_d_e_.txt"],
  ["CON", "_CON"],
  ["nul.txt", "_nul.txt"],
  ["com1 .log", "_com1 .log"],
  ["LPT¹", "_LPT¹"],
  [".bashrc", "bashrc"],
  ["trailing. . ", "trailing"],
  ["-rf", "_-rf"],
  ["no\u00a0break.txt", "no break.txt"],
  ["..", "attachment-3"],
  ["a/", "attachment-3"],
  ["\u202e", "attachment-3"],
])("%j becomes %j", (given, name) => expect(safeFileName(given, 3)).toEqual({ name, sanitised: true }));

test("without a name it is numbered, and nothing was changed", () => {
  expect(safeFileName(undefined, 2)).toEqual({ name: "attachment-2", sanitised: false });
  expect(safeFileName("", 2)).toEqual({ name: "attachment-2", sanitised: false });
});

test("400 characters are 200 at most, and the ending stays", () => {
  const { name, sanitised } = safeFileName(`${"a".repeat(400)}.txt`, 1);
  expect(name).toBe(`${"a".repeat(196)}.txt`);
  expect(sanitised).toBe(true);
  expect(Buffer.byteLength(safeFileName("漏".repeat(400), 1).name)).toBeLessThanOrEqual(200);
});

test("whatever is given: a name that is safe, and safe again", () => {
  const unit = fc.oneof(
    fc.nat(0xffff).map((code) => String.fromCharCode(code)),
    fc.constantFrom("/", "\\", ".", " ", "con", "\u202e", ":", "-"),
  );
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 300 }), (units) => {
      const { name } = safeFileName(units.join(""), 1);
      expect(name).not.toMatch(/[/\\:*?"<>|\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|^[. -]|[. ]$/u);
      expect(name.length).toBeGreaterThan(0);
      expect(name.length).toBeLessThanOrEqual(200);
      expect(safeFileName(name, 1)).toEqual({ name, sanitised: false });
    }),
  );
});
