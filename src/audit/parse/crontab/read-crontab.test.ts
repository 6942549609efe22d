import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readCrontab } from "./read-crontab.ts";

describe("a table of cron", () => {
  test.each<[string, string, string[]]>([
    ["nothing", "", []],
    ["comments, variables and blank lines", '# a\n\nPATH=/bin\n  MAILTO = ""\n"A B"=c\n', []],
    ["times", "*/5 0-3,7 * jan-mar Mon,5 root a b\n", ["1 root a b"]],
    ["blanks of both kinds", "\t17 *\t* * *\troot cd / && a\n", ["1 root cd / && a"]],
    ["a word for the times", "# x\n@reboot root /usr/bin/a\n", ["2 root /usr/bin/a"]],
    ["times at random", "0~59 3 * * * root a\n", ["1 root a"]],
    ["times that a build fills in", "@MIN@ {{ hour }} * * * root a\n$M 3 * * * root b\n", ["2 root b"]],
  ])("reads %s", (_name, text, lines) => {
    const { value, problems } = readCrontab(text);
    expect(value.map(({ line, rest }) => `${line} ${rest}`)).toEqual(expect.arrayContaining(lines));
    expect(problems).toEqual([]);
  });

  test.each([
    ["prose", "# a\nthis is prose and names no time at all\n", 2],
    ["times without a command", "5 4 * * *\n", 1],
    ["four times", "5 4 * * root a\n", 1],
  ])("%s is a problem with its line", (_name, text, line) => {
    const { value, problems } = readCrontab(text);
    expect(value).toEqual([]);
    expect(problems).toMatchObject([{ code: "crontab-no-entry", severity: "error", place: { line } }]);
  });

  test("anything is read, in time", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("*", " ", "\t", "5", "@", "a", "%", "\n", "=", "~", "mon"), { maxLength: 300 }),
        (marks) => {
          expect(readCrontab(marks.join("")).problems.length).toBeLessThanOrEqual(20);
        },
      ),
      { numRuns: 200 },
    );
    for (const mark of ["* ", "@", "mon", "5\t", "%"]) readCrontab(mark.repeat(2000));
  });
});
