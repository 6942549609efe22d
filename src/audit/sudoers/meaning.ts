import { SamedayError } from "../../kernel/index.ts";
import { isAliasName } from "../parse/sudoers/check-aliases.ts";
import type {
  SudoersAlias,
  SudoersCommand,
  SudoersDefault,
  SudoersFile,
  SudoersGrant,
  SudoersMember,
} from "../parse/sudoers/types.ts";

/** One right in words that can be compared: two files that grant the same say the same, however they are written. */
export interface Right {
  readonly says: string;
  readonly grant: SudoersGrant;
  readonly command: SudoersCommand;
  /** With aliases resolved. */
  readonly user: string;
  /** The accounts that it runs as, likewise; undefined where none are named. */
  readonly runAs: readonly string[] | undefined;
}

/** One setting with whom it binds, likewise. */
export interface Setting {
  readonly says: string;
  readonly setting: SudoersDefault;
}

export interface Meaning {
  readonly rights: readonly Right[];
  readonly settings: readonly Setting[];
}

/** Nobody honest reaches this; what does is refused, not cut. */
const MOST = 100_000;

/** What files grant together, aliases resolved. Order does not count, but for what negations take away; those keep their `!`. */
export function meaningOf(files: readonly SudoersFile[]): Meaning {
  const aliases = new Map<string, SudoersAlias>();
  for (const alias of files.flatMap((file) => file.aliases)) aliases.set(`${alias.kind}\0${alias.name}`, alias);
  // An alias counts once a list, as it is and turned around: aliases of aliases can multiply at every step.
  const enter = (seen: Set<string>, alias: SudoersAlias, isNegated: boolean): boolean => {
    const key = `${isNegated} ${alias.kind} ${alias.name}`;
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  };
  const names = (
    kind: SudoersAlias["kind"],
    members: readonly SudoersMember[],
    seen: Set<string> = new Set(),
    isTurned = false,
  ): readonly string[] =>
    members.flatMap((member) => {
      const isNegated = member.isNegated !== isTurned;
      const alias = isAliasName(member.name) ? aliases.get(`${kind}\0${member.name}`) : undefined;
      if (!alias) return [isNegated ? `!${member.name}` : member.name];
      return enter(seen, alias, isNegated) ? names(kind, alias.members, seen, isNegated) : [];
    });
  const commands = (command: SudoersCommand, seen: Set<string> = new Set()): readonly SudoersCommand[] => {
    const alias = isAliasName(command.name) ? aliases.get(`Cmnd\0${command.name}`) : undefined;
    if (!alias) return [command];
    if (!enter(seen, alias, command.isNegated)) return [];
    return alias.commands.flatMap((inner) =>
      commands({ ...inner, isNegated: inner.isNegated !== command.isNegated }, seen),
    );
  };
  const rights: Right[] = [];
  for (const grant of files.flatMap((file) => file.grants)) {
    const hosts = [...names("Host", grant.hosts)].sort().join(",");
    const runAs = grant.runAsUsers && names("Runas", grant.runAsUsers);
    const users = runAs ? [...runAs].sort().join(",") : grant.runAsGroups ? "" : "root";
    const groups = grant.runAsGroups ? `:${[...names("Runas", grant.runAsGroups)].sort().join(",")}` : "";
    const options = Object.entries(grant.options)
      .sort()
      .map(([name, value]) => ` ${name}=${value}`)
      .join("");
    const tags = [...grant.tags]
      .filter((tag) => !NARROW.has(tag))
      .sort()
      .map((tag) => ` ${tag}`)
      .join("");
    for (const command of commands(grant.command))
      for (const user of names("User", grant.users)) {
        if (rights.length >= MOST)
          throw new SamedayError("INPUT_INVALID", `The sudo rules give more than ${MOST} rights together.`);
        const says = `${user} may run ${written(command)} as ${users}${groups} on ${hosts}${options}${tags}`;
        rights.push({ says, grant, command, user, runAs });
      }
  }
  const settings = files
    .flatMap((file) => file.defaults)
    .flatMap((setting) => {
      const { binding, name, operator, value } = setting;
      const whom =
        binding?.kind === "command"
          ? binding.members.flatMap((member) =>
              commands({ ...member, arguments: { kind: "any" }, digests: [] }).map(written),
            )
          : names(
              binding?.kind === "host" ? "Host" : binding?.kind === "runas" ? "Runas" : "User",
              binding?.members ?? [],
            );
      const values = isList(name) ? (value ?? "").split(/\s+/).filter((word) => word !== "") : [value];
      return (whom.length === 0 ? ["everything"] : whom).flatMap((one) =>
        values.map((each) => ({
          says: `for ${one}: ${operator === "unset" ? "!" : ""}${name}${each === undefined ? "" : ` ${operator} ${each}`}`,
          setting,
        })),
      );
    });
  return { rights, settings };
}

/** Tags that say what holds anyway. */
const NARROW: ReadonlySet<string> = new Set(["PASSWD", "NOSETENV", "EXEC"]);

function isList(name: string): boolean {
  return name === "env_keep" || name === "env_check" || name === "env_delete";
}

function written({ isNegated, name, arguments: given, digests }: SudoersCommand): string {
  const content = digests.length === 0 ? "" : ` with the content ${[...digests].sort().join(" or ")}`;
  const words = {
    any: " with any arguments",
    none: " without arguments",
    fixed: given.kind === "fixed" ? ` with ${JSON.stringify(given.text)}` : "",
    wildcard: given.kind === "wildcard" ? ` with the pattern ${JSON.stringify(given.text)}` : "",
    regex: given.kind === "regex" ? ` with the expression ${JSON.stringify(given.text)}` : "",
  };
  return `${isNegated ? "!" : ""}${name}${name === "ALL" ? "" : words[given.kind]}${content}`;
}
