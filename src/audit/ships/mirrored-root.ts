import { type Convention, inImage } from "./place.ts";

/** Folders that only a root of the hierarchy has (hier(7), file-hierarchy(7)): one of these makes their parent a mirrored root. */
const OF_A_ROOT =
  /^((?:.*\/)?)(?:usr\/(?:s?bin|lib(?:32|64|exec)?|share|local|games|src)|etc\/(?:apparmor|apparmor\.d|apt|cloud|cron\.\w+|dbus-1|default|dconf|gdm3|init\.d|initramfs-tools|kernel|ld\.so\.conf\.d|lightdm|live|logrotate\.d|modprobe\.d|NetworkManager|network|pam\.d|polkit-1|profile\.d|rc\.local|skel|ssh|sudoers\.d|sysctl\.d|systemd|tor|tmpfiles\.d|udev|X11|xdg)|lib\/(?:systemd|udev|modules|live|firmware|security|live-config))$/;

/** What a mirrored root may have beside these; a `bin` of a source tree's own top is its developers'. */
const TOPS =
  /^(?:usr|etc|opt|var|boot|root|home|srv|lib\/(?:systemd|udev|modules|live|firmware|security|live-config))\//;
const TOPS_BELOW = /^(?:usr|etc|opt|var|boot|root|home|srv|live|s?bin|lib(?:32|64)?)\//;

/** Files of several packages in one root: `name#package` is installed as `name`. */
const OF_PACKAGE = /#[a-z0-9][a-z0-9+.-]+$/;

/** The folders that mirror a root, with a final slash; the tree's own top is empty. */
export function mirroredRoots(directories: readonly string[]): readonly string[] {
  const roots = new Set<string>();
  for (const directory of directories) {
    const root = OF_A_ROOT.exec(directory)?.[1];
    if (root !== undefined) roots.add(root);
  }
  // What lies inside a mirrored root is part of it.
  return [...roots].filter(
    (root) =>
      ![...roots].some(
        (outer) => outer !== root && root.startsWith(outer) && TOPS_BELOW.test(root.slice(outer.length)),
      ),
  );
}

export function mirroredRoot(roots: readonly string[]): Convention {
  const longestFirst = [...roots].sort((one, other) => other.length - one.length);
  return (path) => {
    for (const root of longestFirst) {
      if (!path.startsWith(root)) continue;
      const inside = path.slice(root.length);
      if ((root === "" ? TOPS : TOPS_BELOW).test(inside)) return inImage(`/${inside.replace(OF_PACKAGE, "")}`);
    }
    return undefined;
  };
}
