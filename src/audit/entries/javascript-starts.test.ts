// biome-ignore-all lint/suspicious/noTemplateCurlyInString: texts of programs look like templates
import { expect, test } from "vitest";
import { readJavaScript } from "../parse/javascript/read-javascript.ts";
import { startsOfJavaScript } from "./javascript-starts.ts";
import { interpreterCall } from "./python-calls.ts";

test.each<[string, readonly string[]]>([
  ["Gio.Subprocess.new(['python3', '/usr/lib/x.py'], 0);", ["1 python3"]],
  ["GLib.spawn_async(null,\n  ['/usr/bin/python3', path + '/x.py'], null, 0, null);", ["2 /usr/bin/python3"]],
  ["Util.spawn(['sh', '-c', 'python3 /usr/lib/x.py | tail -1']);", ["1 python3"]],
  ["GLib.spawn_command_line_async('python3 -m x');", ["1 python3"]],
  ["Util.spawnCommandLine('python3 /usr/lib/x.py');", ["1 python3"]],
  ["GLib.spawn_async(null, [`${bin}/python3`, 'x.py'], null, 0, null);", []],
  ["Util.spawnCommandLine(`python3 ${path}/x.py`);", ["1 python3"]],
  ["const cmd = ['bash', '-c', 'python3 /usr/lib/x.py ' + pid];\nspawn_async(cmd);", ["1 python3"]],
  ["let argv;\nargv = [\n  'python3',\n  '/usr/lib/x.py'];", ["3 python3"]],
  ["const names = ['python3', 'ruby', 'perl'];", []],
  ["const names = f(['python3', 'ruby', 'perl']);", []],
  ["log('python3 /usr/lib/x.py');", []],
  ["GLib.spawn_async(null, ['gedit', 'x.py'], null, 0, null);", []],
])("%s", (text, interpreters) => {
  const starts = startsOfJavaScript(readJavaScript(text).value);
  const found = starts.flatMap(({ words, isGuess }) => interpreterCall(words, isGuess)?.interpreter ?? []);
  expect(found.map((word) => `${word.line} ${word.text}`)).toEqual(interpreters);
});
