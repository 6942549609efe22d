import { expect, test } from "vitest";
import { imageOf } from "../../entries/testing.ts";
import { marksIn } from "../testing.ts";
import { sudoEnvironment } from "./rule.ts";
import { judgeVariable } from "./variables.ts";

test("what of the caller's environment gets through", () => {
  expect(marksIn(sudoEnvironment, import.meta.url, "bad")).toEqual([
    "etc/sudoers.d/kept:1 high",
    "etc/sudoers.d/kept:2 high",
    "etc/sudoers.d/kept:3 medium",
    "etc/sudoers.d/kept:4 low",
    "etc/sudoers.d/kept:5 high",
    "etc/sudoers.d/kept:6 high",
    "etc/sudoers.d/kept:7 medium",
    "etc/sudoers.d/kept:8 high",
    "etc/sudoers.d/kept:9 high",
    "etc/sudoers.d/kept:10 medium",
    "etc/sudoers.d/kept:12 high",
    "etc/sudoers.d/kept:11 high",
  ]);
});

test("SETENV stands at the grant, not at the alias", () => {
  const rules = "Cmnd_Alias GET = /opt/a, /opt/b\nalice ALL = NOPASSWD: SETENV: GET\n";
  const found = [...sudoEnvironment.detect(imageOf({ "sudoers /etc/sudoers.d/x": rules }))];
  expect(found.map(({ line }) => line)).toEqual([2]);
});

test("what sudo keeps anyway, what is taken away, and settings of the all-powerful", () => {
  expect(marksIn(sudoEnvironment, import.meta.url, "good")).toEqual([]);
});

test.each([
  ["SKIP_WELCOME_WARNING", "low"],
  ["SSL_NO_VERIFY", "high"],
  ["DISABLE_PROXY", "high"],
  ["HARNESS_ACTIVE", "high"],
  ["NOTIFY_SOCKET", "low"],
  ["ENVFILE", "medium"],
  ["LD_*", "high"],
  ["BASH_FUNC_x", "high"],
  // Of the toolkits, those that name code or where it is searched; the others choose how a window looks.
  ["GTK_MODULES", "high"],
  ["GTK3_MODULES", "high"],
  ["GTK_PATH", "high"],
  ["GTK_IM_MODULE_FILE", "high"],
  ["GTK2_RC_FILES", "high"],
  ["GTK_DEBUG", "high"],
  ["GDK_PIXBUF_MODULE_FILE", "high"],
  ["GIO_EXTRA_MODULES", "high"],
  ["GST_PLUGIN_PATH_1_0", "high"],
  ["QT_PLUGIN_PATH", "high"],
  ["QT_QPA_PLATFORM_PLUGIN_PATH", "high"],
  ["QT_QUICK_CONTROLS_STYLE", "high"],
  ["QML2_IMPORT_PATH", "high"],
  ["QTWEBENGINE_CHROMIUM_FLAGS", "high"],
  ["QT_*", "high"],
  ["GDK_*", "high"],
  ["GTK_IM_MODULE*", "high"],
  ["QT_X11_NO_MITSHM", "low"],
  ["QT_SCALE_FACTOR", "low"],
  ["QT_QPA_PLATFORMTHEME", "low"],
  ["QT_QPA_PLATFORM", "low"],
  ["QT_STYLE_OVERRIDE", "low"],
  ["QT_IM_MODULE", "low"],
  ["GTK_THEME", "low"],
  ["GTK_IM_MODULE", "low"],
  ["GTK_CSD", "low"],
  ["GDK_BACKEND", "low"],
  ["GDK_SCALE", "low"],
  ["GIO_USE_VFS", "low"],
  ["GST_DEBUG", "low"],
  ["GST_DEBUG_FILE", "medium"],
  ["QML_DISABLE_DISK_CACHE", "low"],
])("%s is %s", (name, severity) => {
  expect(judgeVariable(name)?.severity).toBe(severity);
});
