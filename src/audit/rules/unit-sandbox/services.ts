import type { AuditContext, AuditedFile } from "../../model.ts";
import { readIni } from "../../parse/ini/read-ini.ts";
import type { IniFile } from "../../parse/ini/types.ts";
import { parsedOf } from "../../parse/parsed-of.ts";
import { unitFiles } from "../../written/unit-files.ts";
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

/** Sources carry suffixes: `.in` or `in` of a template, `#PACKAGE` where one tree makes several packages; `x_service.j2`. */
const SERVICE =
  /(?:^|\/)([^/]+?\.service)(?=(?:in)?$|[^\w/][^/]*$)|(?:^|\/)([^/]*(?:_service|[-_]unit(?:file)?))(?=\.(?:j2|jinja2?|tmpl)$)/;
/** Mason's templates have the file's kind in front: `systemd-nginx.mas`. */
const MASON_UNIT = /(?:^|\/)([^/]*systemd[^/]*)\.mas$/;
const SOCKET = /(?:^|\/)([^/]+?)\.socket(?=(?:in)?$|[^\w/][^/]*$)/;
const DROP_IN = /(?:^|\/)((?:[^/]+\.)?service)\.d\/[^/]+$/;

/** Targets that only a user's manager has. */
const USER_TARGETS = /^(?:default|graphical-session(?:-pre)?|xdg-desktop-autostart|gnome-session[\w-]*)\.target$/;

/** Targets of a session, with which a unit of a user's manager ends. */
const SESSION_TARGETS = /^(?:graphical-session(?:-pre)?|gnome-session[\w-]*)\.target$/;

/** Units that only the system's manager has. */
const OF_SYSTEM =
  /^(?:network(?:-online|-pre)?|local-fs|remote-fs|multi-user|sysinit|getty|time-sync|nss-lookup)\.target$|^(?:getty@|systemd-udevd|network)[^/]*\.service$/;

export function systemServices(context: AuditContext): SystemService[] {
  const units = unitFiles(context).filter((file) => !/(?:^|\/)user\//.test(placeOf(file)));
  const sessions = ofSessionBuses(context);
  const dropIns = new Map<string, AuditedFile[]>();
  const named = new Map<string, AuditedFile[]>();
  for (const file of units) {
    const dropIn = DROP_IN.exec(placeOf(file))?.[1];
    const name = serviceName(file);
    if (dropIn !== undefined) dropIns.set(dropIn, [...(dropIns.get(dropIn) ?? []), file]);
    else if (name !== undefined) named.set(name, [...(named.get(name) ?? []), file]);
  }
  const dropInsOf = (file: AuditedFile, name: string): IniFile[] =>
    (dropIns.get(name) ?? []).filter((each) => isOfUnit(each, file, named.get(name) ?? [])).map(readUnit);
  return units.flatMap((file) => {
    const name = serviceName(file);
    const own = name === undefined ? undefined : readUnit(file);
    if (name === undefined || !own?.sections.some((section) => section.name === "Service")) return [];
    if (!isOfSystem(file) && ((isWantedByUsers(own) && !waitsForSystem(own)) || sessions.has(name))) return [];
    const all = [own, ...(dropIns.get("service") ?? []).map(readUnit), ...dropInsOf(file, name)];
    return [{ file, name, own, settings: serviceSettings(all), unit: serviceSettings(all, "Unit") }];
  });
}

function serviceName(file: AuditedFile): string | undefined {
  const found = SERVICE.exec(placeOf(file));
  return found?.[1] ?? found?.[2] ?? MASON_UNIT.exec(file.path)?.[1];
}

/** Whether its place says whose manager reads it. */
function isOfSystem(file: AuditedFile): boolean {
  return /\/systemd\/system\//.test(file.installedPath ?? "");
}

function isWantedByUsers(unit: IniFile): boolean {
  const wanted = serviceSettings([unit], "Install").all("WantedBy");
  if (wanted.some(({ value }) => value.split(/\s+/).some((target) => USER_TARGETS.test(target)))) return true;
  const settings = serviceSettings([unit], "Unit");
  return ["BindsTo", "PartOf", "Requisite"].some((key) =>
    settings.all(key).some(({ value }) => value.split(/\s+/).some((target) => SESSION_TARGETS.test(target))),
  );
}

/** Units that a user's manager does not have cannot be waited for in one. */
function waitsForSystem(unit: IniFile): boolean {
  const settings = serviceSettings([unit], "Unit");
  return ["After", "Wants", "Requires"].some((key) =>
    settings.all(key).some(({ value }) => value.split(/\s+/).some((name) => OF_SYSTEM.test(name))),
  );
}

/** Services that a session's bus starts: on the system's bus every one of them names its user (dbus-daemon(1)). */
function ofSessionBuses(context: AuditContext): ReadonlySet<string> {
  const names = context.ofKind("dbus-service").flatMap((file) => {
    const keys = readUnit(file).sections.flatMap((section) => section.keys);
    const service = keys.find(({ key }) => key === "SystemdService")?.value;
    return service === undefined || keys.some(({ key }) => key === "User") ? [] : [service];
  });
  return new Set(names);
}

function readUnit(file: AuditedFile): IniFile {
  return parsedOf(file, readIni).value;
}

/** Of several packagings in one tree, each with a unit of this name and none with a place, a drop-in belongs to the nearest. */
function isOfUnit(dropIn: AuditedFile, unit: AuditedFile, units: readonly AuditedFile[]): boolean {
  if (unit.installedPath !== undefined) return true;
  return units.every((other) => shared(dropIn.path, unit.path) >= shared(dropIn.path, other.path));
}

/** How many folders two paths begin with together. */
function shared(one: string, other: string): number {
  const [these, those] = [one.split("/"), other.split("/")];
  const end = these.findIndex((part, at) => part !== those[at]);
  return end < 0 ? these.length : end;
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
