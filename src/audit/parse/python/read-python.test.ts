import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readPython } from "./read-python.ts";
import type { PythonArgument } from "./types.ts";

/** A value as text: strings in quotes, lists in brackets, `?` for what is computed. */
function shown(value: PythonArgument): string {
  if (value.kind === "string") return JSON.stringify(value.value);
  if (value.kind === "formatted") return `f${JSON.stringify(value.value)}`;
  if (value.kind === "list") return `[${value.items.map(shown).join(", ")}]`;
  if (value.kind === "keyword") return `${value.name}=${shown(value.value)}`;
  return value.kind === "name" ? value.name : "?";
}

function callsOf(text: string): string[] {
  return readPython(text).value.calls.map(
    (call) =>
      `${call.line}: ${call.assignedTo ? `${call.assignedTo} = ` : ""}${call.name}(${call.arguments.map(shown).join(", ")})`,
  );
}

describe("calls", () => {
  test.each<[string, string[]]>([
    ["f()", ["1: f()"]],
    ["a.b.c('x', y, 1, key=\"z\")", ['1: a.b.c("x", y, ?, key="z")']],
    ["x = f(\n  'a'\n  'b',\n  ['c', d, (e,)],\n)", ['1: x = f("ab", ["c", d, [e]])']],
    ["x: T = f(1)\nself.y = g(h())", ["1: x = f(?)", "2: self.y = g(?)", "2: h()"]],
    ["f(['a', 'b'] + c + sys.argv[1:])", ['1: f(["a", "b", c, ?])']],
    ["f(*a, **b); g('%s' % x, 'a' + b)", ["1: f(?, ?)", '1: g(f"$_", f"a$b")']],
    ["f(f'a {b.c} {1}{{', f\"x\" 'y', a + 'b')", ['1: f(f"a $b_c $_{", "xy", ?)']],
    ["f('a %s %(b)d' % (c, d), 'a' % b + c, 'a' + 'b')", ['1: f(f"a $_ $b", ?, "ab")']],
    [
      "f('a  b c'.split(), '{} {b}'.format(d))",
      ['1: f(["a", "b", "c"], f"$_ $b")', "1: ().split()", "1: ().format(d)"],
    ],
    [
      "f(shlex.split('a \"b c\" d'), f'a {b}'.split())",
      ['1: f(["a", "b c", "d"], ["a", f"$b"])', '1: shlex.split("a \\"b c\\" d")', "1: ().split()"],
    ],
    ["f(x).g('y')[0].h()", ["1: f(x)", '1: ().g("y")', "1: ().h()"]],
    ["'a,b'.split(',')", ['1: ().split(",")']],
    ["if f(): x = g()\nelse: y = h()", ["1: f()", "1: x = g()", "2: y = h()"]],
    ["if debug: x = f()", ["1: x = f()"]],
    ["def f(a=g(), b=(1, 2)): return h()\nclass C(D): pass", ["1: g()", "1: h()"]],
    ["return (yield from (f(),)), not (a)", ["1: f()"]],
    ["@dec.o('x')\ndef f(): pass", ['1: dec.o("x")']],
    ["x = lambda a: f(a); y = [g(i) for i in z]", ["1: f(a)", "1: g(i)"]],
    ["print 'x'; exec 'y'", []],
    ["x = a \\\n  .b()", ["2: x = a.b()"]],
  ])("%j", (text, expected) => {
    expect(readPython(text).problems).toEqual([]);
    expect(callsOf(text)).toEqual(expected);
  });
});

test("names are followed to what was imported", () => {
  const text = `import os, subprocess as sp, a.b
from sys import (argv,
  exit as leave)
from . import x
from ..p import *
sp.run(); leave(argv[1]); os.execv(); x.y()`;
  expect(callsOf(text)).toEqual(["6: subprocess.run()", "6: sys.exit(?)", "6: os.execv()", "6: .x.y()"]);
  expect(readPython(text).value).toMatchObject({
    imports: [
      { module: "os", line: 1 },
      { module: "subprocess", line: 1 },
      { module: "a.b", line: 1 },
      { module: "sys", line: 2, names: ["argv", "exit"] },
      { module: ".", line: 4, names: ["x"] },
      { module: "..p", line: 5, names: ["*"] },
    ],
    argvLines: [6],
  });
});

describe("strings", () => {
  test.each<[string, string]>([
    ["'a\\'b'", `"a'b"`],
    ['"a\\n\\\nb"', '"a\\nb"'],
    ["r'a\\nb'", '"a\\\\nb"'],
    ["b'x'", '"x"'],
    ["Rb'x\\''", `"x\\\\'"`],
    ["'''a'b\n''c'''", `"a'b\\n''c"`],
    ["f'plain'", '"plain"'],
    ["f'{x}'", 'f"$x"'],
    ["f'{{x}}'", '"{{x}}"'],
    ["f'{a['b']}{c:>{d}}{e!r:'", 'f"$a$c$e"'],
    ['f"{x["a}"]} # no comment"', 'f"$x # no comment"'],
    ["f'''{\n x\n}'''", 'f"$_"'],
    ["f'{x:%H:%M}' 'y'", 'f"$xy"'],
    ["u'é\u0000'", '"é\\u0000"'],
  ])("%s", (literal, expected) => {
    const text = `f(${literal})\ng()`;
    const [f, g] = readPython(text).value.calls;
    expect(f?.arguments.map(shown)).toEqual([expected]);
    expect(g).toMatchObject({ name: "g", line: text.split("\n").length });
  });
});

test("comments, docstrings and strings are no code", () => {
  const text = `"""sys.argv os.system('x')\n\n'''\n"""\n# f()\ndef g():\n  'h()'  # i()\n  return j()`;
  expect(callsOf(text)).toEqual(["8: j()"]);
  expect(readPython(text).value.argvLines).toEqual([]);
});

test("constants are assigned once, at the margin", () => {
  const { constants, assignments, lists } = readPython(
    "A = '/usr/bin/python3'\nB: str = 'b'\nC = 1\nC = 2\nif x:\n  D = 'd'\ndef f():\n  E = [A, 'x']\nF = G = 'fg'\n",
  ).value;
  expect([...constants].map(([name, value]) => `${name}=${shown(value)}`)).toEqual([
    'A="/usr/bin/python3"',
    'B="b"',
    'F="fg"',
    'G="fg"',
  ]);
  expect(assignments.map(({ name, line }) => `${name}:${line}`)).toContain("E:8");
  expect(lists.map(({ line, items }) => `${line}: ${items.map(shown).join(" ")}`)).toEqual(['8: A "x"']);
});

test("the main block is seen, not its mention", () => {
  expect(readPython("if __name__ == '__main__':\n  main()").value.hasMain).toBe(true);
  expect(readPython("# if __name__ == '__main__'\nx = '__name__ == __main__'").value.hasMain).toBe(false);
});

test.each([
  ["x = 'a\nf()", "python-unterminated", 1],
  ["'''a\nb", "python-unterminated", 1],
  ["\nf(", "python-unterminated", 2],
  ["f())", "python-unexpected", 1],
  ["(".repeat(500), "python-nesting", 1],
])("%j cannot be read: %s", (text, code, line) => {
  expect(readPython(text).problems).toContainEqual(expect.objectContaining({ code, place: { line, column: 1 } }));
});

const pythonish = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(..."\"'()[]{}:=,.+*%#\\\n \t;@") },
      fc.constantFrom("f'", 'rb"""', "'''", "import ", "from ", " as ", "def ", "sys.argv", "x", "1", "lambda "),
      fc.string({ maxLength: 4 }),
    ),
    { maxLength: 60 },
  )
  .map((parts) => parts.join(""));

test("any text is read without a crash, with lines that are in it", () => {
  fc.assert(
    fc.property(pythonish, (text) => {
      const lines = text.split("\n").length;
      const { calls, imports, assignments } = readPython(text).value;
      for (const { line } of [...calls, ...imports, ...assignments]) {
        expect(line).toBeGreaterThan(0);
        expect(line).toBeLessThanOrEqual(lines);
      }
    }),
    { numRuns: 300 },
  );
});

test("a string comes back as it was written, whatever stands around it", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 12 }), fc.constantFrom('"""', "'''"), (value, quote) => {
      const written = value.replaceAll("\\", "\\\\").replaceAll("'", "\\'").replaceAll('"', '\\"');
      expect(readPython(`f(${quote}${written}${quote})`).value.calls[0]?.arguments.map(shown)).toEqual([
        JSON.stringify(value),
      ]);
    }),
    { numRuns: 200 },
  );
});

test.each([
  "f(",
  "'",
  "f'{",
  "f'{x:{",
  "[a,",
  "a.b",
  "a()",
  "x=",
  "\\\n",
  "'a' ",
  "import a\n",
  "(",
  "f'''{'''",
  "('a'+",
  "'a'+",
  "'a'%",
  "'a b'.split()+",
  "f'{a}' ",
])("300 kB of %j take linear time", (piece) => {
  const text = piece.repeat(300_000 / piece.length);
  const start = process.cpuUsage();
  readPython(text);
  expect(process.cpuUsage(start).user / 1000).toBeLessThan(8_000);
});
