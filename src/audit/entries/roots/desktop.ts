import type { AuditContext, AuditedFile } from "../../model.ts";
import { readKeyFile } from "../../parse/ini/read-ini.ts";
import { parsedOf } from "../../parse/parsed-of.ts";
import { execWords } from "../exec-words.ts";
import { privilegeOf, type Root } from "./root.ts";

/** Desktop files and autostart: a session runs them, with its environment and what is dropped on them. */
export function* desktopRoots(context: AuditContext): Iterable<Root> {
  for (const file of context.ofKind("desktop")) {
    if (file.fate !== "image") continue;
    const place = file.installedPath ?? `/${file.path}`;
    // GDM starts what stands in this folder in the session of its greeter, under its own account.
    const isGreeter = /\/gdm3?\/greeter\//.test(place);
    for (const { name, keys } of parsedOf(file, readKeyFile).value.sections) {
      if (!/^Desktop (?:Entry|Action .*)$/.test(name)) continue;
      for (const { key, value, line } of keys) {
        if (key !== "Exec") continue;
        const words = execWords(value, line);
        yield {
          privilege: isGreeter ? "service" : "session",
          runsAs: isGreeter ? "Debian-gdm" : undefined,
          callerControls: words.some((word) => word.forwardsArguments) ? ["arguments", "environment"] : ["environment"],
          step: { what: "desktop", says: `a session starts ${nameOf(file)}`, path: file.path, line },
          words,
        };
      }
    }
  }
}

/** D-Bus services: the bus starts them, the system's one as their `User=` (D-Bus specification, "Message Bus Starting Services"). */
export function* busRoots(context: AuditContext): Iterable<Root> {
  for (const file of context.ofKind("dbus-service")) {
    if (file.fate !== "image") continue;
    const isSystem = (file.installedPath ?? `/${file.path}`).includes("system-services");
    const keys = parsedOf(file, readKeyFile).value.sections.flatMap((section) => section.keys);
    const user = keys.find(({ key }) => key === "User")?.value;
    const exec = keys.find(({ key }) => key === "Exec");
    if (!exec) continue;
    yield {
      privilege: isSystem ? privilegeOf(user) : "session",
      runsAs: isSystem ? (user ?? "root") : undefined,
      callerControls: isSystem ? [] : ["environment"],
      step: {
        what: "D-Bus service",
        says: isSystem
          ? `anybody on the system bus has it started as ${user ?? "root"}`
          : "the session's bus starts it",
        path: file.path,
        line: exec.line,
      },
      words: execWords(exec.value, exec.line),
    };
  }
}

function nameOf({ path }: AuditedFile): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
