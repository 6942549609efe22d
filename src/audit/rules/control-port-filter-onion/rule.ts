import type { AuditContext, RawFinding, Rule, Severity } from "../../model.ts";
import { profilesOf } from "../../parse/control-port-filter/profiles-of.ts";
import type { FilterRule } from "../../parse/control-port-filter/types.ts";
import { isWide } from "../control-port-filter-change/wide.ts";
import { isFreeBesideKeys } from "./free.ts";
import { hasFreeTarget } from "./target.ts";

/** What a client does to onion services with any argument, by command. */
const FREE: Readonly<Record<string, readonly [Severity, string]>> = {
  DEL_ONION: ["low", "ends onion services"],
  HSFETCH: ["low", "fetches descriptors of onion services"],
  HSPOST: ["low", "publishes descriptors of onion services"],
  ONION_CLIENT_AUTH_ADD: ["medium", "adds keys for onion services, and can keep them on disk"],
  ONION_CLIENT_AUTH_REMOVE: ["low", "removes keys for onion services"],
  ONION_CLIENT_AUTH_VIEW: ["low", "reads keys for onion services"],
};

/** Onion services that a client makes, ends or unlocks without a limit. */
export const controlPortFilterOnion: Rule = {
  id: "control-port-filter-onion",
  class: "e",
  title: "A control port filter profile leaves the arguments of an onion service command free",
  severity: "medium",
  scopes: ["tree", "image"],
  why: "`ADD_ONION` with a free target makes any port of Tor's machine, or of any other one, reachable from the network: the control port, a printer, a wallet. `DEL_ONION` and `ONION_CLIENT_AUTH_ADD` with any argument reach the services and keys of other clients.",
  fix: "Fix the target to the ports that the client uses, or rewrite it to the client's own address; give the other commands the form of an address and of a key.\n\n```yaml\nADD_ONION:\n  - pattern: 'NEW:ED25519-V3 Port=80,(176[0-4][0-9])'\n    replacement: 'NEW:ED25519-V3 Port=80,{client-address}:{}'\nDEL_ONION:\n  - '[a-z2-7]{56}'\n```",
  references: [
    {
      title: "Tor control protocol, ADD_ONION",
      url: "https://spec.torproject.org/control-spec/commands.html#add_onion",
    },
  ],
  *detect(context: AuditContext): Iterable<RawFinding> {
    for (const { file, profile } of profilesOf(context)) {
      for (const rule of profile.commands) {
        const judged = judge(rule);
        if (judged) yield { path: file.path, line: rule.line, ...judged };
      }
    }
  },
};

function judge(rule: FilterRule): Pick<RawFinding, "severity" | "message"> | undefined {
  const { command, pattern } = rule;
  if (command === "ADD_ONION") {
    if (hasFreeTarget(rule)) {
      return {
        severity: "medium",
        message: "ADD_ONION takes a target that the client chooses and that is not rewritten to the client.",
      };
    }
    if (!isWide(pattern)) return undefined;
    const says = isFreeBesideKeys(pattern) ? "leaves ports or options to the client" : "takes any word for a key";
    return { severity: "low", message: `ADD_ONION ${pattern} ${says}.` };
  }
  const free = Object.hasOwn(FREE, command) ? FREE[command] : undefined;
  if (!free || !isWide(pattern)) return undefined;
  return { severity: free[0], message: `${command} ${pattern} takes any argument: the client ${free[1]}.` };
}
