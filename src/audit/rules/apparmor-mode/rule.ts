import type { AuditContext, RawFinding, Rule } from "../../model.ts";
import { apparmorSources, keyOf } from "../../parse/apparmor/sources.ts";

/** Flags under which the kernel refuses nothing (apparmor.d(5), Profile mode). */
const OPEN: ReadonlyMap<string, string> = new Map([
  ["complain", "it only logs what it would deny"],
  ["unconfined", "it confines nothing"],
  ["default_allow", "it allows whatever it does not name"],
]);

/** Profiles that are loaded and do not confine. */
export const apparmorMode: Rule = {
  id: "apparmor-mode",
  class: "f",
  title: "An AppArmor profile does not confine its program",
  severity: "medium",
  scopes: ["tree", "image"],
  why: "A profile in complain mode looks like protection in `aa-status` and in a review, and stops nobody: the kernel logs and lets pass. `unconfined` and `default_allow` do not even log.",
  fix: "Run the program's tests under the profile, add what they miss (`aa-logprof`), and take the flag away:\n\n    profile example /usr/bin/example flags=(attach_disconnected) {\n\nA profile that is not ready belongs in the sources and not in the image.",
  references: [{ title: "apparmor.d(5), Profile mode" }, { title: "aa-complain(8)" }],
  *detect(context: AuditContext): Iterable<RawFinding> {
    for (const source of apparmorSources(context)) {
      for (const profile of source.apparmor.profiles) {
        const flag = profile.flags.find((each) => OPEN.has(each));
        const line = flag === undefined ? undefined : source.placeOf(profile, keyOf(profile));
        if (flag === undefined || line === undefined) continue;
        yield {
          path: source.file.path,
          line,
          severity: source.isSpare ? "note" : "medium",
          message: `The profile ${profile.name} has the flag ${flag}: ${OPEN.get(flag)}.`,
        };
      }
    }
  },
};
