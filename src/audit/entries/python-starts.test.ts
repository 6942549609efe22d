import { expect, test } from "vitest";
import { readPython } from "../parse/python/read-python.ts";
import { interpreterCall } from "./python-calls.ts";
import { startsOfPython } from "./python-starts.ts";

test.each<[string, readonly string[]]>([
  ["import shutil\np = shutil.which('python3')\nsubprocess.call([p, '/usr/lib/x'])", ["python3"]],
  ["from shutil import which\np = which('python3')\nsubprocess.call([p, '/usr/lib/x'])", ["python3"]],
  [
    "import distutils.spawn\np = distutils.spawn.find_executable('python3')\nsubprocess.call([p, '-c', 'import x'])",
    ["python3"],
  ],
  ["import shutil\np = shutil.which('ls')\nsubprocess.call([p, '/usr/lib/x'])", []],
  ["import shutil\np = shutil.which('python3')\np = '/usr/bin/ls'\nsubprocess.call([p, '/usr/lib/x'])", []],
  ["SCRIPT = find()\n\ncommand = [sys.executable, SCRIPT, title] + more", ["sys.executable"]],
  ["import os\n\nsubprocess.call([sys.executable, __file__])", ["sys.executable"]],
  ["import os\n\nsubprocess.check_output([sys.executable, path, 'x'])", ["sys.executable"]],
  ["import os\n\nsubprocess.check_output([sys.executable, '-I', path])", ["sys.executable"]],
  ["import os\n\nc = [sys.executable, '-m', 'a']\nsubprocess.call(c)", ["sys.executable"]],
  ["names = find()\n\nnames = [sys.executable, names]", []],
  ["p = other('python3')\nsubprocess.call([p, '/usr/lib/x'])", []],
])("%s", (text, interpreters) => {
  const starts = startsOfPython(readPython(text).value);
  const found = starts.flatMap(({ words, isGuess }) => interpreterCall(words, isGuess)?.interpreter ?? []);
  // Where it is started, not where it was found.
  expect(new Set(found.map(({ line }) => line)).has(2)).toBe(false);
  expect([...new Set(found.map((word) => word.text))]).toEqual(interpreters);
});
