import { posix } from "node:path";
import type { AuditContext, AuditedFile } from "../model.ts";

/** Machines of those who work on a product: what is set up there is not what others get. */
const OF_DEVELOPERS = /(?:^|\/)(?:\.[^/]+|ci|packer|vagrant|docker)\//;

/** Scripts that builders of images run by their places: mkosi(1), pi-gen's stages, FAI's classes (fai-guide). */
const OF_BUILDERS =
  /(?:^|\/)mkosi\.(?:prepare|build|postinst|finalize)(?:\.chroot)?(?:$|\.d\/)|(?:^|\/)stage\w+\/[^/]+\/\d\d-run(?:-chroot)?\.sh$|(?:^|\/)scripts\/[A-Z][A-Z\d_]+\/\d+-[\w-]+$/;

/**
 * Whether what a script writes stands in the image although the script does not: it builds the image, as live-build's hooks
 * do, or lies beside a root of the tree that becomes part of one.
 */
export function shapesImage(context: AuditContext, { path, fate }: AuditedFile): boolean {
  if (fate === "image") return true;
  if (fate === "test" || OF_DEVELOPERS.test(path)) return false;
  return (
    fate === "build" || OF_BUILDERS.test(path) || (fate === "dev" && aroundRoots(context).has(posix.dirname(path)))
  );
}

const known = new WeakMap<AuditContext, ReadonlySet<string>>();

/** Folders that hold a mirrored root (`part/files/etc`, `part/files/root/usr`), but for the tree's own top. */
function aroundRoots(context: AuditContext): ReadonlySet<string> {
  const before = known.get(context);
  if (before) return before;
  const folders = new Set<string>();
  for (const { path, installedPath } of context.files) {
    if (installedPath === undefined || !path.endsWith(installedPath)) continue;
    const holder = posix.dirname(path.slice(0, -installedPath.length));
    folders.add(holder).add(posix.dirname(holder));
  }
  folders.delete(".");
  known.set(context, folders);
  return folders;
}
