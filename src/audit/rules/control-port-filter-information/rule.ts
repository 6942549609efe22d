import type { AuditContext, RawFinding, Rule, Severity } from "../../model.ts";
import { profilesOf } from "../../parse/control-port-filter/profiles-of.ts";
import { takesAll } from "../../parse/control-port-filter/rewrites.ts";
import type { FilterRule } from "../../parse/control-port-filter/types.ts";
import { readWhole } from "../../parse/control-port-filter/whole.ts";
import { has } from "../../parse/pattern/character-sets.ts";
import { matches } from "../../parse/pattern/matches.ts";
import { wildcardsOf } from "../../parse/pattern/measure.ts";
import { isWide } from "../control-port-filter-change/wide.ts";
import { INFORMATION, SECRET_SETTINGS } from "./keys.ts";

interface Judged {
  readonly severity: Severity;
  readonly says: string;
}

/** Questions to Tor whose answers are about other clients, or about where the user is. */
export const controlPortFilterInformation: Rule = {
  id: "control-port-filter-information",
  class: "e",
  title: "A control port filter profile shows what other clients do, or where the user is",
  severity: "medium",
  scopes: ["tree", "image"],
  why: "Tor answers for all of its clients. `GETINFO circuit-status` and `stream-status` list every circuit and every destination, `address` the public address of the machine, `GETCONF bridge` the bridges: a client that was taken over links or finds the user with them.",
  fix: "Drop the question. Where a client does not start without an answer, give it one that says nothing, by a `response` whose patterns take every line of Tor's answer.\n\n```yaml\nGETINFO:\n  - pattern: 'address'\n    response:\n      - pattern: '250-address=.*'\n        replacement: '250-address=127.0.0.1'\n```",
  references: [
    { title: "Tor control protocol, GETINFO", url: "https://spec.torproject.org/control-spec/commands.html#getinfo" },
  ],
  *detect(context: AuditContext): Iterable<RawFinding> {
    for (const { file, profile } of profilesOf(context)) {
      for (const rule of profile.commands) {
        const judged = judge(rule);
        if (judged) yield { path: file.path, line: rule.line, severity: judged.severity, message: judged.says };
      }
      for (const { key, line, values } of profile.settings) {
        const shows = SECRET_SETTINGS[key.toLowerCase()];
        if (shows === undefined || values.some(({ pattern }) => isWide(pattern))) continue;
        yield { path: file.path, line, severity: "low", message: `GETCONF ${key} shows ${shows}.` };
      }
    }
  },
};

function judge(rule: FilterRule): Judged | undefined {
  if (rule.command !== "GETINFO" && rule.command !== "GETCONF") return undefined;
  const pattern = readWhole(rule.pattern).value;
  const wildcards = wildcardsOf(pattern);
  const isAnything = wildcards.some((set) => has(set, 32)) || (wildcards.length > 0 && matches(pattern, "any"));
  if (isAnything) {
    const isHidden = rule.response.length > 0 && takesAll(rule.response, ["250-any=thing", "250+any=", "any thing"]);
    return isHidden
      ? undefined
      : { severity: "medium", says: `${rule.command} ${rule.pattern} takes every question to Tor.` };
  }
  if (rule.command === "GETCONF") {
    const secret = Object.entries(SECRET_SETTINGS).find(
      ([key]) => matches(pattern, key) || matches(pattern, capital(key)),
    );
    return secret && { severity: "low", says: `GETCONF ${secret[0]} shows ${secret[1]}.` };
  }
  const shown = INFORMATION.find(({ key, answer }) => matches(pattern, key) && !takesAll(rule.response, answer));
  if (shown) return { severity: shown.severity, says: `GETINFO ${shown.key} shows ${shown.shows}.` };
  return wildcards.length > 0 ? { severity: "low", says: `GETINFO ${rule.pattern} takes any argument.` } : undefined;
}

function capital(key: string): string {
  return key.charAt(0).toUpperCase() + key.slice(1);
}
