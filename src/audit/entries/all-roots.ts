import type { AuditContext } from "../model.ts";
import { cronRoots } from "./roots/cron.ts";
import { busRoots, desktopRoots } from "./roots/desktop.ts";
import { folderRoots } from "./roots/folders.ts";
import { hookRoots } from "./roots/hooks.ts";
import { polkitRoots } from "./roots/polkit.ts";
import type { Root } from "./roots/root.ts";
import { sudoersRoots } from "./roots/sudoers.ts";
import { unitRoots } from "./roots/units.ts";

const known = new WeakMap<AuditContext, readonly Root[]>();

/** Every place where privilege starts, the strongest first; found once for a tree. */
export function allRoots(context: AuditContext): readonly Root[] {
  const before = known.get(context);
  if (before) return before;
  const roots = [
    ...sudoersRoots(context),
    ...polkitRoots(context),
    ...unitRoots(context),
    ...busRoots(context),
    ...cronRoots(context),
    ...hookRoots(context),
    ...folderRoots(context),
    ...desktopRoots(context),
  ];
  known.set(context, roots);
  return roots;
}
