import type { AuditContext, RawFinding, Rule, Severity } from "../../model.ts";
import { profilesOf } from "../../parse/control-port-filter/profiles-of.ts";
import { readWhole } from "../../parse/control-port-filter/whole.ts";
import { hasLoneDot, openBranches, wildcardsOf } from "../../parse/pattern/measure.ts";

/** Commands whose arguments other rules judge by what they mean. */
const JUDGED =
  /^(?:GETINFO|GETCONF|SETCONF|RESETCONF|LOADCONF|SAVECONF|ADD_ONION|DEL_ONION|HSFETCH|HSPOST|ONION_CLIENT_AUTH_\w+)$/;
/** Commands that ask for nothing and change nothing outside of the connection. */
const HARMLESS = /^(?:AUTHCHALLENGE|AUTHENTICATE|PROTOCOLINFO|USEFEATURE|TAKEOWNERSHIP|DROPOWNERSHIP|QUIT)$/;

interface Fault {
  readonly severity: Severity;
  readonly says: string;
}

/** Patterns that let more through than they seem to. */
export const controlPortFilterPattern: Rule = {
  id: "control-port-filter-pattern",
  class: "e",
  title: "A control port filter pattern matches more than it says",
  severity: "medium",
  scopes: ["tree", "image"],
  why: "The filter matches a pattern from the start of a command's arguments and appends `$`. That `$` belongs to the last branch of a `|` at the top alone: every other branch lets anything follow, and Tor takes several arguments. A dot that is not escaped stands for any character, and `.*`, `.+` or `\\S+` for any argument.",
  fix: "Put alternatives into a group, escape dots, and name the characters and the length of what varies.\n\n```yaml\nGETINFO:\n  - '(?:version|status/bootstrap-phase)'\n  - 'ns/id/[a-fA-F0-9]{40}'\n```",
  references: [
    { title: "Tor control protocol", url: "https://spec.torproject.org/control-spec/" },
    { title: "Python, re: regular expression operations", url: "https://docs.python.org/3/library/re.html" },
  ],
  *detect(context: AuditContext): Iterable<RawFinding> {
    for (const { file, profile } of profilesOf(context)) {
      for (const { command, pattern, line } of profile.commands) {
        yield* finding(file.path, line, command, faultsOf(command, pattern));
      }
      for (const { key, values } of profile.settings) {
        for (const { pattern, line } of values) yield* finding(file.path, line, `SETCONF ${key}`, dotFaults(pattern));
      }
    }
  },
};

function* finding(path: string, line: number, command: string, faults: readonly Fault[]): Iterable<RawFinding> {
  if (faults.length === 0) return;
  const severity = faults.some((fault) => fault.severity === "medium") ? "medium" : "low";
  yield { path, line, severity, message: `${command}: ${faults.map(({ says }) => says).join("; ")}.` };
}

function faultsOf(command: string, pattern: string): Fault[] {
  const { value } = readWhole(pattern);
  const faults = dotFaults(pattern);
  if (openBranches(value) > 0) {
    faults.push({ severity: "medium", says: "what stands before a | at the top may be followed by anything" });
  }
  if (!JUDGED.test(command) && wildcardsOf(value).length > 0) {
    const severity = HARMLESS.test(command) ? "low" : "medium";
    faults.push({ severity, says: `the pattern ${pattern} takes any argument` });
  }
  return faults;
}

function dotFaults(pattern: string): Fault[] {
  if (!hasLoneDot(readWhole(pattern).value)) return [];
  return [{ severity: "low", says: "a dot that is not escaped stands for any character" }];
}
