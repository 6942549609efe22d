import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readIni, readKeyFile } from "./read-ini.ts";
import type { IniFile } from "./types.ts";

/** `section/key=value@line`, in the order of the file. */
function keysOf(file: IniFile): string[] {
  return file.sections.flatMap(({ name, keys }) => keys.map((key) => `${name}/${key.key}=${key.value}@${key.line}`));
}

describe("units", () => {
  test.each<[string, string, string[]]>([
    ["nothing", "", []],
    ["a key", "[Service]\nUser=root\n", ["Service/User=root@2"]],
    ["repeated keys and sections", "[A]\nX=1\nX=\nX=2\n[A]\nX=3", ["A/X=1@2", "A/X=@3", "A/X=2@4", "A/X=3@6"]],
    ["blanks around everything", "  [A]\t\n \tX =  a b \t\r\n", ["A/X=a b@2"]],
    ["later equals signs", "[A]\nX=a=b=c\n", ["A/X=a=b=c@2"]],
    ["comments of both signs", "# a\n; b\n[A]\n  # c\n;X=0\nX=1;2 # 3\n", ["A/X=1;2 # 3@6"]],
    ["a continued value", "[A]\nX=a \\\n  b\\\nc\nY=1\n", ["A/X=a    b c@2", "A/Y=1@5"]],
    ["comments inside a continued value", "[A]\nX=a \\\n# no\n; no \\\n  b\nY=1\n", ["A/X=a    b@2", "A/Y=1@6"]],
    ["an empty line that ends it", "[A]\nX=a \\\n\nY=1\n", ["A/X=a@2", "A/Y=1@4"]],
    ["the end of the file that ends it", "[A]\nX=a \\", ["A/X=a@2"]],
    ["a backslash before a blank, which continues nothing", "[A]\nX=a\\ \nY=1\n", ["A/X=a\\@2", "A/Y=1@3"]],
    ["an escaped backslash, which continues nothing", "[A]\nX=a\\\\\nY=1\n", ["A/X=a\\\\@2", "A/Y=1@3"]],
    ["three backslashes, of which the last continues", "[A]\nX=a\\\\\\\nb\n", ["A/X=a\\\\ b@2"]],
    ["carriage returns", "[A]\r\nX=a \\\r\nb\r\n", ["A/X=a  b@2"]],
    ["a byte order mark", "\ufeff[A]\nX=1\n", ["A/X=1@2"]],
    ["an assignment in a continued line, which is text", "[A]\nX=a \\\nUser=root\n", ["A/X=a  User=root@2"]],
  ])("reads %s", (_name, text, keys) => {
    const { value, problems } = readIni(text);
    expect(keysOf(value)).toEqual(keys);
    expect(problems).toEqual([]);
  });

  test.each<[string, string, string, number, string[]]>([
    ["ini-section", "error", "[A]\nX=1\n[B # no\nY=2\n", 3, ["A/X=1@2", "A/Y=2@4"]],
    ["ini-no-section", "error", "[A] # no\n", 1, []],
    ["ini-no-section", "error", "prose\nand more of it\n", 1, []],
    ["ini-no-section", "error", "\n\u0000\u0007\u0001=x\n", 2, []],
    ["ini-no-value", "warning", "[A]\nword\nX=1\n", 2, ["A/X=1@3"]],
    ["ini-no-value", "warning", "[A]\n=1\nX=1\n", 2, ["A/X=1@3"]],
    ["ini-outside", "warning", "X=1\n[A]\nY=2\n", 1, ["A/Y=2@3"]],
  ])("%s is a problem with its line, and the rest stays", (code, severity, text, line, keys) => {
    const { value, problems } = readIni(text);
    expect(problems).toMatchObject([{ code, severity, place: { line } }]);
    expect(keysOf(value)).toEqual(keys);
  });
});

describe("key files", () => {
  test.each<[string, string, string[]]>([
    ["a backslash at the end as text", "[A]\nX=a\\\nY=1\n", ["A/X=a\\@2", "A/Y=1@3"]],
    ["keys of languages", "[A]\nName[de]=ja\n", ["A/Name[de]=ja@2"]],
    ["a value that begins with a semicolon", "[A]\nX=;a;\n", ["A/X=;a;@2"]],
  ])("read %s", (_name, text, keys) => {
    const { value, problems } = readKeyFile(text);
    expect(keysOf(value)).toEqual(keys);
    expect(problems).toEqual([]);
  });

  test("take a semicolon for no comment, and end their service at a line that is nothing", () => {
    expect(readKeyFile("[A]\n; no\nX=1\n").problems).toMatchObject([
      { code: "ini-no-value", severity: "error", place: { line: 2 } },
    ]);
  });
});

const word = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,8}$/);
const text = fc.stringMatching(/^([!-Z^-~]([ -Z^-~]{0,20}[!-Z^-~])?)?$/);
const sections = fc.array(fc.tuple(word, fc.array(fc.tuple(word, text), { maxLength: 5 })), { maxLength: 4 });

describe("whatever comes", () => {
  test("what is written is read again, in order and with its lines", () => {
    fc.assert(
      fc.property(sections, (written) => {
        const lines: string[] = [];
        const expected: string[] = [];
        for (const [name, keys] of written) {
          lines.push(`[${name}]`);
          for (const [key, value] of keys) {
            lines.push(`${key}=${value}`);
            expected.push(`${name}/${key}=${value}@${lines.length}`);
          }
        }
        for (const parse of [readIni, readKeyFile]) {
          const { value, problems } = parse(lines.join("\n"));
          expect(problems).toEqual([]);
          expect(keysOf(value)).toEqual(expected);
        }
      }),
      { numRuns: 100 },
    );
  });

  test("junk gives problems, few of them, and nothing worse", () => {
    const junk = fc.array(fc.oneof(fc.constantFrom("[", "]", "=", "\\", "\n", "\r", "#", ";", " "), fc.string()));
    fc.assert(
      fc.property(junk, (pieces) => {
        for (const parse of [readIni, readKeyFile]) {
          const { value, problems } = parse(pieces.join(""));
          expect(problems.length).toBeLessThanOrEqual(20);
          for (const section of value.sections)
            for (const key of section.keys) expect(key.line).toBeGreaterThan(section.line);
        }
      }),
      { numRuns: 200 },
    );
  });

  test.each([
    ["one long line", "a".repeat(10_000_000)],
    ["backslashes alone", "\\".repeat(5_000_001)],
    ["a value continued 300,000 times", `[A]\nX=1\\\n${"b\\\n".repeat(300_000)}`],
    ["300,000 lines that open a section", "[\n".repeat(300_000)],
    ["blanks alone", " ".repeat(10_000_000)],
  ])("takes no more than a moment for %s", (_name, hostile) => {
    const begun = process.cpuUsage();
    readIni(hostile);
    readKeyFile(hostile);
    expect(process.cpuUsage(begun).user / 1000).toBeLessThan(5000);
  });
});
