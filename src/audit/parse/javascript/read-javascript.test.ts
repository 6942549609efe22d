import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readJavaScript } from "./read-javascript.ts";
import type { JavaScriptProgram, JavaScriptSource } from "./types.ts";

function read(text: string): JavaScriptProgram {
  const { value, problems } = readJavaScript(text);
  expect(problems).toEqual([]);
  return value;
}

const shown = (source: JavaScriptSource): string => (source.kind === "call" ? `${source.call.name}()` : source.name);

describe("calls", () => {
  test.each<[string, string[]]>([
    ["f(1)", ["f"]],
    ["a.b.c('x')", ["a.b.c"]],
    ["A.get_default().lookup('x').go()", ["A.get_default", "A.get_default().lookup", "A.get_default().lookup().go"]],
    ["this._app?.go?.()", ["this._app.go"]],
    ["new Gio.Thing()", ["Gio.Thing"]],
    ["a['b'](); a[i].c()", ["a.b", "a.[].c"]],
    ["f()()", ["f()", "f"]],
    ["import('x').then(f)", ["?.then"]],
    ["// f()\n/* g() */ const s = 'h()' + `i()`;", []],
    ["`$".concat("{f()}`"), ["f"]],
    ["#!/usr/bin/gjs\nprint('x')", ["print"]],
    ["const {Gio} = imports.gi; Gio.f();", ["Gio.f"]],
    ["import Gio from 'gi://Gio'; export default class { enable() { Gio.f(); } }", ["Gio.f"]],
    ["return f();", ["f"]],
  ])("%s", (text, names) => {
    expect(read(text).calls.map(({ name }) => name)).toEqual(names);
  });

  test("know their line, and fixed arguments with theirs", () => {
    expect(read("a\n  .b('x', ['y',\n z, `w`], 1)").calls).toMatchObject([
      {
        line: 2,
        column: 4,
        arguments: [
          { kind: "string", value: "x", line: 2 },
          { kind: "list", items: [{ value: "y", line: 2 }, { kind: "computed" }, { value: "w", line: 3 }] },
          { kind: "computed" },
        ],
      },
    ]);
  });
});

describe("flows", () => {
  test.each<[string, string[]]>([
    ["let a = b;", ["a<b"]],
    ["this._a = f(b);", ["_a<f(),f"]],
    ["const [a, {c: d}] = b;", ["d<b", "a<b", "d<c", "c<d"]],
    ["a = b ? c : d || e;", ["a<c,d,e"]],
    ["function f() { return b; }", ["f<b"]],
    ["const f = () => b;", ["f<b"]],
    ["class C { f() { return b; } #g = h; }", ["f<b", "g<h"]],
    ["for (const a of b) {}", ["a<b"]],
    ["b.forEach(a => {});", ["a#1<b"]],
    ["let a = ids.map(i => f(i));", ["a<ids.map(),map,ids,f(),f", "i#1<ids"]],
    ["let a = b[0];", ["a<b"]],
    ["let a = await b;", ["a<b"]],
    ["x.connect('s', a => {});", []],
    ["function f() { const a = b; g.a = a; } let a = c;", ["a#1<b", "a<a#1", "a<c"]],
    ["function f(a) { return () => { x = a; }; }", ["x<a#1"]],
    ["function f() { for (const {a} of b) c = a; let d = b => b; }", ["a#1<b", "a#1<a", "a<a#1", "c<a#1", "d<b#2"]],
  ])("%s", (text, expected) => {
    const flows = read(text).flows.filter(({ from }) => from.length > 0);
    expect(flows.map(({ to, from }) => `${to}<${from.map(shown).join(",")}`)).toEqual(expected);
  });
});

describe("whatever comes", () => {
  test.each<[string, string, number]>([
    ["a word too many", "let a = 1;\nlet b c;\n", 2],
    ["parentheses without end", "(".repeat(100_000), 1],
    ["calls in calls", `${"f(".repeat(20_000)}${")".repeat(20_000)}`, 1],
    ["more than anybody writes", "a;".repeat(2_500_000), 1],
  ])("%s is a problem, not a crash", (_name, text, line) => {
    const { value, problems } = readJavaScript(text);
    expect(problems).toMatchObject([{ code: "javascript-syntax", severity: "error", place: { line } }]);
    expect(value).toEqual({ calls: [], flows: [], values: [] });
  });

  test.each([
    ["a long chain", `a${".b()".repeat(20_000)}`],
    ["a long path", `${"a.".repeat(100_000)}b()`],
    ["a long list", `x=[${"f(),".repeat(40_000)}]`],
    ["many declarations", `var ${"a=f(b),".repeat(20_000)}c`],
    ["many statements", "a();".repeat(40_000)],
  ])("takes no more than a moment for %s", (_name, text) => {
    const begun = process.cpuUsage();
    read(text);
    expect(process.cpuUsage(begun).user / 1000).toBeLessThan(10_000);
  });

  test("junk is a program or a problem", () => {
    const piece = fc.constantFrom(
      ...[
        "a",
        "b.c",
        "f(",
        ")",
        "{",
        "}",
        "[",
        "]",
        "=>",
        "=",
        "'x'",
        "`",
        "${",
        "class A",
        "return ",
        "for (const a of ",
        ";",
        "\n",
      ],
      ...["new ", "?.", "...", "async ", "import ", "/", "0", ",", "let "],
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof({ weight: 9, arbitrary: piece }, { weight: 1, arbitrary: fc.string() })),
        (pieces) => {
          const { value, problems } = readJavaScript(pieces.join(""));
          expect(problems.length).toBeLessThanOrEqual(1);
          for (const call of value.calls) expect(call.line).toBeGreaterThan(0);
        },
      ),
      { numRuns: 300 },
    );
  });
});
