import fc from "fast-check";
import { expect, test } from "vitest";
import { readSudoers } from "./read-sudoers.ts";

/* tests/system/sudoers-parser.test.ts holds the parser against cvtsudoers and visudo; here stands what each piece means. */

const argumentsIn = (rest: string) => {
  const { value, problems } = readSudoers(`alice ALL = /bin/x${rest}\n`);
  expect(problems).toEqual([]);
  return value.grants[0]?.command.arguments;
};

test.each([
  ["", { kind: "any" }],
  [' ""', { kind: "none" }],
  [" -a  --b=c", { kind: "fixed", text: "-a --b=c" }],
  [" a\\,b \\*  \\=", { kind: "fixed", text: "a,b * =" }],
  [" a\\\\\\\\b", { kind: "fixed", text: "a\\b" }],
  [' "" x', { kind: "fixed", text: '"" x' }],
  [" /tmp/*", { kind: "wildcard", text: "/tmp/*" }],
  [" x[ab]", { kind: "wildcard", text: "x[ab]" }],
  [" ^-[a-z]+ x,y$", { kind: "regex", text: "^-[a-z]+ x,y$" }],
  [" a \\\n   b", { kind: "fixed", text: "a b" }],
])("arguments written as %j", (rest, meant) => {
  expect(argumentsIn(rest)).toEqual(meant);
});

test("tags, options and runas go along a list until they are replaced", () => {
  const { value } = readSudoers("a ALL = (b:c) CWD=/x NOPASSWD: /1, SETENV: /2, PASSWD: /3, () /4 : H = /5\n");
  const seen = value.grants.map(({ runAsUsers, runAsGroups, options, tags, command, hosts }) => [
    ...[hosts[0]?.name, command.name, runAsUsers?.map(({ name }) => name), runAsGroups?.map(({ name }) => name)],
    ...[options, [...tags]],
  ]);
  expect(seen).toEqual([
    ["ALL", "/1", ["b"], ["c"], { CWD: "/x" }, ["NOPASSWD"]],
    ["ALL", "/2", ["b"], ["c"], { CWD: "/x" }, ["NOPASSWD", "SETENV"]],
    ["ALL", "/3", ["b"], ["c"], { CWD: "/x" }, ["SETENV", "PASSWD"]],
    ["ALL", "/4", [], undefined, { CWD: "/x" }, ["SETENV", "PASSWD"]],
    ["H", "/5", undefined, undefined, {}, []],
  ]);
});

test("places are those of the word, in joined lines too", () => {
  const { value } = readSudoers(
    "# x\nCmnd_Alias A = \\\n  /bin/a, \\\n\té/x : B = /c\nCmnd_Alias C = \\\n  /bin/a, \\\n\t/b\n",
  );
  expect(value.aliases.map(({ name, line, column }) => [name, line, column])).toEqual([["C", 5, 12]]);
  expect(value.aliases[0]?.commands.map(({ line, column }) => [line, column])).toEqual([
    [6, 3],
    [7, 2],
  ]);
});

test("a hash is a comment, an id or an include", () => {
  const text =
    "#include /etc/a\n  #include /etc/b\n#includedir /etc/c\n@include /etc/d\\ e # why\n#5 ALL = /x # y\n#x\n";
  const { value, problems } = readSudoers(text);
  expect(problems).toEqual([]);
  expect(value.includes.map(({ path, isDirectory, line }) => [path, isDirectory, line])).toEqual([
    ["/etc/a", false, 1],
    ["/etc/c", true, 3],
    ["/etc/d e", false, 4],
  ]);
  expect(value.grants.map(({ users, command }) => [users[0]?.name, command.name])).toEqual([["#5", "/x"]]);
});

test("settings with bindings and operators", () => {
  const { value } = readSudoers(
    'Defaults:a, !b env_keep += "X Y", !use_pty\nDefaults!/bin/x,T noexec\nDefaults>root umask=022\n',
  );
  const seen = value.defaults.map(({ binding, name, operator, value: given }) => [
    binding && [binding.kind, ...binding.members.map((member) => (member.isNegated ? "!" : "") + member.name)],
    ...[name, operator, given],
  ]);
  expect(seen).toEqual([
    [["user", "a", "!b"], "env_keep", "+=", "X Y"],
    [["user", "a", "!b"], "use_pty", "unset", undefined],
    [["command", "/bin/x", "T"], "noexec", "set", undefined],
    [["runas", "root"], "umask", "=", "022"],
  ]);
});

test.each([
  ["alice ALL /bin/x", "sudoers-syntax", 1],
  ["alice ALL = ls", "sudoers-syntax", 1],
  ["alice ALL = /bin/x a\\b", "sudoers-syntax", 1],
  ["alice ALL = /bin/x =", "sudoers-syntax", 1],
  ["alice ALL = /bin/x ^a", "sudoers-open-regex", 1],
  ["alice ALL = sha256:ab /bin/x", "sudoers-digest", 1],
  ["alice ALL = sha256:ab ALL", "sudoers-digest", 1],
  ["alice ALL = CWD=x /bin/x", "sudoers-option", 1],
  ["alice ALL = TIMEOUT=1y /bin/x", "sudoers-option", 1],
  ['"" ALL = ALL', "sudoers-empty-string", 1],
  ['"a ALL = ALL', "sudoers-open-quote", 1],
  ["Defaults", "sudoers-syntax", 1],
  ["Defaults = x", "sudoers-syntax", 1],
  ["Defaults use_ptty", "sudoers-setting-unknown", 1],
  ["Defaults use_pty=1", "sudoers-setting-value", 1],
  ["Cmnd_Alias lower = /x", "sudoers-alias-name", 1],
  ["Cmnd_Alias A = /x\nCmnd_Alias A = /y", "sudoers-alias-twice", 2],
  ["Cmnd_Alias A = B\nCmnd_Alias B = A", "sudoers-alias-circle", 1],
  ["alice ALL = NOT_HERE", "sudoers-alias-unknown", 1],
  ["alice ALL = /usr/bin/sudoedit /x", "sudoers-sudoedit-path", 1],
  ["alice ALL = ^/bin/[z-a]$", "sudoers-regex", 1],
])("%j has a problem", (text, code, line) => {
  const { problems } = readSudoers(`${text}\nbob ALL = /ok\n`);
  expect(problems.map((problem) => [problem.code, problem.place.line])).toContainEqual([code, line]);
});

test("a bad entry does not spoil the next one", () => {
  const { value } = readSudoers("alice ALL = ls, \\\n /x\nbob ALL = /ok\n");
  expect(value.grants.map(({ command }) => command.name)).toEqual(["/ok"]);
});

test("junk neither throws nor takes long", () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          fc.string({ unit: "binary" }),
          fc.constantFrom(...'\\"!,:=()#%^$\n '.split(""), "Defaults", "Cmnd_Alias A=", "/x"),
        ),
      ),
      (parts) => {
        const { problems } = readSudoers(parts.join(""));
        for (const { place } of problems) expect(place.line).toBeGreaterThan(0);
      },
    ),
    { numRuns: 300 },
  );
});

test("a file of more names than anybody writes is read up to there", () => {
  const { value, problems } = readSudoers(`a ALL = /1\nb ALL = ${"/x,".repeat(100_000)}/x\n`);
  expect(value.grants.map(({ command }) => command.name)).toEqual(["/1"]);
  expect(problems.map(({ code }) => code)).toEqual(["sudoers-too-long"]);
});

test.each([
  ["one list", `a ALL = ${"/x, ".repeat(500_000)}/x`],
  ["many users and commands", `${"a,".repeat(200_000)}a ALL = ${"/x, ".repeat(200_000)}/x`],
  ["one word", "a".repeat(5_000_000)],
  ["escapes", `a ALL = /x ${"\\*".repeat(2_000_000)}`],
  ["open quotes", '"\n'.repeat(1_000_000)],
  ["negations", "!".repeat(3_000_000)],
  ["joined lines", "\\\n".repeat(2_000_000)],
  ["a chain of aliases", Array.from({ length: 40_000 }, (_, at) => `Cmnd_Alias A${at} = A${at + 1}\n`).join("")],
  ["blanks", `a${" ".repeat(3_000_000)}ALL`],
  ["backslashes and blanks", `${`\\${" ".repeat(1000)}`.repeat(2000)}`],
])("megabytes of %s are read in linear time", (_, text) => {
  const started = process.cpuUsage();
  readSudoers(text);
  expect(process.cpuUsage(started).user / 1000).toBeLessThan(8000);
});
