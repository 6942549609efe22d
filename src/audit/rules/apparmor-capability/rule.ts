import type { AuditContext, RawFinding, Rule } from "../../model.ts";
import { apparmorSources, keyOf } from "../../parse/apparmor/sources.ts";

/** What each of them does to the walls around a program (capabilities(7)). */
const STRONG: ReadonlyMap<string, string> = new Map([
  ["sys_admin", "mounts, namespaces and much else of the system"],
  ["dac_override", "every file, whatever its permissions"],
  ["dac_read_search", "reading every file, whatever its permissions"],
  ["sys_ptrace", "the memory of every process"],
  ["sys_module", "loading code into the kernel"],
  ["sys_rawio", "raw memory and devices"],
  ["mac_admin", "loading and removing AppArmor profiles"],
  ["mac_override", "what AppArmor denies"],
  ["bpf", "programs in the kernel"],
]);

/** Profiles that grant a capability which undoes what the profile is for. */
export const apparmorCapability: Rule = {
  id: "apparmor-capability",
  class: "f",
  title: "An AppArmor profile grants a strong capability",
  severity: "medium",
  scopes: ["tree", "image"],
  why: "`sys_admin`, `sys_module`, `sys_ptrace`, `sys_rawio`, `mac_admin` and `bpf` reach beyond any profile; `dac_override` and `dac_read_search` let a root process pass the permissions of every file that the profile names by a wide rule. A bare `capability,` grants all of them. A program that runs as root and is taken over uses them at once.",
  fix: "Find out which access needs it (`journalctl -k | grep apparmor`) and take the need away: the right owner or group for a file instead of `dac_override`, a process that gives up root before it reads input, or `deny capability …,` where the program works without. Where it has to stay, say why beside it and enter a waiver.",
  references: [{ title: "capabilities(7)" }, { title: "apparmor.d(5), Capability rules" }],
  *detect(context: AuditContext): Iterable<RawFinding> {
    for (const source of apparmorSources(context)) {
      for (const rule of source.apparmor.rules) {
        if (rule.kind !== "capability" || rule.isDenied) continue;
        const strong = rule.names.filter((name) => STRONG.has(name));
        if (rule.names.length > 0 && strong.length === 0) continue;
        const line = source.placeOf(rule, keyOf(rule));
        if (line === undefined) continue;
        const message =
          rule.names.length === 0
            ? "This grants every capability."
            : `This grants ${strong.map((name) => `${name} (${STRONG.get(name)})`).join(", ")}.`;
        yield { path: source.file.path, line, severity: source.isSpare ? "note" : "medium", message };
      }
    }
  },
};
