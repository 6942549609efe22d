import type { AuditContext, RawFinding, Rule } from "../../model.ts";
import { profilesOf } from "../../parse/control-port-filter/profiles-of.ts";
import type { FilterClient, FilterProfile } from "../../parse/control-port-filter/types.ts";

const WHO: Readonly<Record<FilterClient["by"], string>> = {
  host: "every host that reaches the filter",
  user: "every local user",
  program: "every local program",
};

/** Profiles that say `*` where they should say who the client is. */
export const controlPortFilterClient: Rule = {
  id: "control-port-filter-client",
  class: "e",
  title: "A control port filter profile is for everybody",
  severity: "medium",
  scopes: ["tree", "image"],
  why: "A profile is a list of what one client needs of Tor. With `*` for its program, user or host, any process that reaches the filter gets the same: a browser that was taken over asks for what the onion service tool may do.",
  fix: "Name the client: the AppArmor profile or the executable together with the user of a local program, the address of a remote one.\n\n```yaml\n- apparmor-profiles:\n    - '/usr/bin/chat'\n  users:\n    - 'user'\n```",
  references: [{ title: "onion-grater, the filter proxy of Tails and Whonix: matchers of a profile" }],
  *detect(context: AuditContext): Iterable<RawFinding> {
    for (const { file, profile } of profilesOf(context)) {
      for (const { by, key, value, line } of profile.clients) {
        if (value !== "*") continue;
        const severity = isForEverybody(profile, by) ? "medium" : "low";
        yield { path: file.path, line, severity, message: `The profile is for ${WHO[by]}: ${key} has '*'.` };
      }
    }
  },
};

/** A local client is told by its program and its user together: one of them may still be named. */
function isForEverybody({ clients }: FilterProfile, by: FilterClient["by"]): boolean {
  if (by === "host") return true;
  const isOpen = (one: FilterClient["by"]): boolean =>
    clients.some((client) => client.by === one && client.value === "*");
  return isOpen("user") && isOpen("program");
}
