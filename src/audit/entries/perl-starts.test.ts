// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of Perl look like them
import fc from "fast-check";
import { expect, test } from "vitest";
import { readPerl } from "../parse/perl/read-perl.ts";
import { startsOfPerl } from "./perl-starts.ts";

/** `line: words`; a word that only a run would tell stands as `?`. */
function started(text: string): string[] {
  return startsOfPerl(readPerl(text).value).map(
    ({ words, line }) => `${line}: ${words.map((word) => (word.isFixed ? word.text : "?")).join(" ")}`,
  );
}

test.each([
  ["a list", "system('/usr/bin/x', '-a', $b);", ["1: /usr/bin/x -a ?"]],
  ["a list without parentheses", "\nexec '/usr/bin/x', 'a' or die 'b';", ["2: /usr/bin/x a"]],
  ["a list of words", "system(qw(/usr/bin/x -a), @ARGV) == 0 or die;", ["1: /usr/bin/x -a ?"]],
  ["a line for a shell", "system 'a b; c' if $d;", ["1: a b", "1: c"]],
  ["a line with variables", 'system("a $b");', ["1: a ?"]],
  ["backticks", "my $x = `a b`;", ["1: a b"]],
  ["qx", "my $x = qx{a b | c};", ["1: a b", "1: c"]],
  ["a pipe by a list", "open(my $f, '-|', 'a', 'b') or die;", ["1: a b"]],
  ["a pipe into a line", "open my $f, '|-', 'a b' or die;", ["1: a b"]],
  ["a pipe of two words", 'open(F, "a b |");', ["1: a b"]],
  ["a pipe into two words", 'open F, "| a b" || die;', ["1: a b"]],
  ["a program apart from its name", "exec {'/bin/x'} 'x', 'a';", ["1: x a"]],
  ["a text with a name", "my $c = '/bin/x';\nsystem($c, 'a');\nsystem $c;", ["2: /bin/x a", "1: /bin/x"]],
  ["a name with two texts", "my $c = 'a'; $c = 'b'; system($c, 'x');", ["1: ? x"]],
])("what starts a program: %s", (_, text, expected) => {
  expect(started(text)).toEqual(expected);
});

test.each([
  "$x->system('a');",
  "open(F, '<', 'a');",
  'open F, ">a";',
  "open F, 'a || b', 'c';",
  "sub system { 1 }",
  "# system('a');",
])("what starts none: %s", (text) => {
  expect(started(text)).toEqual([]);
});

test("junk ends", () => {
  const word = fc.constantFrom(
    ..."system exec open ( ) { } , ; 'a' \"b $c\" `d` qw(e f) $g = my @h -> | '-|'".split(" "),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 60 }), (words) => {
      for (const { words: given } of startsOfPerl(readPerl(words.join(" ")).value))
        expect(given.length).toBeGreaterThan(0);
    }),
    { numRuns: 300 },
  );
});
