import type { AuditContext, RawFinding, Rule } from "../../model.ts";
import { readKeyFile } from "../../parse/ini/read-ini.ts";
import { parsedOf } from "../../parse/parsed-of.ts";

/** Desktop files whose program is started by its name on the session's bus. */
export const desktopDbusActivatable: Rule = {
  id: "desktop-dbus-activatable",
  class: "d",
  title: "A desktop file is activated by a name on the session bus",
  severity: "low",
  scopes: ["tree", "image"],
  why: "With `DBusActivatable=true` the `Exec` line does not count: the session bus starts what a service file names, and service files in the user's data directory come before those of the system. Even a desktop file that is launched from its absolute name runs what was planted there.",
  fix: "Leave `DBusActivatable` out where the program does not need it, so that `Exec` counts, with an absolute name.",
  references: [
    {
      title: "Desktop Entry Specification, D-Bus Activation",
      url: "https://specifications.freedesktop.org/desktop-entry-spec/latest/dbus.html",
    },
    { title: "dbus-daemon(1), standard_session_servicedirs" },
  ],
  *detect(context: AuditContext): Iterable<RawFinding> {
    for (const file of context.ofKind("desktop")) {
      if (!file.text().includes("DBusActivatable")) continue;
      const entry = parsedOf(file, readKeyFile).value.sections.find(({ name }) => name === "Desktop Entry");
      const activated = entry?.keys.findLast(({ key }) => key === "DBusActivatable");
      if (!activated || !/^(?:true|1)$/.test(activated.value)) continue;
      const message = "The session bus starts this program, and takes a service file of the user first.";
      yield { path: file.path, line: activated.line, severity: "low", message };
    }
  },
};
