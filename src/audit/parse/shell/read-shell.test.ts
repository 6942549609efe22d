// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expansions of the shell look like them
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readShell } from "./read-shell.ts";

/** The commands of a script as `line: words`, words that are not fixed with `~`, those that forward arguments with `@`. */
function commandsOf(text: string): string[] {
  return readShell(text).value.commands.map(({ line, assignments, words, within }) =>
    [
      `${line}:`,
      ...(within === undefined ? [] : [`(${within})`]),
      ...assignments.map(({ name, value }) => `${name}=<${value.text}>`),
      ...words.map((word) => `<${word.text}>${word.isFixed ? "" : "~"}${word.forwardsArguments ? "@" : ""}`),
    ].join(" "),
  );
}

describe("words", () => {
  test.each<[string, string[]]>([
    [`a 'b c' "d e" f\\ g`, ["1: <a> <b c> <d e> <f g>"]],
    ["a \"x'y\" 'x\"y' $'q\\'r\\n'", ["1: <a> <x'y> <x\"y> <q'r\n>"]],
    ['a "$HOME/x" $1 ${y:-z} *.c [ab] ~/x', ["1: <a> <$HOME/x>~ <$1>~ <${y:-z}>~ <*.c>~ <[ab]>~ <~/x>~"]],
    ["a {} {b,c} b{1..3} 'x{y,z}' a~b", ["1: <a> <{}> <{b,c}>~ <b{1..3}>~ <x{y,z}> <a~b>"]],
    ['a "$@"; b $*; c ${1+"$@"}; d "$#"', ["1: <a> <$@>~@", "1: <b> <$*>~@", '1: <c> <${1+"$@"}>~@', "1: <d> <$#>~"]],
    ["a \\\n  b\\\nc", ["1: <a> <bc>"]],
    ['a "x\\\ny"', ["1: <a> <xy>"]],
    ["a $ '$x' \"\\$x\"", ["1: <a> <$> <$x> <$x>"]],
    ["a#b #c\n#d\nb", ["1: <a#b>", "3: <b>"]],
    ["X=1 Y='a b' c d=e", ["1: X=<1> Y=<a b> <c> <d=e>"]],
    ["X=(a 'b c' \"$@\")", ["1: X=<(a 'b c' \"$@\")>"]],
    ["export A=1 B\nlocal x='y z'", ["1: A=<1> <export> <A=1> <B>", "2: x=<y z> <local> <x=y z>"]],
    ["a\r\nb\r\n", ["1: <a>", "2: <b>"]],
    ["a @(b|c)d !(e)", ["1: <a> <@(b|c)d>~ <!(e)>~"]],
  ])("%j", (text, expected) => {
    expect(readShell(text).problems).toEqual([]);
    expect(commandsOf(text)).toEqual(expected);
  });
});

describe("commands", () => {
  test.each<[string, string[]]>([
    ["a; b & c | d && e || f |& g", ["1: <a>", "1: <b>", "1: <c>", "1: <d>", "1: <e>", "1: <f>", "1: <g>"]],
    ["a >x 2>&1 <<<y &>z b 3<>w", ["1: <a> <b>"]],
    ["if a; then b; elif c; then d; else e; fi", ["1: <a>", "1: <b>", "1: <c>", "1: <d>", "1: <e>"]],
    ["while a\ndo b\ndone <f | c", ["1: <a>", "2: <b>", "3: <c>"]],
    ["for i in x $(y); do z $i; done; for j do k; done", ["1: <y>", "1: <z> <$i>~", "1: <k>"]],
    ["for ((i=0; i<3; i++)); do a; done", ["1: <a>"]],
    ["case $x in\n a|b) c ;;\n (d) e ;&\n *) f\nesac\ng", ["2: <c>", "3: <e>", "4: <f>", "6: <g>"]],
    ["case x in esac; a", ["1: <a>"]],
    ["x=$(case y in y) echo z;; esac)", ["1: <echo> <z>", "1: x=<$(case y in y) echo z;; esac)>"]],
    ["(a; b) | { c; }", ["1: <a>", "1: <b>", "1: <c>"]],
    ["! a; time b; ((i++)); c", ["1: <a>", "1: <b>", "1: <c>"]],
    ["[[ $a =~ ^(x|y)$ && b < c ]] && d", ["1: <[[>~ <$a>~ <=~> <^> <x> <y> <$> <b> <c> <]]>", "1: <d>"]],
    ["echo if fi done", ["1: <echo> <if> <fi> <done>"]],
    ["'if' a", ["1: <if> <a>"]],
  ])("%j", (text, expected) => {
    expect(readShell(text).problems).toEqual([]);
    expect(commandsOf(text)).toEqual(expected);
  });
});

describe("functions", () => {
  test("the commands of a body know in which function they stand", () => {
    const text = "a\nf() {\n  b\n  g () ( c )\n  d\n}\nfunction h { e; }\nfunction i()\n{\n f\n}\nj";
    expect(commandsOf(text)).toEqual([
      "1: <a>",
      "3: (f) <b>",
      "4: (g) <c>",
      "5: (f) <d>",
      "7: (h) <e>",
      "10: (i) <f>",
      "12: <j>",
    ]);
    expect(readShell(text).value.functions.map(({ name, line }) => `${name}:${line}`)).toEqual([
      "f:2",
      "g:4",
      "h:7",
      "i:8",
    ]);
  });
});

describe("commands inside words", () => {
  test.each<[string, string[]]>([
    ['a "$(b "$(c)")"', ["1: <c>", "1: <b> <$(c)>~", '1: <a> <$(b "$(c)")>~']],
    ["a `b \\`c\\``", ["1: <c>", "1: <b> <`c`>~", "1: <a> <`b \\`c\\``>~"]],
    ["a ${x:-$(b)} $((1 + $(c)))", ["1: <b>", "1: <c>", "1: <a> <${x:-$(b)}>~ <$((1 + $(c)))>~"]],
    ["a <(b) >(c)", ["1: <b>", "1: <c>", "1: <a> <<(b)>~ <>(c)>~"]],
    ["x=$( (a) | b )", ["1: <a>", "1: <b>", "1: x=<$( (a) | b )>"]],
    ["x=$((a) | b)", ["1: <a>", "1: <b>", "1: x=<$((a) | b)>"]],
    ["sudo -u x sh -ec 'a; b'", ["1: <sudo> <-u> <x> <sh> <-ec> <a; b>", "1: <a>", "1: <b>"]],
    ["sh -o errexit -c '\na'", ["1: <sh> <-o> <errexit> <-c> <\na>", "2: <a>"]],
    ['sh -c "a $x"; sh a -c b', ["1: <sh> <-c> <a $x>~", "1: <a> <$x>~", "1: <sh> <a> <-c> <b>"]],
    [
      "eval 'a b'; trap 'c' EXIT; trap - EXIT",
      ["1: <eval> <a b>", "1: <a> <b>", "1: <trap> <c> <EXIT>", "1: <c>", "1: <trap> <-> <EXIT>"],
    ],
    ['eval x=\\"\\$y $z\\"', ['1: <eval> <x="$y> <$z">~', "1: x=<$y $z>"]],
    ['eval "$y"=\\(a\\)', ["1: <eval> <$y=(a)>~", "1: NAME=<(a)>"]],
    ["eval -- a 'b; c'", ["1: <eval> <--> <a> <b; c>", "1: <a> <b>", "1: <c>"]],
    ["eval", ["1: <eval>"]],
  ])("%j", (text, expected) => {
    expect(readShell(text).problems).toEqual([]);
    expect(commandsOf(text)).toEqual(expected);
  });
});

describe("here documents", () => {
  test("their text is no command, but what it substitutes is", () => {
    const text = "cat <<A <<-'B' | b\none $(c)\nA\n\ttwo $(d)\n\tB\ne";
    const { value, problems } = readShell(text);
    expect(problems).toEqual([]);
    expect(commandsOf(text)).toEqual(["1: <cat>", "1: <b>", "2: <c>", "6: <e>"]);
    expect(value.hereDocuments.map(({ line, text: body, command }) => [line, body, command.words[0]?.text])).toEqual([
      [2, "one $(c)\n", "cat"],
      [4, "\ttwo $(d)\n", "cat"],
    ]);
  });

  test("one inside a substitution ends there", () => {
    expect(commandsOf("x=$(a <<E\nnot me\nE\n)\nb")).toEqual(["1: <a>", "1: x=<$(a <<E\nnot me\nE\n)>", "5: <b>"]);
  });
});

test("what stands after an unconditional exit or exec is no shell any more", () => {
  expect(commandsOf('a\nexec wish "$0" "$@"\nproc x {} { [')).toEqual(["1: <a>", "2: <exec> <wish> <$0>~ <$@>~@"]);
  expect(readShell("exit 0\n\u0000\u0001(((").problems).toEqual([]);
  expect(commandsOf("a || exit\nif b; then exit; fi\nexec >x\nc")).toEqual([
    "1: <a>",
    "1: <exit>",
    "2: <b>",
    "2: <exit>",
    "3: <exec>",
    "4: <c>",
  ]);
});

test.each<[string, string, number]>([
  ["a\n'b", "shell-unterminated", 2],
  ['a "b', "shell-unterminated", 1],
  ["a $(b", "shell-unterminated", 1],
  ["a `b", "shell-unterminated", 1],
  ["a ${b", "shell-unterminated", 1],
  ["\nif a; then", "shell-unterminated", 2],
  ["a\nfi", "shell-unexpected", 2],
  ["a )", "shell-unexpected", 1],
  ["cat <<E\nx", "shell-unterminated", 2],
  [`${"$(".repeat(200)}a`, "shell-nesting", 1],
])("%j cannot be read: %s", (text, code, line) => {
  expect(readShell(text).problems).toContainEqual(expect.objectContaining({ code, place: { line, column: 1 } }));
});

/** Text made of what matters to a shell, so that random input reaches all of the parser. */
const shellish = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(..."\"'`$(){}[]<>|&;#\\\n \t=*@!-") },
      fc.constantFrom(
        "if ",
        "then ",
        "fi\n",
        "case x in ",
        "esac",
        "for ",
        "done ",
        "<<E\n",
        "E\n",
        "$((",
        "))",
        "sh -c ",
      ),
      fc.string({ maxLength: 4 }),
    ),
    { maxLength: 60 },
  )
  .map((parts) => parts.join(""));

test("any text is read without a crash, with lines that are in it", () => {
  fc.assert(
    fc.property(shellish, (text) => {
      const lines = text.split("\n").length;
      const { commands, hereDocuments } = readShell(text).value;
      for (const { line, words } of commands) {
        expect(line).toBeGreaterThan(0);
        expect(line).toBeLessThanOrEqual(lines);
        for (const word of words) expect(word.line).toBeLessThanOrEqual(lines);
      }
      for (const { line } of hereDocuments) expect(line).toBeLessThanOrEqual(lines);
    }),
    { numRuns: 300 },
  );
});

test("quoting as a shell does it comes back as the same words", () => {
  const quoted = (word: string) => `'${word.replaceAll("'", "'\\''")}'`;
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 8 }), { minLength: 1, maxLength: 5 }), (words) => {
      const { value, problems } = readShell(`x ${words.map(quoted).join(" ")}`);
      expect(problems).toEqual([]);
      expect(value.commands[0]?.words.map(({ text, isFixed }) => [text, isFixed])).toEqual(
        ["x", ...words].map((word) => [word, true]),
      );
    }),
    { numRuns: 200 },
  );
});

test.each([
  ["quotes", `"'`],
  ["arithmetic", "$(("],
  ["substitutions", "$(a "],
  ["braces", "${a:-"],
  ["backquotes", "`\\"],
  ["here documents", "<<E\n"],
  ["parentheses", "("],
  ["cases", "case a in b) "],
  ["words", "a=b[c "],
  ["texts", "sh -c 'a;"],
  ["conditionals", "[[ a "],
  ["one word", "a"],
])("300 kB of %s takes linear time", (_, piece) => {
  const text = piece.repeat(300_000 / piece.length);
  const start = process.cpuUsage();
  readShell(text);
  expect(process.cpuUsage(start).user / 1000).toBeLessThan(8_000);
});
