import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readPerl } from "../read-perl.ts";
import { incChanges } from "./changes.ts";
import { dangerOf } from "./directory.ts";

/** `line way: danger …` of every change, with `ok` for what is no danger. */
function changesOf(text: string): readonly string[] {
  return incChanges(readPerl(text).value).map(
    ({ line, way, directories }) =>
      `${line} ${way}: ${directories.map((directory) => dangerOf(directory) ?? "ok").join(" ")}`,
  );
}

describe("what puts directories into @INC", () => {
  test.each([
    ["use lib 'lib';", ["1 use lib: relative"]],
    ["use lib qw(lib /usr/share/x);", ["1 use lib: relative ok"]],
    ["use lib '/usr/share/x';", ["1 use lib: ok"]],
    ['use lib "";', ["1 use lib: empty"]],
    ["my $d = ''; if ($x) { $d = '/a' } else { $d = f() } push @INC, $d;", ["1 push @INC: ok ok"]],
    ["my $d = ''; $d = '/a' if $x; push @INC, $d;", ["1 push @INC: empty ok"]],
    ["use lib ('.', '/x');", ["1 use lib: relative ok"]],
    ["use strict; use lib '.';", ["1 use lib: relative"]],
    ["use if $ENV{TEST}, lib => 'lib';", ["1 use if …, lib: relative"]],
    ["use local::lib;", ["1 use local::lib: environment"]],
    ["use lib::relative '../lib';", ["1 use lib::relative: program"]],
    ["use FindBin::libs;", ["1 use FindBin::libs: program"]],
    ["use blib;", ["1 use blib: relative"]],
    ["use lib split(/:/, $ENV{HELLO} || ''), '--libdir--';", ["1 use lib: environment ok"]],
    ["use lib (split /:/, $ENV{HELLO});", ["1 use lib: environment"]],
    ["use lib split /:/, 'lib:/x';", ["1 use lib: relative"]],
    ["use lib 'HELLO_LIBDIR/perl';", ["1 use lib: ok"]],
    ["unshift @INC, '.';", ["1 unshift @INC: relative"]],
    ["unshift(@INC, './lib');", ["1 unshift @INC: relative"]],
    ["push @main::INC, 'lib' if -d 'lib';", ["1 push @INC: relative"]],
    ["unshift @INC, 'lib', bless \\%modules, 'Hook';", ["1 unshift @INC: relative"]],
    ["push @INC => 'lib';", ["1 push @INC: relative"]],
    ["splice @INC, 0, 0, 'lib';", ["1 splice @INC: relative"]],
    ["BEGIN { unshift @INC, 'lib' }", ["1 unshift @INC: relative"]],
    ["sub f { unshift @INC, 'lib' }", ["1 unshift @INC: relative"]],
    ["-d 'x' and unshift @INC, 'x';", ["1 unshift @INC: relative"]],
    ["local @INC = ('.', @INC);", ["1 local @INC: relative ok"]],
    ["@INC = ('/usr/share/perl5', '.');", ["1 @INC: ok relative"]],
    ["(@INC) = (@INC, '.');", ["1 @INC: ok relative"]],
    ["$INC[0] = '.';", ["1 $INC[…]: relative"]],
    ["lib->import('lib');", ["1 lib->import: relative"]],
    ["require lib; 'lib'->import('lib');", ["1 lib->import: relative"]],
    ["import lib 'lib';", ["1 import lib: relative"]],
    ["$ENV{PERL5LIB} = 'lib';", ["1 $ENV{PERL5LIB}: relative"]],
    ["local $ENV{'PERL5LIB'} = \"/x:lib:$ENV{PERL5LIB}\";", ["1 $ENV{PERL5LIB}: relative"]],
    ["$ENV{PERL5OPT} = '-w -Ilib';", ["1 $ENV{PERL5OPT}: relative"]],
    ["$ENV{PERL_USE_UNSAFE_INC} = 1;", []],
    ["$ENV{PERL_USE_UNSAFE_INC} = '1';", ["1 $ENV{PERL_USE_UNSAFE_INC}: relative"]],
    ["system('perl', '-w', '-Ilib', 'x');", ["1 perl -I: relative"]],
    ['exec "/usr/bin/perl -I . x";', ["1 perl -I: relative"]],
    ["my $x = `perl -Mlib=lib x`;", ["1 perl -I: relative"]],
    ["for my $d (qw(lib /x)) { unshift @INC, $d; }", ["1 unshift @INC: relative ok"]],
    ["foreach (reverse 'lib') {\n  push @INC, \"$_/a\" if -d $_;\n}", ["2 push @INC: relative"]],
    ["for my $d ('a') { if ($x) { my $e = \"$d/b\"; push @INC, $e } }", ["1 push @INC: relative"]],
    ["for my $a ('x') { for my $b ('y') { push @INC, \"$a/$b\" } }", ["1 push @INC: relative"]],
    ["unshift @INC, $_ for qw(lib);", ["1 unshift @INC: relative"]],
    ['unshift @INC, "$_/lib" foreach $ENV{HOME};', ["1 unshift @INC: environment"]],
    ["eval q{use lib 'lib'};", ["1 use lib: relative"]],
    ["\neval {1};\neval q{\n  push @INC, '.';\n};", ["4 push @INC: relative"]],
    ["use FindBin; my $r = $FindBin::Bin; eval \"use lib '$r/lib'\";", ["1 use lib: program"]],
    ['eval "use lib (\\"lib\\"); 1" or die;', ["1 use lib: relative"]],
    ["@INC = &unique(@INC, '.');", ["1 @INC: ok relative"]],
    ["@INC = sorted(@INC, $ENV{X});", ["1 @INC: ok environment"]],
    ["\n\nuse lib\n  'lib';", ["3 use lib: relative"]],
  ])("%s", (text, changes) => {
    expect(changesOf(text)).toEqual(changes);
  });
});

describe("what changes nothing", () => {
  test.each([
    "for (my $i = 0; $i < 2; $i++) { push @x, $i }",
    "my $t = q{use lib 'lib'}; print $t;",
    "no lib '.';",
    "# use lib '.';",
    "=pod\n\nuse lib '.';\n\n=cut\n",
    "print <<EOT;\nuse lib '.';\nEOT",
    "print \"unshift @INC, '.';\";",
    "my $x = q{use lib '.';};",
    "for my $dir (@INC) { print $dir }",
    "print join ':', @INC;",
    "if (grep { $_ eq '.' } @INC) { warn }",
    "pop @INC if $INC[-1] eq '.';",
    "shift @INC;",
    "delete $INC{'Foo.pm'};",
    "push @PATH, 'bin';",
    "$ENV{PATH} = './bin';",
    "my %opt = (lib => '.');",
    "use lib (split /:/, q{});",
    "unshift @INC, bless \\%modules, 'Hook';",
    "$x->{lib} = '.';",
    "use library '.';",
    "use Test::lib;",
    "system('prove', '-Ilib');",
    "system('perl', 'x', '-Ilib');",
    "delete $ENV{PERL5LIB};",
    "$ENV{PERL5LIB} = $ENV{PERL5LIB} || $ENV{PERLLIB};",
    "__END__\nuse lib '.';",
  ])("%s", (text) => {
    expect(changesOf(text)).toEqual([]);
  });
});

describe("where a directory comes from", () => {
  test.each([
    ["'/usr/share/x'", "ok"],
    ["'lib'", "relative"],
    ["'../lib'", "relative"],
    ["'@perllibdir@'", "ok"],
    ["'%%PREFIX%%/lib'", "ok"],
    ["@INC", "ok"],
    ["grep { $_ ne '.' } @INC", "ok"],
    ['map { "$_/x" } @INC', "ok"],
    ["sub { return }", "ok"],
    ["\\&hook", "ok"],
    ["[ \\&hook, '.' ]", "ok"],
    ["bless({}, 'Hook')", "ok"],
    ["dirname(readlink $0)", "program"],
    ["dirname(readlink($0)) . '/lib'", "program"],
    ["$unknown", "ok"],
    ['"$unknown/lib"', "ok"],
    ["Some::Module->directory", "ok"],
    ['"$FindBin::Bin/../lib"', "program"],
    ["$FindBin::RealBin", "program"],
    ["$FindBin::Bin . '/lib'", "program"],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Perl writes it so.
    ['"${FindBin::Bin}/lib"', "program"],
    ["dirname(__FILE__)", "program"],
    ["dirname($0) . '/../lib'", "program"],
    ["File::Basename::dirname($0)", "program"],
    ["abs_path(dirname(__FILE__))", "program"],
    ['Cwd::abs_path("$FindBin::Bin/..")', "program"],
    ["File::Spec->catdir(dirname($0), 'lib')", "program"],
    ["File::Spec->rel2abs(dirname(__FILE__))", "program"],
    ["catfile($FindBin::Bin, '..', 'lib')", "program"],
    ["join('/', dirname($0), 'lib')", "program"],
    ["sprintf('%s/lib', dirname($0))", "program"],
    ["path(__FILE__)->parent->child('lib')->stringify", "program"],
    ['"@{[ dirname($0) ]}/lib"', "program"],
    ['map { "$FindBin::Bin/$_" } qw(lib t)', "program"],
    ['do { my $d = dirname($0); "$d/lib" }', "program"],
    ["$0 =~ m{^(.*)/} ? $1 : '/x'", "program ok"],
    ["$0 =~ m{^(.*)/} ? \"$1/lib\" : './lib'", "program program"],
    ["$x =~ m{^(.*)/} ? $1 : '.'", "ok relative"],
    ["$ENV{HOME} . '/perl'", "environment"],
    ['"$ENV{HOME}/perl"', "environment"],
    ["$ENV{X} || '/usr/share/x'", "environment ok"],
    ["$ENV{X} // '/usr/share/x'", "environment ok"],
    ["defined $ENV{X} ? $ENV{X} : '/usr/share/x'", "environment ok"],
    ["split(/:/, $ENV{X} || '/usr/share/x')", "environment ok"],
    ["$ENV{PWD}", "working-directory"],
    ["cwd()", "working-directory"],
    ["getcwd . '/lib'", "working-directory"],
    ["Cwd::cwd", "working-directory"],
    ["abs_path('.')", "working-directory"],
    ["rel2abs('lib')", "working-directory"],
    ["File::Spec->rel2abs('lib', '/usr/share')", "ok"],
    ["File::Spec->curdir", "working-directory"],
    ["`pwd`", "working-directory"],
  ])("use lib %s: %s", (expression, dangers) => {
    expect(changesOf(`use lib ${expression};`)).toEqual([`1 use lib: ${dangers}`]);
  });

  test.each([
    ["my $d = dirname($0); use lib $d;", "program"],
    ["my ($d) = dirname($0); use lib $d;", "program"],
    ["(my $d = $0) =~ s{/[^/]+$}{}; use lib $d;", "program"],
    ["our $d; $d = 'lib'; use lib \"$d/x\";", "relative"],
    ["my $d = '/x'; $d = 'lib' if $test; use lib $d;", "ok relative"],
    ["my $d = 'lib'; my $e = \"/usr/$d\"; use lib $e;", "ok"],
    ["my $d = ($0 =~ /(.*)[\\\\\\/]/) ? $1 : '.'; use lib \"$d/lib\";", "program program"],
    ["my $d = '/x'; $d = 'y' if $z; use lib \"$d/lib\";", "ok relative"],
    ["my $d = ''; use lib \"$d/lib\";", "ok"],
    ["BEGIN { $::ROOT = $ENV{ROOT} ? $ENV{ROOT} : '/opt/x'; } use lib \"$::ROOT/lib\";", "environment ok"],
    ["$::root = '/opt/x'; use lib \"$main::root/lib\";", "ok"],
    ["my @b = File::Spec->splitpath($0); my $b = $b[1] || '/x'; use lib \"$b/lib\";", "program ok"],
    ["my @b = splitpath($0); my $d = catpath(@b[0..1], ''); use lib catdir($d, split('/', 'a/b'));", "program"],
    ["our $root = 'x'; use lib \"$::root/lib\";", "relative"],
    ["my @d = ('/x', 'lib'); use lib @d;", "ok relative"],
    ["use constant LIB => 'lib'; use lib LIB;", "relative"],
    ["use constant { A => '/x', B => 'lib' }; use lib B;", "relative"],
    ['use FindBin qw($Bin); use lib "$Bin/../lib";', "program"],
    ["my $Bin = '/x'; use FindBin; use lib $Bin;", "ok"],
    ["my $d = 'lib'; sub f { my $d = shift; push @INC, $d }", "ok"],
  ])("%s %s", (text, dangers) => {
    expect(changesOf(text).map((change) => change.replace(/^.*: /, ""))).toEqual([dangers]);
  });
});

test("what is made for a file that do reads is told from a search path", () => {
  const made = (text: string) => incChanges(readPerl(text).value).map(({ isForDo }) => isForDo);
  expect(made("eval { local @INC = ('.'); do $file; };")).toEqual([true]);
  expect(made("my %x = %{ local @INC = '.'; do $file };")).toEqual([true]);
  expect(made("local @INC = ('.', @INC); do $file;")).toEqual([false]);
  expect(made("local @INC = ('.'); require $file;")).toEqual([false]);
  expect(made("local @INC = ('.'); do { require Foo };")).toEqual([false]);
});

const PIECES =
  "use lib ' . lib \" / @INC $ENV { PERL5LIB } = ( ) , ; . ? : || [ ] map grep $x my local unshift dirname $0 do sub qw( -> import \\ \n".split(
    " ",
  );

test("any statement is judged without a crash", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }), (pieces) => {
      for (const change of incChanges(readPerl(pieces.join(" ")).value)) {
        expect(change.line).toBeGreaterThan(0);
        expect(change.directories.length).toBeGreaterThan(0);
      }
    }),
    { numRuns: 500 },
  );
});

test.each([
  ["nested parentheses", `use lib ${"(".repeat(20_000)}'.'${")".repeat(20_000)};`],
  ["many alternatives", `use lib ${"$x || ".repeat(10_000)}'.';`],
  ["a long list", `use lib ${"'.', ".repeat(10_000)}'.';`],
  ["many dots", `use lib ${"'.' . ".repeat(10_000)}'.';`],
  ["many assignments", `${"my $x = (1, 2); $x = $x . $x;\n".repeat(2_000)}use lib $x;`],
  ["nested maps", `use lib ${"map { ".repeat(2_000)}'.'${" } @x".repeat(2_000)};`],
  ["nested conditions", `use lib ${"$x ? (".repeat(5_000)}'.'${") : 1".repeat(5_000)};`],
  ["many variables in a string", `use lib "${"$x/".repeat(50_000)}";`],
  ["nested code in a string", `use lib "${"@{[ ".repeat(20_000)}";`],
  ["one statement of many changes", `(${"push(@INC, $x), ".repeat(20_000)});`],
  ["many assignments in one statement", `(${"$x = ".repeat(20_000)}'.'); use lib $x;`],
])("is judged quickly: %s", (_name, text) => {
  const begin = process.cpuUsage();
  incChanges(readPerl(text).value);
  expect(process.cpuUsage(begin).user / 1000).toBeLessThan(5000);
});

test.each([
  ["push @INC, ((", 50_000],
  ["unshift(@INC, ", 40_000],
  ["lib->import((", 40_000],
  ["@INC = (", 60_000],
  ["$INC[", 100_000],
  ["$INC[0] = (", 50_000],
  ["$ENV{PERL5LIB} = ((", 30_000],
])("junk of %j ends with an error, not with the day", (piece, times) => {
  const { value } = readPerl(piece.repeat(times));
  const begin = process.cpuUsage();
  expect(() => incChanges(value)).toThrow("more often than anybody writes");
  expect(process.cpuUsage(begin).user / 1000).toBeLessThan(5000);
});

test.each(["use lib ((((", "use lib (1,", "use lib map {", "use if (((", "my $x = (", "local @x = map { "])(
  "600 kB of %j are judged quickly",
  (piece) => {
    const { value } = readPerl(piece.repeat(600_000 / piece.length));
    const begin = process.cpuUsage();
    incChanges(value);
    expect(process.cpuUsage(begin).user / 1000).toBeLessThan(5000);
  },
);
