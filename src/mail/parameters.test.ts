import { expect, test } from "vitest";
import { readStructured } from "./parameters.ts";
import { readMail } from "./read-mail.ts";
import { mailOf } from "./test-mail.ts";

test.each<[string, string, string, Record<string, string>]>([
  ["plain", "text/plain; charset=utf-8", "text/plain", { charset: "utf-8" }],
  ["case and blanks", "Text/Plain ;  CharSet = UTF-8 ", "Text/Plain", { charset: "UTF-8" }],
  ["quoted", 'a/b; x="1; \\"2\\" (3)"; y=4', "a/b", { x: '1; "2" (3)', y: "4" }],
  ["comments", "text/plain (hi; there); charset=us-ascii (Plain (text))", "text/plain", { charset: "us-ascii" }],
  ["no semicolon between", "a/b; charset=utf-8 format=flowed", "a/b", { charset: "utf-8" }],
  [
    "a file's name without quotes",
    "attachment; filename=my report.pdf ; size=1",
    "attachment",
    { filename: "my report.pdf", size: "1" },
  ],
  ["a charset (RFC 2231, 4)", "a; filename*=UTF-8''%E6%BC%8F%20x.txt", "a", { filename: "漏 x.txt" }],
  ["a charset and a language", "a; filename*=iso-8859-1'en'r%E9sum%E9", "a", { filename: "résumé" }],
  ["sections (RFC 2231, 3)", 'a; n*0="ab;"; n*1=cd', "a", { n: "ab;cd" }],
  ["sections out of order", "a; n*1=b; n*0=a; n*2=c", "a", { n: "abc" }],
  ["a gap ends it", "a; n*0=a; n*2=c", "a", { n: "a" }],
  ["no first section", "a; n*1=b", "a", {}],
  ["a character cut by sections", "a; n*0*=utf-8''%C3; n*1*=%A4", "a", { n: "ä" }],
  ["percent signs in a plain section are letters", "a; n*0*=utf-8''a; n*1=%2F", "a", { n: "a%2F" }],
  ["the extended one counts", "a; filename=x; filename*=utf-8''y", "a", { filename: "y" }],
  ["a percent sign without digits", "a; n*=utf-8''50%_%4", "a", { n: "50%_%4" }],
  ["an empty value", 'a; x=; y=""', "a", { x: "", y: "" }],
  ["no value", "a; x; y=1", "a", { y: "1" }],
  ["only semicolons", ";;;", "", {}],
  ["nothing", "", "", {}],
])("%s", (_name, raw, value, parameters) => {
  const read = readStructured(raw);
  expect(read.value).toBe(value);
  expect(Object.fromEntries(read.parameters)).toEqual(parameters);
  expect(read.oddity).toBeUndefined();
});

test.each([
  ["a quoted string without an end", 'a; x="1; y=2', "A header has a quoted string without an end."],
  ["a parameter twice", "a; x=1; x=2", "A header has a parameter twice; the first counts."],
  ["hundreds", `a${"; x=1".repeat(101)}`, "A header has hundreds of parameters."],
])("odd: %s", (_name, raw, oddity) => expect(readStructured(raw).oddity).toBe(oddity));

test.each<[string, readonly string[], string, string | undefined, string | undefined]>([
  ["nothing said", [], "text/plain", undefined, undefined],
  ["no type", ["Content-Type: text"], "text/plain", undefined, undefined],
  ["no semicolon", ["Content-Type: multipart/mixed boundary=b"], "multipart/mixed", undefined, undefined],
  ["a name", ["Content-Type: a/b; name=x.bin"], "a/b", undefined, "x.bin"],
  ["two names", ["Content-Type: a/b; name=x", "Content-Disposition: inline; filename=y"], "a/b", "inline", "y"],
  [
    "an encoded word in quotes",
    ['Content-Disposition: attachment; filename="=?utf-8?B?w6Q=?=.txt"'],
    "text/plain",
    "attachment",
    "ä.txt",
  ],
  ["another disposition", ["Content-Disposition: hold"], "text/plain", "attachment", undefined],
  [
    "sections of a name",
    ["Content-Type: a/b; name*0*=UTF-8''%E6%BC%8F; name*1*=%20r%C3%A9sum%C3%A9.txt"],
    "a/b",
    undefined,
    "漏 résumé.txt",
  ],
])("a part's header: %s", (_name, lines, mediaType, disposition, fileName) => {
  expect(readMail(mailOf(...lines, "", "")).root).toMatchObject({ mediaType, disposition, fileName });
});
