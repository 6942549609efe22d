import { expect, test } from "vitest";
import { execWords } from "./exec-words.ts";
import { pythonRun } from "./interpreters.ts";
import { isolationOf, leftOpen } from "./isolation.ts";
import { interpreterCall } from "./python-calls.ts";
import { launchOf } from "./wrappers.ts";

test.each<[string, string, string | undefined]>([
  ["a b", "a b", undefined],
  ["env -i -u C A=b nice -n 5 a b", "a b", undefined],
  ["A=b exec -a name a", "a", undefined],
  ["sudo -n -u kim -- a -u x", "a -u x", "kim"],
  ["sudo --user=kim A=b a", "a", "kim"],
  ["sudo a", "a", "root"],
  ["pkexec --user kim a", "a", "kim"],
  ["runuser -u kim -- a", "a", "kim"],
  ["timeout -k 3 5s flock /run/x setsid a b", "a b", undefined],
  ["ip netns exec n sudo -u kim a", "a", "kim"],
  ["/usr/bin/xargs -r -n 1 a -x", "a -x", undefined],
  ["setpriv --reuid=kim --clear-groups a", "a", "kim"],
  ["systemd-run --user -p X=y a", "a", undefined],
  ["env", "env", undefined],
])("%s starts %s as %s", (line, expected, account) => {
  const launch = launchOf(execWords(line, 1));
  expect([launch?.program, ...(launch?.arguments ?? [])].map((word) => word?.text).join(" ")).toBe(expected);
  expect(launch?.account).toBe(account);
});

test.each([
  ["/usr/lib/x -I", "script", "/usr/lib/x", ""],
  ["-u -W ignore x.py -c y", "script", "x.py", "-u"],
  ["-Iuc code", "code", "code", "-Iu"],
  ["-cimport", "code", "import", ""],
  ["-X dev -m mod a", "module", "mod", ""],
  ["-I -- x", "script", "x", "-I"],
  ["-", "input", undefined, ""],
  ["--version", undefined, undefined, undefined],
  ["-V", undefined, undefined, undefined],
])("python3 %s runs a %s", (line, kind, what, options) => {
  const run = pythonRun(execWords(line, 1));
  expect(run?.kind).toBe(kind);
  expect(run?.what?.text).toBe(what);
  expect(run?.options.join(" ")).toBe(options);
});

test.each([
  [["-I"], "full"],
  [["-IBu"], "full"],
  [["-uI"], "full"],
  [["-E", "-s", "-P"], "full"],
  [["-EsP"], "full"],
  [["-Es"], "some"],
  [["-su"], "some"],
  [["-E"], "some"],
  [["-u", "-B"], "none"],
  [[], "none"],
])("%j isolate: %s", (options, expected) => {
  expect(isolationOf(options)).toBe(expected);
});

test("what is left open is said in words", () => {
  expect(leftOpen([])).toBe("PYTHONPATH, the user's site-packages and the folder of the script or the current one");
  expect(leftOpen(["-Es"])).toBe("the folder of the script or the current one");
});

test.each([
  ["nice python3 x.py", "python3"],
  ["jail -- /usr/bin/python3.11 -u /x", "/usr/bin/python3.11"],
  ["jail python3 x.py", "python3"],
  ["apt install python3 x.py", undefined],
  ["jail python3 perl", undefined],
  ["python3", undefined],
  ["python3-config --cflags", undefined],
  ["which python3 /x", undefined],
  ["complete -o filenames -F _f python3 -m tool", undefined],
])("%s starts %s", (line, expected) => {
  expect(interpreterCall(execWords(line, 1))?.interpreter.text).toBe(expected);
});

test.each<[string, string[]]>([
  ['a \'b c\' "d \\" e" f\\ g', ["a", "b c", 'd " e', "f g"]],
  ['a b=" c "d', ["a", "b= c d"]],
  ["  ", []],
  ['"open', ["open"]],
])("%j has the words %j", (text, expected) => {
  expect(execWords(text, 1).map((word) => word.text)).toEqual(expected);
});
