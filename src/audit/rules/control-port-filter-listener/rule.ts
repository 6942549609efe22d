import type { AuditContext, RawFinding, Rule } from "../../model.ts";
import { readIni } from "../../parse/ini/read-ini.ts";
import { parsedOf } from "../../parse/parsed-of.ts";

/** The filter of Tails and Whonix and the names it had before. */
const FILTER =
  /(?:^|\/)(?:onion-grater|tor-controlport-filter|control-port-filter(?:-python|-proxy)?|cpf[pd]?)(?:\.py)?$/;
const EVERYWHERE = /^(?:0\.0\.0\.0|\[?::\]?|\*|)$/;

/** A filter proxy that every network reaches, or that filters nothing. */
export const controlPortFilterListener: Rule = {
  id: "control-port-filter-listener",
  class: "e",
  title: "The control port filter listens everywhere, or filters nothing",
  severity: "medium",
  scopes: ["tree", "image"],
  why: "A filter on `0.0.0.0` is reached from every network that the machine is in, and a firewall alone keeps strangers off. With `--complain` it passes every command on and only prints it.",
  fix: "Let it listen where its clients are: `--listen-address 127.0.0.1`, or `--listen-interface` with the interface of the clients' network. Leave `--complain` to a developer's terminal.",
  references: [{ title: "onion-grater, the filter proxy of Tails and Whonix: arguments" }],
  *detect(context: AuditContext): Iterable<RawFinding> {
    for (const file of context.ofKind("unit")) {
      if (!/listen|complain/.test(file.text())) continue;
      for (const { keys } of parsedOf(file, readIni).value.sections) {
        for (const { key, value, line } of keys) {
          const message = /^Exec(?:Start|StartPre|Reload)$/.test(key) ? faultOf(wordsOf(value)) : undefined;
          if (message) yield { path: file.path, line, severity: "medium", message };
        }
      }
    }
  },
};

function faultOf(words: readonly string[]): string | undefined {
  const program = words.findIndex((word) => FILTER.test(word));
  if (program < 0) return undefined;
  const options = words.slice(program + 1);
  if (options.includes("--complain")) return "With --complain the control port filter passes everything on.";
  const at = options.findIndex((option) => /^--listen-address(?:=|$)/.test(option));
  const option = options[at];
  if (option === undefined) return undefined;
  const address = option.includes("=") ? option.slice(option.indexOf("=") + 1) : (options[at + 1] ?? "");
  return EVERYWHERE.test(address) ? `The control port filter listens on every address (${address}).` : undefined;
}

/** The words of a command line of a unit without their quotes (systemd.service(5), "Command lines"). */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map((match) => match[1] ?? match[2] ?? match[3] ?? "");
}
