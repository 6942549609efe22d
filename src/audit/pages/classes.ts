import type { RuleClass } from "../model.ts";

/** Families of rules, as their letters stand in findings. */
export const CLASSES: Readonly<Record<RuleClass, string>> = {
  a: "Perl's `@INC`",
  b: "Python that is not isolated",
  c: "sudo",
  d: "look-ups of desktop files",
  e: "Tor control port filters",
  f: "polkit, setuid, units, AppArmor",
  x: "the audit's own input",
};
