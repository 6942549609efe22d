import fc from "fast-check";
import { expect, test } from "vitest";
import { readPythonImports } from "./read-imports.ts";
import { readPython } from "./read-python.ts";

test.each<[string, string[]]>([
  ["import a, b.c as d\nfrom e import (f,\n  g as h,\n)", ["1: a", "1: b.c", "2: e f g"]],
  ["try: import a\nexcept X: from . import b; import c", ["1: a", "2: . b", "2: c"]],
  ["if x:\n\timport a \\\n  , b\nimport c", ["2: a", "2: b", "4: c"]],
  ['"""\nimport a\n"""\nimport b # import c', ["4: b"]],
  ["importa = 1\nfromage = 2\nx.y = rb'''\nimport a''' ; import b", ["4: b"]],
  ['print\'import a\'\nprint"""\nimport b"""', []],
  ["x = (\nimport a\n)", []],
])("%j", (text, expected) => {
  const { value } = readPythonImports(text);
  expect(value.map(({ line, module, names }) => [`${line}: ${module}`, ...names].join(" "))).toEqual(expected);
});

const piece = fc.constantFrom(
  ...["\n", "(", ")", "[", "}", "'", '"""', "\\\n", "\r\n", "\t", "# import z\n", "rb'", "é", "x", ";", ":"],
  ...["import a\n", "'import z'", "f'{x}'", "print", "from a import b\n"],
);

test("it has the same to say of faults as the reader of programs", () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const text = pieces.join("");
      expect(readPythonImports(text).problems).toEqual(readPython(text).problems);
    }),
    { numRuns: 300 },
  );
});

const statement = fc.constantFrom(
  ...["import a", "import b.c as d, e", "from f import g as h", "from .i import (j, # k\n  l)", "from m import *"],
  ...["x = 1", "x: T = f(\n  'import z')", "def f(a: T = {}): return a", "yield from y", "if x: import n", "else: o()"],
  ...[
    "'''\nimport z\n'''",
    "# import z",
    'x = rb"\\\nimport z"',
    "x = [\nfrom_, import_]",
    "importer = lambda: from_x",
  ],
);
const end = fc.constantFrom("\n", "\r\n", "\n\n  \n", "\n\t");

test("of statements it reads the imports that the reader of programs reads", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(statement, end), { maxLength: 30 }), (parts) => {
      const text = parts.flat().join("");
      expect(readPythonImports(text).value).toEqual(readPython(text).value.imports);
    }),
    { numRuns: 300 },
  );
});

test.each(["import a\n", "'", '"""', "(", "\\\n", "x:", "a;", "from a import b,", "rb", "# "])(
  "%j many times takes a time that grows with it",
  (repeated) => {
    const started = process.cpuUsage();
    readPythonImports(repeated.repeat(300_000 / repeated.length));
    expect(process.cpuUsage(started).user / 1000).toBeLessThan(3000);
  },
);
