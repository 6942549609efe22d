import type { AuditContext, AuditedFile, EntryPath, RawFinding, Rule } from "../../model.ts";
import { readJavaScript } from "../../parse/javascript/read-javascript.ts";
import { parsedOf } from "../../parse/parsed-of.ts";
import { readPerl } from "../../parse/perl/read-perl.ts";
import { readPython } from "../../parse/python/read-python.ts";
import { readShell } from "../../parse/shell/read-shell.ts";
import { lookupsInCLike } from "./in-c-like.ts";
import { lookupsInEntries } from "./in-entries.ts";
import { lookupsInJavaScript } from "./in-javascript.ts";
import { lookupsInPerl } from "./in-perl.ts";
import { lookupsInPython } from "./in-python.ts";
import { lookupsInShell } from "./in-shell.ts";
import type { Lookup } from "./lookup.ts";

/** Most files have none of these words, and are not parsed for this rule. */
const WORTH_PARSING =
  /gtk-launch|AppInfo|app_info_(?:get_all|new)|lookup_(?:flatpak_)?app|\bgio\b[^\n]{0,40}\blaunch\b/;

/** Programs that launch an application by the id of its desktop file. */
export const desktopLookup: Rule = {
  id: "desktop-lookup",
  class: "d",
  title: "An application is launched by the id of its desktop file",
  severity: "high",
  scopes: ["tree", "image"],
  why: "A desktop file that is named by its id is looked up in `XDG_DATA_HOME` first, then in `XDG_DATA_DIRS`. Whoever can write below `~/.local/share/applications` plants a file of that name, and its `Exec` line runs instead: outside of the sandbox that a browser or mail program was kept in, and, where a service of the system does the launching, at its word.",
  fix: 'Launch from the absolute name of the file: `Gio.DesktopAppInfo.new_from_filename("/usr/share/applications/x.desktop")`, `gio launch /usr/share/applications/x.desktop`. Or run the program itself, by its absolute name. Opening a document or an address with the user\'s default program is another matter, and fine.',
  references: [
    {
      title: "XDG Base Directory Specification",
      url: "https://specifications.freedesktop.org/basedir-spec/latest/",
    },
    { title: "GLib, g_desktop_app_info_new()", url: "https://docs.gtk.org/gio-unix/ctor.DesktopAppInfo.new.html" },
    { title: "gtk-launch(1)" },
  ],
  *detect(context: AuditContext): Iterable<RawFinding> {
    const files = context.ofKind("shell", "python", "javascript", "c-like", "perl", "unit", "desktop", "dbus-service");
    for (const file of files) {
      if (!WORTH_PARSING.test(file.text())) continue;
      const lines = new Set<number>();
      for (const { line, says } of lookupsIn(file)) {
        if (!lines.has(line)) yield finding(context, file, line, says);
        lines.add(line);
      }
    }
  },
};

function lookupsIn(file: AuditedFile): readonly Lookup[] {
  if (file.kind === "shell") return lookupsInShell(parsedOf(file, readShell).value);
  if (file.kind === "python") return lookupsInPython(parsedOf(file, readPython).value, file.text());
  if (file.kind === "javascript") return lookupsInJavaScript(parsedOf(file, readJavaScript).value);
  if (file.kind === "c-like") return lookupsInCLike(file.text());
  if (file.kind === "perl") return lookupsInPerl(parsedOf(file, readPerl).value);
  return lookupsInEntries(file);
}

function finding(context: AuditContext, file: AuditedFile, line: number, says: string): RawFinding {
  const ways = file.installedPath === undefined ? [] : context.entries.of(file.installedPath);
  const portal = ways.find(isPortal);
  const way = portal ?? ways.find(({ privilege }) => privilege === "session") ?? ways[0];
  return {
    path: file.path,
    line,
    severity: portal ? "high" : "medium",
    message: `${says}: a desktop file of the same name in the user's data directory wins.`,
    ...(way ? { entryPath: way } : {}),
  };
}

/** A service of the system that is this very program and runs as root: what it launches, it launches for somebody else. */
function isPortal({ privilege, steps }: EntryPath): boolean {
  const [start, ...more] = steps;
  const isService = start?.what === "unit" || start?.what === "D-Bus service";
  return privilege === "root" && isService && more.every(({ what }) => what === "interpreter");
}
