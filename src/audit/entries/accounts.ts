import type { AuditContext } from "../model.ts";
import { sudoersSources } from "../written/sudoers-sources.ts";
import { privilegeOf } from "./roots/root.ts";
import { runAsOf } from "./roots/sudoers.ts";

const known = new WeakMap<AuditContext, ReadonlySet<string>>();
const wholes = new WeakMap<AuditContext, () => AuditContext>();

/** A context that shows a few files of a tree has the accounts of all of it. */
export function takeAccountsFrom(context: AuditContext, whole: () => AuditContext): void {
  wholes.set(context, whole);
}

/** Accounts that sudo lets run something as root: who takes one over has that, too. */
export function accountsWithRights(context: AuditContext): ReadonlySet<string> {
  const before = known.get(context);
  if (before) return before;
  const accounts = new Set<string>();
  for (const { file, value } of sudoersSources(wholes.get(context)?.() ?? context)) {
    if (file.fate !== "image") continue;
    for (const grant of value.grants) {
      if (grant.command.isNegated || !runAsOf(grant).some((name) => privilegeOf(name) === "root")) continue;
      for (const { name, isNegated } of grant.users) if (!isNegated) accounts.add(name);
    }
  }
  known.set(context, accounts);
  return accounts;
}
