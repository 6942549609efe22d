import type { AuditContext, AuditedFile } from "../../model.ts";
import { readIni } from "../../parse/ini/read-ini.ts";
import type { IniKey } from "../../parse/ini/types.ts";
import { parsedOf } from "../../parse/parsed-of.ts";
import { unitFiles } from "../../written/unit-files.ts";
import { execWords } from "../exec-words.ts";
import { privilegeOf, type Root } from "./root.ts";

const DROP_IN = /\/([^/]+\.service)\.d\/[^/]+\.conf$/;
const EXEC = /^Exec(?:Start|StartPre|StartPost|Condition|Reload|Stop|StopPost)$/;

interface UnitPart {
  readonly file: AuditedFile;
  readonly keys: readonly IniKey[];
}

/** What systemd starts; a unit's drop-ins are read with it, those of the user's manager run in the session. */
export function* unitRoots(context: AuditContext): Iterable<Root> {
  const units = new Map<string, UnitPart[]>();
  for (const file of unitFiles(context)) {
    if (file.fate !== "image") continue;
    const place = file.installedPath ?? `/${file.path}`;
    const isUser = place.includes("/systemd/user/") || place.includes("/systemd/user.");
    const name = DROP_IN.exec(place)?.[1] ?? place.slice(place.lastIndexOf("/") + 1);
    const sections = parsedOf(file, readIni).value.sections.filter((section) => section.name === "Service");
    const id = `${isUser ? "user" : "system"} ${name}`;
    const parts = units.get(id) ?? [];
    if (parts.length === 0) units.set(id, parts);
    parts.push({ file, keys: sections.flatMap(({ keys }) => keys) });
  }
  for (const [id, parts] of units) yield* rootsOf(id.startsWith("user "), id.slice(id.indexOf(" ") + 1), parts);
}

function* rootsOf(isUser: boolean, name: string, parts: readonly UnitPart[]): Iterable<Root> {
  const keys = parts.flatMap((part) => part.keys);
  const last = (wanted: string) => keys.findLast(({ key }) => key === wanted)?.value;
  const isDynamic = /^(?:yes|true|on|1)$/i.test(last("DynamicUser") ?? "");
  const user = last("User") || (isDynamic ? name.replace(/\.service$/, "") : undefined);
  for (const part of parts) {
    for (const { key, value, line } of part.keys) {
      if (!EXEC.test(key) || value === "") continue;
      const [, prefix = "", command = ""] = /^([-@:+!|]*)(.*)$/s.exec(value) ?? [];
      const account = prefix.includes("+") ? undefined : user;
      const all = execWords(command, line);
      const words = prefix.includes("@") ? [...all.slice(0, 1), ...all.slice(2)] : all;
      yield {
        privilege: isUser ? "session" : privilegeOf(account),
        runsAs: isUser ? undefined : (account ?? "root"),
        callerControls: isUser ? ["environment"] : [],
        step: { what: "unit", says: saysOf(isUser, name, account), path: part.file.path, line },
        words,
      };
    }
  }
}

function saysOf(isUser: boolean, name: string, account: string | undefined): string {
  return isUser ? `a session runs ${name}` : `systemd runs ${name} as ${account ?? "root"}`;
}
