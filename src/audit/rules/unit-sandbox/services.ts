import type { AuditContext, AuditedFile } from "../../model.ts";
import { readIni } from "../../parse/ini/read-ini.ts";
import type { IniFile } from "../../parse/ini/types.ts";
import { parsedOf } from "../../parse/parsed-of.ts";
import { type ServiceSettings, serviceSettings } from "./settings.ts";

/** A service of the system's manager with its drop-ins. */
export interface SystemService {
  readonly file: AuditedFile;
  /** `ssh.service`. */
  readonly name: string;
  readonly own: IniFile;
  readonly settings: ServiceSettings;
  readonly unit: ServiceSettings;
}

/** Sources carry suffixes: `.in` or `in` of a template, `#PACKAGE` where one tree makes several packages. */
const SERVICE = /(?:^|\/)([^/]+?\.service)(?=(?:in)?$|[^\w/][^/]*$)/;
const SOCKET = /(?:^|\/)([^/]+?)\.socket(?=(?:in)?$|[^\w/][^/]*$)/;
const DROP_IN = /(?:^|\/)((?:[^/]+\.)?service)\.d\/[^/]+$/;

/** Targets that only a user's manager has. */
const USER_TARGETS = /^(?:default|graphical-session(?:-pre)?|xdg-desktop-autostart|gnome-session[\w-]*)\.target$/;

export function systemServices(context: AuditContext): SystemService[] {
  const units = context.ofKind("unit").filter((file) => !/(?:^|\/)user\//.test(placeOf(file)));
  const dropIns = new Map<string, IniFile[]>();
  for (const file of units) {
    const name = DROP_IN.exec(placeOf(file))?.[1];
    if (name !== undefined) dropIns.set(name, [...(dropIns.get(name) ?? []), parsedOf(file, readIni).value]);
  }
  return units.flatMap((file) => {
    const name = SERVICE.exec(placeOf(file))?.[1];
    const own = name === undefined ? undefined : parsedOf(file, readIni).value;
    if (name === undefined || !own?.sections.some((section) => section.name === "Service")) return [];
    const wanted = serviceSettings([own], "Install").all("WantedBy");
    if (wanted.some(({ value }) => value.split(/\s+/).some((target) => USER_TARGETS.test(target)))) return [];
    const all = [own, ...(dropIns.get("service") ?? []), ...(dropIns.get(name) ?? [])];
    return [{ file, name, own, settings: serviceSettings(all), unit: serviceSettings(all, "Unit") }];
  });
}

/** Names of services that a socket unit of the tree starts. */
export function socketStarted(context: AuditContext): ReadonlySet<string> {
  const names = context.ofKind("unit").flatMap((file) => {
    const name = SOCKET.exec(file.path)?.[1];
    if (name === undefined) return [];
    const named = serviceSettings([parsedOf(file, readIni).value], "Socket").last("Service")?.value;
    return named === undefined ? [`${name}.service`, `${name}@.service`] : [named];
  });
  return new Set(names);
}

function placeOf(file: AuditedFile): string {
  return file.installedPath ?? file.path;
}
