import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readPerl } from "./read-perl.ts";
import type { PerlToken } from "./types.ts";

/** Statements in a short form: words and signs as they stand, strings quoted, blocks as braces. */
function shortOf(text: string): readonly string[] {
  return readPerl(text).value.statements.map(({ tokens }) => tokens.map(tokenOf).join(" "));
}

function tokenOf(token: PerlToken): string {
  switch (token.kind) {
    case "string":
      return token.interpolates ? `"${token.text}"` : `'${token.text}'`;
    case "words":
      return `qw(${token.items.join(" ")})`;
    case "pattern":
      return `PATTERN(${token.text})`;
    case "command":
      return `\`${token.text}\``;
    case "block":
      return `{${token.statements.length}}`;
    default:
      return token.text;
  }
}

describe("what is code", () => {
  test.each([
    ["a comment", "# use lib '.';\nwork();", ["work ( )"]],
    ["a comment behind code", "work(); # use lib '.';", ["work ( )"]],
    ["documentation", "=pod\n\nuse lib '.';\n\n=cut\n\nwork();", ["work ( )"]],
    ["documentation that begins the text", "=head1 X\n\nuse lib '.';\n", []],
    ["documentation up to =cut with a remark", "work();\n=for x\nlib\n=cut here\nrest();", ["work ( )", "rest ( )"]],
    ["=cute is not =cut", "=pod\n=cute\nuse lib;\n=cut\nwork();", ["work ( )"]],
    ["an assignment at the beginning of a line", "$x\n=foo(1);", ["$x = foo ( 1 )"]],
    ["what follows __END__", "work();\n__END__\nuse lib '.';", ["work ( )"]],
    ["what follows __DATA__", "work();\n__DATA__\nuse lib '.';", ["work ( )"]],
    ["what follows ^D", "work();\n\u0004use lib '.';", ["work ( )"]],
    ["a format", "format STDOUT =\nuse lib '.';\n@<<<\n$x\n.\nwork();", ["work ( )"]],
    ["labels", "LINE: next LINE;", ["next LINE"]],
    ["a byte order mark", "\ufeffwork();", ["work ( )"]],
  ])("%s", (_name, text, statements) => {
    expect(readPerl(text).problems).toEqual([]);
    expect(shortOf(text)).toEqual(statements);
  });
});

describe("quotes", () => {
  test.each([
    ["'a\\'b'", "'a\\'b'"],
    ['"a$b"', '"a$b"'],
    ["q{a{b}c}", "'a{b}c'"],
    ["q (a(b)c)", "'a(b)c'"],
    ["q<a<b>c>", "'a<b>c'"],
    ["q[a[b]c]", "'a[b]c'"],
    ["q,a;b,", "'a;b'"],
    ["q#a#", "'a'"],
    ["q #a#\n(b)", "'b'"],
    ["q xax", "'a'"],
    ["q'a'", "'a'"],
    ["q:a:", "'a'"],
    ["q=a=", "'a'"],
    ["qq!a$b!", '"a$b"'],
    ["qq'a$b'", "'a$b'"],
    ["qw(a b\n c)", "qw(a b c)"],
    ["qw(a\\) b\\\\ \\c)", "qw(a) b\\ \\c)"],
    ["qx{ls}", "`ls`"],
    ["`ls`", "`ls`"],
    ["m/a;b/x", "PATTERN()"],
    ["s/a/b/g", "PATTERN(b)"],
    ["s{a} {b}e", "PATTERN(b)"],
    ["s{a} # why\n /b/", "PATTERN(b)"],
    ["s(a)'b'", "PATTERN(b)"],
    ["tr/a-z/A-Z/", "PATTERN(A-Z)"],
    ["y,a,b,", "PATTERN(b)"],
    ["qr!x!i", "PATTERN()"],
  ])("%s", (text, short) => {
    expect(readPerl(`${text};`).problems).toEqual([]);
    expect(shortOf(`${text};`)).toEqual([short]);
  });

  test("a match ends at its delimiter, in brackets too", () => {
    expect(shortOf("$x =~ m/[/, 1;")).toEqual(["$x =~ PATTERN() , 1"]);
  });

  test.each([
    ["$h{q}", "$h { 'q' }"],
    ["$h{s}{y}", "$h { 's' } { 'y' }"],
    ["$h{ tr }", "$h { 'tr' }"],
    ["$h{-s}", "$h { -s }"],
    ["x(q => 1, s=>2)", "x ( 'q' => 1 , 's' => 2 )"],
    ["$x->s(1)", "$x -> s ( 1 )"],
    ["$x->y", "$x -> y"],
    ["%s", "%s"],
    ["@m = &y(1)", "@m = &y ( 1 )"],
    ["sub s { 1 }", "sub s {1}"],
    ["isn't($x)", "isn::t ( $x )"],
    ["print q(a)", "print 'a'"],
  ])("words that quote elsewhere: %s", (text, short) => {
    expect(readPerl(`${text};`).problems).toEqual([]);
    expect(shortOf(`${text};`).at(-1)).toBe(short);
  });
});

describe("operand or operator", () => {
  test.each([
    ["$x / 2; $y / 3", ["$x / 2", "$y / 3"]],
    ["f($x) / 2; 1 / 3", ["f ( $x ) / 2", "1 / 3"]],
    ["split /,/, $x", ["split PATTERN() , $x"]],
    ["$x{a} / $y[1] / 2", ["$x { 'a' } / $y [ 1 ] / 2"]],
    ["if (/a;b/) { 1 }", ["1", "if ( PATTERN() ) {1}"]],
    ["return /x/ ? 1 : 2", ["return PATTERN() ? 1 : 2"]],
    ["time / 2", ["time / 2"]],
    ["shift // '/'", ["shift // '/'"]],
    ["$x // '/'", ["$x // '/'"]],
    ["FOO / 2 / 3", ["FOO / 2 / 3"]],
    ["ok /x;y/", ["ok PATTERN()"]],
    ["grep { /x/ } @y", ["PATTERN()", "grep {1} @y"]],
    ["$x < 3 && $y > 4", ["$x < 3 && $y > 4"]],
    ["while (<$fh>) { 1 }", ["1", "while ( readline ) {1}"]],
    ["print <FH>, <*.c>", ["print readline , readline"]],
    ["$x % 3; %y = %$z", ["$x % 3", "%y = % $z"]],
    ["$x & 3; &f; &$g", ["$x & 3", "&f", "& $g"]],
    ["$x * 3; *f = *g", ["$x * 3", "*f = *g"]],
    ["-e $x && -d _", ["-e $x && -d _"]],
    ["$x -e", ["$x - e"]],
    ["'-' x80", ["'-' x 80"]],
    ["$x x 3", ["$x x 3"]],
    ["$$, $$x, $#x, $#{$x}, $#$x", ["$$ , $ $x , $#x , $# { $x } , $# $x"]],
    ["$; . $, . $' . $\" . $/", ["$; . $, . $' . $\" . $/"]],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Perl writes it so.
    ["${^TAINT} . ${ name } . @{INC}", ["$^TAINT . $name . @INC"]],
    ["$x->@*; $y->%*; $z->$#*", ["$x -> @*", "$y -> %*", "$z -> $#*"]],
    ["1..5; 1.5; .5; 1_000; 0x1f; v5.36", ["1 .. 5", "1.5", ".5", "1_000", "0x1f", "v5.36"]],
    ["$x ? 'a' : 'b'", ["$x ? 'a' : 'b'"]],
  ])("%s", (text, statements) => {
    expect(readPerl(`${text};`).problems).toEqual([]);
    expect(shortOf(`${text};`)).toEqual(statements);
  });
});

describe("here documents", () => {
  test.each([
    ["a plain one", "print <<EOT;\nuse lib '.';\nEOT\nwork();", ["print \"use lib '.';\n\"", "work ( )"]],
    ["a quoted one", "f(<<'A B', 2);\n$x\nA B\nwork();", ["f ( '$x\n' , 2 )", "work ( )"]],
    ["two on a line", "f(<<A, <<B);\n1\nA\n2\nB\nwork();", ['f ( "1\n" , "2\n" )', "work ( )"]],
    ["an indented one", "f(<<~X);\n  1\n  X\nwork();", ['f ( "  1\n" )', "work ( )"]],
    ["one that ends at an empty line", 'f(<<"");\n1\n\nwork();', ['f ( "1\n" )', "work ( )"]],
    ["one inside of a string's line", "f(<<A, 'x\n1\nA\ny');", ["f ( \"1\n\" , 'x\ny' )"]],
    ["to a handle", "print $fh <<A;\n1\nA\nwork();", ['print $fh "1\n"', "work ( )"]],
    ["a shift", "$x << 3; $x <<FOO;", ["$x << 3", "$x << FOO"]],
    ["at the end of the text", "f(<<A);\n1\nA", ['f ( "1\n" )']],
    ["with CR LF", "f(<<A);\r\n1\r\nA\r\nwork();", ['f ( "1\r\n" )', "work ( )"]],
  ])("%s", (_name, text, statements) => {
    expect(readPerl(text).problems).toEqual([]);
    expect(shortOf(text)).toEqual(statements);
  });
});

describe("blocks and hashes", () => {
  test.each([
    ["if ($x) { a() } else { b() } c();", ["a ( )", "if ( $x ) {1}", "b ( )", "else {1}", "c ( )"]],
    ["my $x = { a => 1 }; b();", ["my $x = { 'a' => 1 }", "b ( )"]],
    ["my $x = do { a(); b() } / 2;", ["a ( )", "b ( )", "my $x = do {2} / 2"]],
    ["sub f { return { a => 1 } } g();", ["return { 'a' => 1 }", "sub f {1}", "g ( )"]],
    ["sub f ($$;@) { 1 } g();", ["1", "sub f {1}", "g ( )"]],
    ["sub f ($x, $y = {}) { 1 } g();", ["1", "sub f ( $x , $y = { } ) {1}", "g ( )"]],
    ["my $f = sub { 1 }; g();", ["1", "my $f = sub {1}", "g ( )"]],
    ["@x = map { $_ => 1 } sort { $a cmp $b } @y;", ["$_ => 1", "$a cmp $b", "@x = map {1} sort {1} @y"]],
    ["for my $x (1, 2) { a() } b();", ["a ( )", "for my $x ( 1 , 2 ) {1}", "b ( )"]],
    ["BEGIN { a() } b();", ["a ( )", "BEGIN {1}", "b ( )"]],
    ["package A { a() } b();", ["a ( )", "package A {1}", "b ( )"]],
    ["@{$x}{qw(a b)} = (1, 2);", ["@ { $x } { qw(a b) } = ( 1 , 2 )"]],
    ["$x->(1){a}; $y->{b}[0]{c};", ["$x -> ( 1 ) { 'a' }", "$y -> { 'b' } [ 0 ] { 'c' }"]],
    ["for (my $i = 0; $i < 3; $i++) { a() }", ["a ( )", "for ( my $i = 0 ; $i < 3 ; $i ++ ) {1}"]],
    ["use constant { A => 1 }; a();", ["use constant { 'A' => 1 }", "a ( )"]],
    ["print {$fh} 'a';", ["$fh", "print {1} 'a'"]],
  ])("%s", (text, statements) => {
    expect(readPerl(text).problems).toEqual([]);
    expect(shortOf(text)).toEqual(statements);
  });
});

test("lines are those of the text, behind documentation and here documents too", () => {
  const text = "#!/usr/bin/perl -w\n\n=pod\n\n=cut\n\nprint <<A,\n1\nA\n  'x';\nuse lib\n  '.';\n";
  const { value } = readPerl(text);
  expect(value.interpreter).toEqual(["/usr/bin/perl", "-w"]);
  expect(value.statements.map(({ tokens }) => tokens.map(({ line }) => line))).toEqual([
    [7, 7, 7, 10],
    [11, 11, 12],
  ]);
});

test("statements say whether they stand in a sub", () => {
  const { value } = readPerl("a(); sub f { b(); if (1) { c() } } d(sub { e() }); g();");
  const inSub = value.statements.filter((statement) => statement.isInSub).map(({ tokens }) => tokens.map(tokenOf)[0]);
  expect(inSub).toEqual(["b", "c", "if", "e"]);
});

test("behind a shell's lines the program begins with a line of its own", () => {
  const { value, problems } = readPerl('#!/bin/sh\nexec perl -x -- "$0" don\'t\n#!perl -w\nwork();\n');
  expect(problems).toEqual([]);
  expect(value.interpreter).toEqual(["perl", "-w"]);
  expect(value.statements.map(({ line }) => line)).toEqual([4]);
});

describe("what is broken", () => {
  test.each([
    ["perl-unterminated-quote", "work();\nprint 'a;\n", 2, 7],
    ["perl-unterminated-quote", "s/a/b", 1, 4],
    ["perl-unterminated-heredoc", "print <<EOT;\nx\n", 1, 7],
    ["perl-unbalanced", "work());\n", 1, 7],
    ["perl-unbalanced", "a();\n}\n", 2, 1],
    ["perl-unclosed", "a(\n", 1, 2],
    ["perl-unclosed", "if (1) {\n", 1, 8],
  ])("%s in %j", (code, text, line, column) => {
    expect(readPerl(text).problems).toMatchObject([{ code, severity: "error", place: { line, column } }]);
  });

  test("there are no more than a few problems", () => {
    expect(readPerl("}".repeat(100_000)).problems).toHaveLength(20);
  });
});

/** Everything that has a meaning of its own somewhere. */
const PIECES = [
  ..."$@%&*<>/?{}()[];:,.'\"`#=-+~!^|\\ \n\t",
  ..."q qq qw m s tr y x <<A <<~A <<'A' A\n =pod\n =cut\n -> => __END__ sub use lib @INC $$ $# ${ @{ print foo 1.5 \u0000 é".split(
    " ",
  ),
  "\nA\n",
  "\r\n",
];

describe("any text at all", () => {
  test("is read to its end, and lines are places of it", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...PIECES), { maxLength: 60 }), (pieces) => {
        const text = pieces.join("");
        const lines = text.split("\n").length;
        const { value, problems } = readPerl(text);
        for (const { tokens } of value.statements) {
          expect(tokens.length).toBeGreaterThan(0);
          for (const { line } of tokens) expect(line >= 1 && line <= lines).toBe(true);
        }
        for (const { place } of problems) expect(place.line >= 1 && place.line <= lines).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test("every word of a text is read or is text of a quote, a comment or documentation", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("a1", "b2", "$c3", "(", ")", "{", "}", ";", ",", "+"), { maxLength: 40 }),
        (pieces) => {
          const text = pieces.join(" ");
          const read = readPerl(text).value.statements.flatMap(({ tokens }) => tokens.map(tokenOf));
          const names = (tokens: readonly string[]) =>
            tokens
              .map((token) => token.replace(/'/g, ""))
              .filter((token) => /\w\d$/.test(token))
              .sort();
          expect(names(read)).toEqual(names(pieces));
        },
      ),
      { numRuns: 200 },
    );
  });

  test.each([
    ["one long line", "$x = 1; ".repeat(50_000)],
    ["a long string", `'${"x".repeat(750_000)}'`],
    ["deep nesting", "{".repeat(50_000) + "}".repeat(50_000)],
    ["deep parentheses", "f(".repeat(50_000) + ")".repeat(50_000)],
    ["many opened quotes", "q{".repeat(75_000)],
    ["many shifts that could be here documents", "foo <<A".repeat(50_000)],
    ["many indented ends", `foo <<A;\n${" A \n".repeat(50_000)}`],
    ["many slashes behind words", "foo /x ".repeat(50_000)],
    ["many escapes behind words", `foo /x${"\\/".repeat(125_000)}`],
    ["many angles", "<".repeat(125_000)],
    ["many beginnings of documentation", "\n=pod\n".repeat(75_000)],
    ["many ends", "}".repeat(250_000)],
    ["many sigils", "$".repeat(250_000)],
    ["many formats", "format =\n".repeat(25_000)],
    ["many dots", ".".repeat(250_000)],
    ["many colons", `a${"::".repeat(125_000)}`],
    ["many quotes in names", "a'".repeat(75_000)],
    ["blanks", " ".repeat(750_000)],
    ["words and blanks", `q${" ".repeat(250_000)}x`],
  ])("is read quickly: %s", (_name, text) => {
    const begin = process.cpuUsage();
    readPerl(text);
    expect(process.cpuUsage(begin).user / 1000).toBeLessThan(5000);
  });
});
