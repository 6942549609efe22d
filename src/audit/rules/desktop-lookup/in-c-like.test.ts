import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lookupsInCLike } from "./in-c-like.ts";

const linesOf = (text: string): readonly number[] => lookupsInCLike(text).map(({ line }) => line);

describe("Vala that looks an application up by its id and launches it", () => {
  test.each<[string, string, number[]]>([
    ["a chain", "void f () { new DesktopAppInfo (id).launch (null, context); }", [1]],
    ["in parentheses", 'void f () { (new GLib.DesktopAppInfo ("a")).launch (null, null); }', [1]],
    ["a variable", 'void f () {\n  var info = new DesktopAppInfo ("a");\n  info.launch (null, null);\n}', [2]],
    ["its action", "void f () { DesktopAppInfo? i = new DesktopAppInfo (id); i.launch_action (name, context); }", [1]],
    [
      "assigned later",
      'void f () {\n  DesktopAppInfo? i = null;\n  if (x) {\n    i = new DesktopAppInfo ("a");\n  }\n  i.launch_uris (list, null);\n}',
      [4],
    ],
    [
      "a field",
      "public class A : Object {\n  private AppInfo info;\n  construct {\n    info = new DesktopAppInfo (id);\n  }\n  void go () { this.info.launch (null, null); }\n}",
      [4],
    ],
    [
      "a named argument",
      "class A : Object {\n  A (string id) {\n    var i = new DesktopAppInfo (id);\n    Object (name: i.get_name (), info: i);\n  }\n  void go () { ((DesktopAppInfo) info).launch_action (a, null); }\n}",
      [3],
    ],
    [
      "a loop",
      "void f () { foreach (var i in AppInfo.get_all ()) if (i.get_id () == id) i.launch (null, null); }",
      [1],
    ],
    [
      "what a function gives",
      "AppInfo find (string id) throws Error {\n  return new DesktopAppInfo (id);\n}\nvoid go () { find (id).launch (null, null); }",
      [2],
    ],
    [
      "a later one",
      "void f () { var i = new DesktopAppInfo (id); i.launch_uris_async.begin (uris, null, null); }",
      [1],
    ],
    ["a command line", 'void f () { Process.spawn_command_line_async ("gtk-launch a"); }', [1]],
    [
      "words",
      'void f () { string[] argv = {\n "gtk-launch", id, null };\n Process.spawn_async (null, argv, null, 0, null, null); }',
      [2],
    ],
    [
      "behind a pattern and a verbatim text",
      'var r = /"/;\nvar t = """"\n""";\nvoid f () { new DesktopAppInfo (a).launch (null, null); }',
      [4],
    ],
  ])("%s", (_, text, lines) => {
    expect(linesOf(text)).toEqual(lines);
  });

  test.each<[string, string]>([
    ["a comment", "/* new DesktopAppInfo (id).launch (null, null); */ // new DesktopAppInfo (id).launch (null, null);"],
    ["a text", 'string s = "new DesktopAppInfo (id).launch (null, null);";'],
    ["an absolute name", "void f () { new DesktopAppInfo.from_filename (path).launch (null, null); }"],
    [
      "a default program",
      "void f () { var i = AppInfo.get_default_for_type (t, true); i.launch (null, null); new DesktopAppInfo (id).get_name (); }",
    ],
    ["a name alone", "void f () { var i = new DesktopAppInfo (id); label.text = i.get_name (); }"],
    [
      "another function's variable of the same name",
      "void f () { var i = new DesktopAppInfo (id); show (i); }\nvoid g () { var i = AppInfo.get_default_for_type (t, true); i.launch (null, null); }",
    ],
    ["a method of the program's own", "void f () { var app = new DesktopAppInfo (id); app.launch (); }"],
    ["a message", 'void f () { Process.spawn_async (argv); warning ("gtk-launch failed"); }'],
  ])("%s is left alone", (_, text) => {
    expect(linesOf(text)).toEqual([]);
  });
});

describe("C that looks an application up by its id and launches it", () => {
  test.each<[string, string, number[]]>([
    [
      "a variable",
      'static void f (void) {\n  GDesktopAppInfo *info = g_desktop_app_info_new ("a.desktop");\n  g_app_info_launch (G_APP_INFO (info), NULL, NULL, NULL);\n}',
      [2],
    ],
    [
      "one that is freed by itself",
      "void f (void) {\n  g_autoptr(GDesktopAppInfo) info = NULL;\n  info = g_desktop_app_info_new (id);\n  if (!g_app_info_launch_uris (G_APP_INFO (info), uris, NULL, &error)) return;\n}",
      [3],
    ],
    [
      "a field",
      "void f (A *a) { a->info = g_desktop_app_info_new (id); }\nvoid g (A *a) { g_desktop_app_info_launch_action (a->info, x, NULL); }",
      [1],
    ],
    [
      "a function of its own",
      "void f (void) { info = g_desktop_app_info_new (id); }\nvoid g (void) { x_app_info_launch (info); }",
      [1],
    ],
    [
      "all of them",
      "void f (void) {\n  GList *all = g_app_info_get_all ();\n  for (GList *l = all; l; l = l->next) {\n    GAppInfo *i = l->data;\n    g_app_info_launch (i, NULL, NULL, NULL);\n  }\n}",
      [2],
    ],
    [
      "words",
      'void f (void) { char *argv[] = { "gtk-launch", id, NULL }; g_spawn_async (NULL, argv, 0, 0, 0, 0, 0, 0); }',
      [1],
    ],
  ])("%s", (_, text, lines) => {
    expect(linesOf(text)).toEqual(lines);
  });

  test.each<[string, string]>([
    [
      "a file name",
      "void f (void) { GDesktopAppInfo *i = g_desktop_app_info_new_from_filename (p); g_app_info_launch (G_APP_INFO (i), 0, 0, 0); }",
    ],
    [
      "a default program",
      "void f (void) { GAppInfo *i = g_app_info_get_default_for_type (t, 0); g_app_info_launch (i, 0, 0, 0); x = g_desktop_app_info_new (id); }",
    ],
    [
      "an icon",
      "void f (void) { GDesktopAppInfo *i = g_desktop_app_info_new (id); icon = g_app_info_get_icon (G_APP_INFO (i)); }",
    ],
  ])("%s is left alone", (_, text) => {
    expect(linesOf(text)).toEqual([]);
  });
});

test("any text is read, in time that grows with it", () => {
  const word = fc.constantFrom(
    ...'new |DesktopAppInfo|(|)|{|}|;|=|,|.|->|"|"""|\'|/|*|//|\n|a |info |return |launch|class |in |foreach|:|?|g_app_info_launch|get_all'.split(
      "|",
    ),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 100 }), fc.integer({ min: 1, max: 10 }), (words, times) => {
      const started = process.cpuUsage();
      linesOf(words.join("").repeat(times));
      expect(process.cpuUsage(started).user / 1000).toBeLessThan(1500);
    }),
    { numRuns: 20 },
  );
  for (const one of [
    "a=",
    "(",
    "new DesktopAppInfo(",
    "/*",
    '"',
    "x=new DesktopAppInfo(a);x.launch(a,b);",
    "return f(",
    "foreach(a in ",
  ]) {
    const started = process.cpuUsage();
    linesOf(one.repeat(5_000));
    expect(process.cpuUsage(started).user / 1000).toBeLessThan(3000);
  }
});
