import type { AuditContext } from "../../model.ts";
import type { SudoersCommand, SudoersFile, SudoersGrant } from "../../parse/sudoers/types.ts";
import { sudoersSources } from "../../written/sudoers-sources.ts";
import { execWords } from "../exec-words.ts";
import { fixedWord, privilegeOf, type Root } from "./root.ts";

/** What sudo lets somebody run, one root a command; aliases of all files count everywhere, as for sudo. */
export function* sudoersRoots(context: AuditContext): Iterable<Root> {
  const parsed = sudoersSources(context).filter(({ file }) => file.fate === "image");
  const commands = aliasedCommands(parsed.map(({ value }) => value));
  for (const { file, value } of parsed) {
    for (const grant of value.grants) {
      const { command } = grant;
      if (command.isNegated) continue;
      for (const one of commands.get(command.name) ?? [command]) {
        if (one.name.startsWith("/") && !one.isNegated) yield rootOf(grant, one, file.path);
      }
    }
  }
}

/** Commands by the name of their alias, aliases in aliases followed; one that names itself ends there. */
function aliasedCommands(files: readonly SudoersFile[]): ReadonlyMap<string, readonly SudoersCommand[]> {
  const own = new Map<string, readonly SudoersCommand[]>();
  for (const { aliases } of files) {
    for (const { kind, name, commands } of aliases) if (kind === "Cmnd") own.set(name, commands);
  }
  const resolved = new Map<string, readonly SudoersCommand[]>();
  for (const name of own.keys()) {
    const found = new Set<SudoersCommand>();
    const seen = new Set([name]);
    for (const alias of seen) {
      for (const command of own.get(alias) ?? []) {
        if (own.has(command.name)) seen.add(command.name);
        else found.add(command);
      }
    }
    resolved.set(name, [...found]);
  }
  return resolved;
}

/** The accounts that a grant runs as; root when none is named (sudoers(5)). */
export function runAsOf(grant: SudoersGrant): readonly string[] {
  const names = grant.runAsUsers?.filter(({ isNegated }) => !isNegated).map(({ name }) => name) ?? [];
  return names.length > 0 ? names : ["root"];
}

function rootOf(grant: SudoersGrant, command: SudoersCommand, path: string): Root {
  const { arguments: given } = command;
  const line = command.line || grant.command.line;
  const accounts = runAsOf(grant);
  const account = accounts.find((name) => privilegeOf(name) === "root") ?? accounts[0];
  const isFree = given.kind === "any" || given.kind === "wildcard" || given.kind === "regex";
  const who = grant.users.map(({ name }) => name).join(", ");
  const how = grant.tags.has("NOPASSWD") ? " without a password" : "";
  const words = [fixedWord(command.name, line), ...(given.kind === "fixed" ? execWords(given.text, line) : [])];
  return {
    privilege: privilegeOf(account),
    runsAs: account === "ALL" ? "root" : account,
    callerControls: [
      ...(isFree ? (["arguments"] as const) : []),
      ...(grant.tags.has("SETENV") ? (["environment"] as const) : []),
      "directory",
    ],
    step: {
      what: "sudoers",
      says: `${who} may run ${command.name} as ${account}${how}`,
      path,
      line: grant.line || line,
    },
    words,
  };
}
