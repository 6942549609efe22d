import type { FileKind } from "../model.ts";

/** Folders and files that a program reads whole, and how it takes what lies there: sudoers(5), apparmor(7), cron(8), polkit(8), systemd.unit(5). */
const PLACES: readonly (readonly [RegExp, FileKind])[] = [
  // sudo leaves out names with a dot or a final tilde.
  [/\/etc\/sudoers$|\/etc\/sudoers\.d\/[^/.]*[^/.~]$/, "sudoers"],
  [/\/etc\/apparmor\.d\/(?!(disable|force-complain|cache|cache\.d)\/)|\.apparmor\.d$/, "apparmor"],
  [/\/etc\/crontab$|\/etc\/cron\.d\/[\w-]+$|\/var\/spool\/cron\/crontabs\/[^/]+$/, "crontab"],
  [
    /\/udev\/rules\.d\/[^/]+\.rules$|\/etc\/apt\/apt\.conf$|\/etc\/apt\/apt\.conf\.d\/[^/]+$|\/etc\/pam\.d\/[^/]+$|\/etc\/logrotate\.d\/[^/]+$|\/(?:etc|usr\/share)\/lightdm\/lightdm\.conf(?:\.d\/[^/]+\.conf)?$/,
    "hook-table",
  ],
  [/\/polkit-1\/rules\.d\/[^/]+\.rules$/, "polkit-rules"],
  [/\/polkit-1\/actions\/[^/]+\.policy$/, "polkit-action"],
  [/\/polkit-1\/localauthority\/[^/]+\/[^/]+\.pkla$/, "pkla"],
  [
    /\/(?:lib|etc)\/systemd\/(?:system|user)\/(?:[^/]+\.d\/[^/]+\.conf|[^/]+\.(?:service|socket|timer|path|mount|automount|swap|target|slice|scope))$/,
    "unit",
  ],
  [/\/dbus-1\/(?:system-services|services)\/[^/]+\.service$/, "dbus-service"],
  [/\/(?:usr|local)\/share\/applications\/(?:.*\/)?[^/]+\.desktop$|\/etc\/xdg\/autostart\/[^/]+\.desktop$/, "desktop"],
  [/\/etc\/profile$|\/etc\/profile\.d\/[^/]+\.sh$|\/etc\/X11\/Xsession\.d\/[^/]+$|\/etc\/bash\.bashrc$/, "shell"],
  [/\/cloud\.cfg$|\/etc\/cloud\/cloud\.cfg\.d\/[^/]+\.cfg$/, "cloud-config"],
  [/\/etc\/onion-grater\.d\/[^/]+\.yml$/, "onion-grater"],
  [/\/var\/lib\/dpkg\/status$/, "dpkg-status"],
  [/\/var\/lib\/dpkg\/statoverride$/, "statoverride"],
  [/\/(?:(?:GNUm|[Mm])akefile(?:\.am|\.in)?|debian\/rules|[^/]+\.mk)$/, "makefile"],
  [/\/meson\.build$/, "meson"],
  [/\.pkr(?:vars)?\.hcl$/, "installer"],
  [/\/(?:Dockerfile|Containerfile)(?:[._-][\w.-]+)?$|\.(?:[Dd]ockerfile|[Cc]ontainerfile)$/, "dockerfile"],
];

/** One look before the table: most paths have none of these names. */
const ANY =
  /\/(?:sudoers|udev\/|apt\.conf|pam\.d|logrotate\.d|lightdm|apparmor\.d|cron|polkit-1|systemd|dbus-1|applications|autostart|profile|Xsession\.d|bash\.bashrc|dpkg|onion-grater|cloud\/|cloud\.cfg|meson\.build|Dockerfile|Containerfile|(?:GNUm|[Mm])akefile|debian\/rules)|\.(?:[Dd]ockerfile|[Cc]ontainerfile|hcl)$|\.mk$|\.apparmor\.d$/;

/** What the place of a file (its path in the image or in the tree, with a leading slash) makes of it. */
export function kindByPlace(place: string): FileKind | undefined {
  if (!ANY.test(place)) return undefined;
  return PLACES.find(([form]) => form.test(place))?.[1];
}
