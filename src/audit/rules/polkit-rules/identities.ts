import type { AuditContext, AuditedFile } from "../../model.ts";
import { parsedOf } from "../../parse/parsed-of.ts";
import { readShell } from "../../parse/shell/read-shell.ts";
import type { ShellCommand } from "../../parse/shell/types.ts";

/** Who is asked nothing: a person at the machine (or anybody), an account of a service, or root itself. */
export type Who = "people" | "service" | "root";

/** Accounts that Debian's own packages make, beside those whose names say so. */
const SERVICES: ReadonlySet<string> = new Set([
  ...["avahi", "colord", "cups", "daemon", "dnsmasq", "flatpak", "fwupd-refresh", "gdm", "gdm3", "geoclue"],
  ...["gnome-initial-setup", "gnome-remote-desktop", "libvirt-qemu", "lightdm", "mail", "man", "messagebus"],
  ...["networkd", "nobody", "packagekit", "polkitd", "pulse", "rtkit", "saned", "sddm", "sshd", "statd", "tcpdump"],
  ...["tss", "usbmux", "uucp", "uuidd", "www-data"],
]);

/** Whom an identity means: `unix-user:kim`, `unix-group:lp`, `*`. */
export function whoIs(identity: string, context: AuditContext): Who {
  const [, kind, name = ""] = /^unix-(user|group|netgroup):(.*)$/.exec(identity) ?? [];
  if (kind === undefined || kind === "netgroup") return "people";
  if (name === "root" || (kind === "user" && name === "0")) return "root";
  if (/^(?:_|Debian-|debian-|systemd-)/.test(name)) return "service";
  if (kind === "user" && SERVICES.has(name)) return "service";
  return kind === "user" && systemUsers(context).has(name) ? "service" : "people";
}

const known = new WeakMap<AuditContext, ReadonlySet<string>>();

/** Users below 1000 of the image's passwd(5), and those that the tree's scripts make for services. */
function systemUsers(context: AuditContext): ReadonlySet<string> {
  const before = known.get(context);
  if (before) return before;
  const users = new Set<string>();
  for (const line of context.installed("/etc/passwd")?.text().split("\n") ?? []) {
    const [name, , uid] = line.split(":");
    if (name && uid !== undefined && /^\d+$/.test(uid) && Number(uid) > 0 && Number(uid) < 1000) users.add(name);
  }
  for (const file of context.ofKind("shell")) for (const user of madeBy(file)) users.add(user);
  known.set(context, users);
  return users;
}

function madeBy(file: AuditedFile): string[] {
  if (!/\b(?:adduser|useradd)\b/.test(file.text())) return [];
  return parsedOf(file, readShell).value.commands.flatMap(systemUserOf);
}

function systemUserOf({ words }: ShellCommand): string[] {
  const texts = words.map(({ text }) => text);
  const at = texts.findIndex((text) => /(?:^|\/)(?:adduser|useradd)$/.test(text));
  if (at < 0) return [];
  const options = texts.slice(at + 1);
  // For useradd a short `-r` says the same.
  if (!options.some((text) => text === "--system" || /^-[a-zA-Z]*r[a-zA-Z]*$/.test(text))) return [];
  const last = words.at(-1);
  const named = words.slice(at + 1).filter(({ text, isFixed }) => isFixed && /^[a-z_][\w.-]{0,31}$/i.test(text));
  return last?.isFixed && named.includes(last) ? [last.text] : named.map(({ text }) => text);
}
