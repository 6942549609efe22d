import { describe, expect, test } from "vitest";
import { imageOf } from "../entries/testing.ts";
import { dangerOf } from "../parse/perl/inc/directory.ts";
import { callerChanges } from "./callers.ts";

/** `line way: danger …` of what a script does to the programs that it starts. */
function changesIn(script: string): readonly string[] {
  const [file] = imageOf({ "shell /usr/bin/x": script }).ofKind("shell");
  if (!file) throw new Error("a script");
  return callerChanges(file).map(
    ({ line, way, directories }) =>
      `${line} ${way}: ${directories.map((directory) => dangerOf(directory) ?? "ok").join(" ")}`,
  );
}

describe("a directory that stands in a variable", () => {
  test.each([
    ['DIR=$(dirname "$0")\nperl -I"$DIR/lib" x', ["2 perl -I: program"]],
    ['DIR=$(cd "$(dirname "$0")" && pwd)\nLIB=$DIR/lib\nperl -I "$LIB" x', ["3 perl -I: program"]],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a shell writes it so.
    ['DIR="${BASH_SOURCE%/*}"\nexport PERL5LIB="$DIR/../lib"', ["2 PERL5LIB: program"]],
    ["DIR=lib\nperl -I$DIR x", ["2 perl -I: relative"]],
    ["DIR=/usr/share/x\nperl -I$DIR x", ["2 perl -I: ok"]],
    ["DIR=/usr/share/x\n[ -d lib ] && DIR=lib\nperl -I$DIR x", ["3 perl -I: ok relative"]],
    ["DIR=/x\nDIR=$DIR/y\nperl -I$DIR x", ["3 perl -I: ok"]],
    ["perl -I$HELLO_LIBDIR -MHello -e 1", ["1 perl -I: environment"]],
    ['perl -I"$HELLO_LIBDIR/perl" x', ["1 perl -I: environment"]],
    [". /etc/default/hello\nperl -I$HELLO_LIBDIR x", ["2 perl -I: ok"]],
    ["for LIB in /x /y; do perl -I$LIB x; done", ["1 perl -I: ok"]],
    ["read -r LIB < /etc/hello\nperl -I$LIB x", ["2 perl -I: ok"]],
    ["perl -I$DESTDIR/usr/share/perl5 x", ["1 perl -I: ok"]],
    ['perl -I"$1" x', ["1 perl -I: ok"]],
    ["perl -I$lib x", ["1 perl -I: ok"]],
    ["A=$B\nB=$A\nperl -I$A x", ["3 perl -I: ok"]],
  ])("%s", (script, changes) => {
    expect(changesIn(`#!/bin/sh\n${script}`).map(oneBefore)).toEqual(changes);
  });
});

describe("a program on the command line", () => {
  test.each([
    ["perl -e 'use lib \"$ENV{ROOT}/lib\"; use Hello; print 1'", ["1 perl -e, use lib: environment"]],
    ["perl -e '\nuse lib q(lib);'", ["2 perl -e, use lib: relative"]],
    ["DIR=$(dirname $0)\nperl -e \"use lib '$DIR/lib'; use Hello\"", ["2 perl -e, use lib: program"]],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a shell writes it so.
    ['DIR=$(dirname $0)\nperl -we "push @INC, \\"${DIR}/lib\\"; require Hello"', ["2 perl -e, push @INC: program"]],
    ["DIR=/usr/share/x\nperl -e \"use lib '$DIR'; use Hello\"", ["2 perl -e, use lib: ok"]],
    ["perl -ne 'print if /lib/'", []],
    ["perl -e 'print \"use lib q(lib);\"'", []],
    ["echo perl -e 'use lib q(lib);'", []],
  ])("%s", (script, changes) => {
    expect(changesIn(`#!/bin/sh\n${script}`).map(oneBefore)).toEqual(changes);
  });
});

/** The first line of the script is not part of what a row writes. */
function oneBefore(change: string): string {
  return change.replace(/^\d+/, (line) => String(Number(line) - 1));
}
