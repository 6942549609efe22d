import { type Convention, inImage, outside } from "./place.ts";

/** Below a `config/`: what live-build copies into the image, in its forms of before and after 3.0 (lb_config(1), live-manual). */
const FORM = /^(?:.*\/)?config\/([^/]+)\/(.+)$/;

const INCLUDES = new Set([
  "chroot_local-includes",
  "includes.chroot",
  "includes.chroot_before_packages",
  "includes.chroot_after_packages",
]);
/** On the medium beside the image, read by boot loaders and the installer. */
const MEDIUM = new Set(["binary_local-includes", "includes.binary", "includes.installer", "includes"]);
/** They change files of the image: what they add ships. */
const PATCHES = new Set(["chroot_local-patches"]);
const BUILD = new Set([
  ...[
    "chroot_local-hooks",
    "binary_local-hooks",
    "hooks",
    "chroot_local-packageslists",
    "package-lists",
    "chroot_local-preseed",
  ],
  ...[
    "preseed",
    "chroot_apt",
    "apt",
    "chroot_sources",
    "archives",
    "binary_rootfs",
    "rootfs",
    "bootloaders",
    "packages.chroot",
  ],
  ...["chroot_local-packages", "packages", "task-lists", "debian-installer"],
]);

export const liveBuild: Convention = (path) => {
  // Asked of every path, and nearly none has it.
  if (!path.includes("config/")) return undefined;
  const [, folder = "", inside = ""] = FORM.exec(path) ?? [];
  if (INCLUDES.has(folder)) return inImage(`/${inside}`);
  if (MEDIUM.has(folder) || PATCHES.has(folder)) return inImage(undefined);
  return BUILD.has(folder) ? outside("build") : undefined;
};

/** Whether a tree is built by live-build at all. */
export function usesLiveBuild(directories: readonly string[]): boolean {
  return directories.some((directory) => {
    const folder = /(?:^|\/)config\/([^/]+)$/.exec(directory)?.[1] ?? "";
    return INCLUDES.has(folder) || PATCHES.has(folder) || folder === "chroot_local-hooks" || folder === "package-lists";
  });
}
