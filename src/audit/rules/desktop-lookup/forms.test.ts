// biome-ignore-all lint/suspicious/noTemplateCurlyInString: texts of programs look like templates
import { describe, expect, test } from "vitest";
import { readJavaScript } from "../../parse/javascript/read-javascript.ts";
import { readPython } from "../../parse/python/read-python.ts";
import { lookupsInJavaScript } from "./in-javascript.ts";
import { lookupsInPython } from "./in-python.ts";

const inJavaScript = (text: string): readonly number[] => {
  const { value, problems } = readJavaScript(text);
  expect(problems).toEqual([]);
  return lookupsInJavaScript(value).map(({ line }) => line);
};
const inPython = (text: string): readonly number[] =>
  lookupsInPython(readPython(text).value, text).map(({ line }) => line);

describe("JavaScript that finds an application in one place and launches it in another", () => {
  test.each<[string, string, number[]]>([
    ["a chain", "Shell.AppSystem.get_default().lookup_app('a.desktop')?.activate();", [1]],
    ["one of Flatpak's", "const app = sys.lookup_flatpak_app_id('a');\napp.activate();", [1]],
    ["a chain over lines", "Shell.AppSystem.get_default()\n  .lookup_app(id)\n  .open_new_window(-1);", [2]],
    ["taken out of an object", "const {app} = {app: sys.lookup_app(id)};\napp.activate();", [1]],
    [
      "taken out under another name",
      "const found = {app: sys.lookup_app(id)};\nconst {app: it} = found;\nit.launch(0, -1);",
      [1],
    ],
    [
      "awaited",
      "async function f() { return Gio.DesktopAppInfo.new(id); }\nasync function g() { (await f()).launch([], null); }",
      [1],
    ],
    ["then", "find(id).then(app => app.activate());\nfunction find(id) { return sys.lookup_app(id); }", [2]],
    ["an arrow function", "const find = id => sys.lookup_app(id);\nconst go = id => find(id).activate();", [1]],
    ["a class field", "class A { #app = sys.lookup_app('a');\n go() { this.#app.activate(); } }", [1]],
    ["a getter", "class A { get app() { return sys.lookup_app('a'); }\n go() { this.app.activate(); } }", [1]],
    [
      "a callback of a signal",
      "const app = sys.lookup_app('a');\nbutton.connect('clicked', () => app.activate());",
      [1],
    ],
    [
      "a bound callback",
      "class A { constructor() { this.a = sys.lookup_app('a');\n b.connect('c', this.go.bind(this)); }\n go() { this.a.activate(); } }",
      [1],
    ],
    ["a command line in a variable", "const argv = ['gtk-launch', id];\nGio.Subprocess.new(argv, 0);", [1]],
    ["all of them", "for (const app of Gio.AppInfo.get_all())\n  if (app.get_id() === id) app.launch([], null);", [1]],
    ["one of all", "Gio.AppInfo.get_all().find(a => a.get_name() === n)?.launch([], null);", [1]],
    ["a helper", "function go(app) { app.activate(); }\ngo(sys.lookup_app('a'));", [2]],
    [
      "a helper's second parameter",
      "const go = (time, {app}) => app.activate();\ngo(1, {app: sys.lookup_app('a')});",
      [2],
    ],
    [
      "an object that holds it",
      "class Item { constructor(app) { this._app = app; }\n go() { this._app.activate(); } }\nnew Item(sys.lookup_app('a'));",
      [3],
    ],
    [
      "a class of GObject",
      "const Item = GObject.registerClass(class Item extends St.Button {\n _init(app) { super._init(); this.held = app; }\n vfunc_clicked() { this.held.open_new_window(-1); } });\nnew Item(sys.lookup_app('a'));",
      [4],
    ],
    [
      "a class that extends another",
      "class A { constructor(app) { this.a = app; }\n go() { this.a.launch(); } }\nclass B extends A { constructor(n, app) { super(app); } }\nnew B(1, sys.lookup_app('a'));",
      [4],
    ],
    [
      "an older class",
      "const Item = new Lang.Class({ Name: 'Item',\n _init: function(app) { this.x = app; },\n go: function() { this.x.activate(); } });\nlet i = new Item(sys.lookup_app('a'));",
      [4],
    ],
    [
      "a prototype",
      "function Item(app) { this._init(app); }\nItem.prototype = { _init: function(app) { this.x = app; },\n go: function() { this.x.activate(); } };\nnew Item(sys.lookup_app('a'));",
      [4],
    ],
    ["a list", "const apps = [];\napps.push(sys.lookup_app('a'));\napps[0].activate();", [2]],
    ["a map", "const apps = new Map();\napps.set('a', sys.lookup_app('a'));\napps.get('a').activate();", [2]],
    ["its description", "const app = sys.lookup_app('a');\napp.get_app_info().launch([], null);\n", [1]],
    [
      "its description as a property",
      "const app = sys.lookup_app('a');\napp.app_info.launch_action('b', null);\n",
      [1],
    ],
    [
      "an application of a description",
      "const app = new Shell.App({app_info: Gio.DesktopAppInfo.new('a')});\napp.open_new_window(-1);",
      [1],
    ],
    [
      "its command line",
      "const app = sys.lookup_app('a');\nconst cmd = app.app_info.get_commandline().replace(/%./g, '');\nconst [ok, argv] = GLib.shell_parse_argv(cmd);\nGLib.spawn_async(null, argv, null, 0, null);",
      [1],
    ],
    ["words of a spawn", "GLib.spawn_async(null, ['gtk-launch', 'a'], null, 0, null);", [1]],
    ["a line of a spawn", "Util.spawnCommandLine('gtk-launch a');", [1]],
    ["a line with a value", "GLib.spawn_command_line_async(`gtk-launch ${id}`);", [1]],
    ["a subprocess", "Gio.Subprocess.new(['gio', 'launch', 'a.desktop'], 0);", [1]],
    [
      "TypeScript",
      "import type Shell from 'x';\nclass A {\n  private app?: Shell.App;\n  go(id: string): void {\n    this.app = sys.lookup_app(id)!;\n    (this.app as Shell.App).activate();\n  }\n}",
      [5],
    ],
    [
      "TypeScript's helpers",
      "function go<T extends App>(app: T | null, at: number = 0): void { app!.activate(); }\nconst find = (id: string): App => sys.lookup_app(id) as App;\ngo<App>(find('a'));",
      [2],
    ],
  ])("%s", (_, text, lines) => {
    expect(inJavaScript(text)).toEqual(lines);
  });
});

describe("JavaScript that launches nothing that it looked up", () => {
  test.each<[string, string]>([
    ["a name alone", "const app = sys.lookup_app('a');\nlabel.text = app.get_name();\nbutton.activate();"],
    [
      "an icon of a helper",
      "function icon(app) { return app.get_icon(); }\nicon(sys.lookup_app('a'));\nother.activate();",
    ],
    ["a default program", "const app = Gio.AppInfo.get_default_for_type('text/plain', false);\napp.launch([], null);"],
    ["an absolute name", "Gio.DesktopAppInfo.new_from_filename('/usr/share/applications/a.desktop').launch([], null);"],
    [
      "another function's value of the same name",
      "function f() { const app = sys.lookup_app('a'); log(app); }\nfunction g(app) { app.activate(); }\ng(window);",
    ],
    [
      "a command line that is only shown",
      "const app = sys.lookup_app('a');\nlabel.text = app.app_info.get_commandline();\nGLib.spawn_async(null, ['/usr/bin/true'], null, 0, null);",
    ],
    ["another parameter", "function go(app, window) { window.activate(); }\ngo(sys.lookup_app('a'), w);"],
  ])("%s", (_, text) => {
    const { value } = readJavaScript(text);
    expect(lookupsInJavaScript(value)).toEqual([]);
  });
});

describe("Python that looks an application up and launches it", () => {
  test.each<[string, string, number[]]>([
    ["a chain", "Gio.DesktopAppInfo.new('a.desktop').launch([], None)\n", [1]],
    ["a loop", "for app in Gio.AppInfo.get_all():\n    if app.get_id() == x:\n        app.launch([], None)\n", [1]],
    ["a comprehension", "app = next(a for a in Gio.AppInfo.get_all() if a.get_id() == x)\napp.launch([], None)\n", [1]],
    ["a list of some", "apps = [a for a in Gio.AppInfo.get_all() if a.should_show()]\napps[0].launch([], None)\n", [1]],
    [
      "a function's result",
      "def find(i):\n    return Gio.DesktopAppInfo.new(i)\n\ndef go(i):\n    find(i).launch([], None)\n",
      [2],
    ],
    ["a helper", "def go(info):\n    info.launch([], None)\n\ngo(Gio.DesktopAppInfo.new('a'))\n", [4]],
    [
      "a field",
      "class A:\n    def __init__(self):\n        self.info = Gio.DesktopAppInfo.new('a')\n    def go(self):\n        self.info.launch_uris([], None)\n",
      [3],
    ],
    ["a walrus", "if info := Gio.DesktopAppInfo.new('a'):\n    info.launch([], None)\n", [1]],
    [
      "GioUnix",
      "from gi.repository import GioUnix\ninfo = GioUnix.DesktopAppInfo.new('a')\ninfo.launch([], None)\n",
      [2],
    ],
    ["an import of its own", "from gi.repository.Gio import DesktopAppInfo\nDesktopAppInfo.new('a').launch()\n", [2]],
    ["a subprocess", "subprocess.Popen(['gtk-launch', app_id])\n", [1]],
    ["GLib", "GLib.spawn_async(['/usr/bin/gtk-launch', app])\n", [1]],
    ["a line of GLib", "GLib.spawn_command_line_async('gtk-launch a')\n", [1]],
    ["a formatted line", "os.system(f'gtk-launch {x}')\n", [1]],
    ["a computed line of GLib", "GLib.spawn_command_line_async('gtk-launch ' + x)\n", [1]],
    ["asyncio", "await asyncio.create_subprocess_exec('gtk-launch', x)\n", [1]],
    ["gio", "subprocess.run(['gio', 'launch', 'a.desktop'])\n", [1]],
  ])("%s", (_, text, lines) => {
    expect(inPython(text)).toEqual(lines);
  });

  test.each<[string, string]>([
    ["a default program", "Gio.AppInfo.get_default_for_type('a/b', False).launch([], None)\n"],
    ["a name alone", "info = Gio.DesktopAppInfo.new('a')\nprint(info.get_name())\n"],
    ["an absolute name", "Gio.DesktopAppInfo.new_from_filename('/usr/x.desktop').launch([], None)\n"],
    ["names of all", "names = [a.get_name() for a in Gio.AppInfo.get_all()]\n"],
  ])("%s is left alone", (_, text) => {
    expect(inPython(text)).toEqual([]);
  });
});
