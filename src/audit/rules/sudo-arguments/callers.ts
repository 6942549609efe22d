import type { Power, SudoersPolicy } from "./powers.ts";
import { runAsOf } from "./powers.ts";

/** Groups whose members are administrators on Debian and its kin; root needs nothing from sudo. */
const ADMINISTRATORS: ReadonlySet<string> = new Set(["%sudo", "%admin", "%wheel", "%adm"]);
const ROOT: ReadonlySet<string> = new Set(["root", "#0"]);

/** Who calls: nobody but root, administrators who give their password, or somebody to whom sudo adds a right. */
export function callersOf(policy: SudoersPolicy, power: Power): "root" | "administrators" | "others" {
  const names = policy.names(power.grant.users, power.grantFile).filter(({ isNegated }) => !isNegated);
  const own = names.map(({ name }) => name);
  if (own.every((name) => ROOT.has(name))) return "root";
  // An account that a script names when it runs was made an administrator by whoever set it up.
  const areAdministrators = own.every(
    (name) => ROOT.has(name) || ADMINISTRATORS.has(name) || name.replace("%", "").startsWith("$"),
  );
  return areAdministrators && !power.isUnasked ? "administrators" : "others";
}

/** Whether commands may run as root; `policy` resolves runas aliases. */
export function runsAsRoot(policy: SudoersPolicy, { grant, grantFile }: Power): boolean {
  if (grant.runAsUsers === undefined) return runAsOf(grant).length > 0;
  const names = policy.names(grant.runAsUsers, grantFile);
  return names.some(({ name, isNegated }) => !isNegated && (ROOT.has(name) || name === "ALL"));
}
