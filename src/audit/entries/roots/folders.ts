import type { AuditContext } from "../../model.ts";
import { fixedWord, type Root } from "./root.ts";

interface Folder {
  readonly form: RegExp;
  readonly says: string;
  readonly privilege: Root["privilege"];
}

const LIB = "^(?:/usr)?/lib";

/** Folders whose files a program of the system runs one after another. */
const FOLDERS: readonly Folder[] = [
  { form: /^\/etc\/init\.d\/[^/]+$/, says: "init runs it as root", privilege: "root" },
  { form: /^\/etc\/cron\.(?:hourly|daily|weekly|monthly)\/[^/]+$/, says: "cron runs it as root", privilege: "root" },
  {
    form: /^\/(?:etc|(?:usr\/)?lib)\/NetworkManager\/dispatcher\.d\/(?:[\w-]+\.d\/)?[^/]+$/,
    says: "NetworkManager's dispatcher runs it as root",
    privilege: "root",
  },
  {
    form: new RegExp(`${LIB}/systemd/system-(?:generators|environment-generators|shutdown|sleep)/[^/]+$`),
    says: "systemd runs it as root",
    privilege: "root",
  },
  {
    form: /^\/etc\/network\/if-(?:pre-up|up|down|post-down)\.d\/[^/]+$/,
    says: "ifupdown runs it as root",
    privilege: "root",
  },
  {
    form: /^\/etc\/dhcp\/dhclient-(?:enter|exit)-hooks\.d\/[^/]+$/,
    says: "dhclient runs it as root",
    privilege: "root",
  },
  {
    form: /^\/(?:etc|usr\/share)\/initramfs-tools\/(?:hooks|scripts)\/.+$/,
    says: "the initramfs runs it, or its making",
    privilege: "root",
  },
  {
    form: /^(?:\/usr)?\/lib\/live\/(?:config|boot|mount)\/[^/]+$/,
    says: "live-boot and live-config run it as root",
    privilege: "root",
  },
  {
    form: /^\/etc\/gdm3?\/(?:Init|PostLogin|PreSession|PostSession)\/[^/]+$/,
    says: "GDM runs it as root around a session",
    privilege: "root",
  },
  { form: /^\/etc\/(?:kernel|ppp|update-motd\.d|grub\.d)\/.+$/, says: "the system runs it as root", privilege: "root" },
  {
    form: /^\/etc\/rc\.local$|^\/etc\/(?:acpi|resolvconf\/update\.d|resolvconf\/update-libc\.d|pm\/(?:sleep|power)\.d|ca-certificates\/update\.d)\/[^/]+$/,
    says: "the system runs it as root",
    privilege: "root",
  },
  {
    form: /^\/(?:etc|(?:usr\/)?lib)\/networkd-dispatcher\/[\w-]+\.d\/[^/]+$/,
    says: "networkd-dispatcher runs it as root",
    privilege: "root",
  },
  {
    form: new RegExp(`${LIB}/systemd/user-environment-generators/[^/]+$|${LIB}/systemd/user-generators/[^/]+$`),
    says: "systemd's manager of a session runs it",
    privilege: "session",
  },
  {
    form: /^\/var\/lib\/dpkg\/info\/[^/]+\.(?:pre|post)(?:inst|rm)$/,
    says: "dpkg runs it as root",
    privilege: "root",
  },
  {
    form: /^\/etc\/(?:profile\.d|X11\/(?:Xsession|xinit\/xinitrc)\.d|bash\.bashrc\.d)\/[^/]+$|^\/etc\/(?:profile|bash\.bashrc)$/,
    says: "every session runs it",
    privilege: "session",
  },
];

/** Programs that run because of the folder in which they stand. */
export function* folderRoots(context: AuditContext): Iterable<Root> {
  for (const file of context.ofKind("shell", "python", "perl")) {
    const place = file.fate === "image" ? file.installedPath : undefined;
    const folder = place === undefined ? undefined : FOLDERS.find(({ form }) => form.test(place));
    if (place === undefined || !folder) continue;
    const { says, privilege } = folder;
    yield {
      privilege,
      runsAs: privilege === "root" ? "root" : undefined,
      callerControls: privilege === "root" ? [] : ["environment"],
      step: { what: "folder", says, path: file.path, line: 0 },
      words: [fixedWord(place, 0)],
    };
  }
}
