import type { AuditContext, AuditedFile, EntryPath, RawFinding } from "../../model.ts";
import { isAliasName } from "../../parse/sudoers/check-aliases.ts";
import type { SudoersAlias, SudoersCommand, SudoersGrant, SudoersMember } from "../../parse/sudoers/types.ts";
import { type SudoersSource, sudoersSources } from "../../written/sudoers-sources.ts";

/** One command that somebody may run, where it is written: at the grant, or in the alias that the grant names. */
export interface Power {
  readonly file: AuditedFile;
  readonly line: number;
  readonly command: SudoersCommand;
  /** The alias that the grant names, when it names one. */
  readonly alias: string | undefined;
  readonly grant: SudoersGrant;
  readonly grantFile: AuditedFile;
  /** Nobody is asked for a password, by its tag or by a setting for everybody. */
  readonly isUnasked: boolean;
}

export interface SudoersPolicy {
  readonly powers: readonly Power[];
  readonly files: readonly SudoersSource[];
  /** Members of a list with user or runas aliases replaced by what they hold. */
  names(members: readonly SudoersMember[], file: AuditedFile): readonly SudoersMember[];
}

/** An alias and the file that defines it. */
interface Definition {
  readonly alias: SudoersAlias;
  readonly file: AuditedFile;
}

const policies = new WeakMap<AuditContext, SudoersPolicy>();
/** Nobody honest reaches this; what does is told of, not cut. */
const MOST_POWERS = 50_000;

/** All sudo rules of a tree together, as sudo reads them: aliases of one file serve the others that ship with it. */
export function sudoersPolicy(context: AuditContext): SudoersPolicy {
  const known = policies.get(context) ?? makePolicy(context);
  policies.set(context, known);
  return known;
}

function makePolicy(context: AuditContext): SudoersPolicy {
  const files = sudoersSources(context);
  const aliases = new Map<string, Definition[]>();
  for (const { file, value } of files)
    for (const alias of value.aliases)
      for (const key of [`${file.path}\0${alias.kind}\0${alias.name}`, `${file.fate}\0${alias.kind}\0${alias.name}`]) {
        const same = aliases.get(key);
        if (!same) aliases.set(key, [{ alias, file }]);
        else if (same.every((other) => other.file.path !== file.path)) same.push({ alias, file });
      }
  // sudo takes a name once: files that define it again are other choices of a build, and each is meant.
  const definitionsOf = (kind: SudoersAlias["kind"], name: string, file: AuditedFile): readonly Definition[] =>
    (isAliasName(name) &&
      (aliases.get(`${file.path}\0${kind}\0${name}`) ?? aliases.get(`${file.fate}\0${kind}\0${name}`))) ||
    [];

  // An alias counts once a list, however often others name it: aliases of aliases can multiply at every step.
  const names = (
    members: readonly SudoersMember[],
    file: AuditedFile,
    seen: Set<string> = new Set(),
    isTurned = false,
  ): readonly SudoersMember[] =>
    members.flatMap((member) => {
      const isNegated = member.isNegated !== isTurned;
      const users = definitionsOf("User", member.name, file);
      const found = users.length > 0 ? users : definitionsOf("Runas", member.name, file);
      if (found.length === 0) return [{ ...member, isNegated }];
      return found.flatMap((each) =>
        enter(seen, each, isNegated) ? names(each.alias.members, each.file, seen, isNegated) : [],
      );
    });

  const powers: Power[] = [];
  const add = (power: Omit<Power, "line">, seen: Set<string> = new Set()): void => {
    const found = definitionsOf("Cmnd", power.command.name, power.file);
    if (found.length === 0) {
      // An alias that nobody defines names no command.
      if (isAliasName(power.command.name)) return;
      if (powers.length >= MOST_POWERS) throw new Error(`sudo rules allow more than ${MOST_POWERS} commands together`);
      powers.push({ ...power, line: power.command.line || power.grant.command.line });
      return;
    }
    for (const { alias, file } of found) {
      if (!enter(seen, { alias, file }, power.command.isNegated)) continue;
      for (const command of alias.commands) {
        const isNegated = command.isNegated !== power.command.isNegated;
        add({ ...power, file, command: { ...command, isNegated }, alias: alias.name }, seen);
      }
    }
  };
  for (const { file, value } of files) {
    const isFree = value.defaults.some(
      ({ name, operator, binding }) => name === "authenticate" && operator === "unset" && binding === undefined,
    );
    for (const grant of value.grants) {
      const isUnasked = grant.tags.has("NOPASSWD") || (isFree && !grant.tags.has("PASSWD"));
      add({ file, command: grant.command, alias: undefined, grant, grantFile: file, isUnasked });
    }
  }
  return { powers, files, names };
}

/** Whether an alias is new to a list, as it is or turned around. */
function enter(seen: Set<string>, { alias, file }: Definition, isNegated: boolean): boolean {
  const key = `${isNegated} ${alias.name} ${file.path}`;
  if (seen.has(key)) return false;
  seen.add(key);
  return true;
}

/** The powers that one line gives, together: several commands of a list are one finding. */
export function byLine(powers: readonly Power[]): readonly (readonly [Power, ...Power[]])[] {
  const lines = new Map<string, [Power, ...Power[]]>();
  for (const power of powers) {
    const key = `${power.file.path}\0${power.line}`;
    const same = lines.get(key);
    if (same) same.push(power);
    else lines.set(key, [power]);
  }
  return [...lines.values()];
}

/** Where a finding stands; what a script of the build writes into the image ships although the script does not. */
export function placeIn({ path, fate }: AuditedFile, line: number): Pick<RawFinding, "path" | "line" | "shapesImage"> {
  return { path, line, shapesImage: fate === "image" };
}

/** `amnesia may run /usr/bin/x as root without a password`, as the way an attacker takes. */
export function entryPathOf(power: Power, controls: EntryPath["callerControls"]): EntryPath {
  const { grant, grantFile, command, isUnasked } = power;
  const runsAs = runAsOf(grant)[0];
  const isRoot = runsAs === undefined || runsAs === "root" || runsAs === "#0" || runsAs === "ALL";
  const says = `${listed(grant.users)} may run ${command.name} as ${runAsText(grant)}${isUnasked ? " without a password" : ""}`;
  return {
    privilege: isRoot ? "root" : "service",
    runsAs: isRoot ? "root" : runsAs,
    callerControls: controls,
    steps: [{ what: "sudoers", says, path: grantFile.path, line: grant.command.line }],
  };
}

/** Names of accounts that a grant's commands run as; `root` when it names none. */
export function runAsOf({ runAsUsers, runAsGroups }: SudoersGrant): readonly string[] {
  if (runAsUsers === undefined) return runAsGroups === undefined ? ["root"] : [];
  return runAsUsers.filter(({ isNegated }) => !isNegated).map(({ name }) => name);
}

export function runAsText(grant: SudoersGrant): string {
  const users = runAsOf(grant).map((name) => (name === "ALL" ? "anybody" : name));
  return users.length === 0 ? "the caller" : users.join(" or ");
}

export function listed(members: readonly SudoersMember[]): string {
  const words = members.map(({ name, isNegated }) => (isNegated ? "not " : "") + (name === "ALL" ? "everybody" : name));
  return words.length <= 3 ? words.join(", ") : `${words.slice(0, 3).join(", ")} and others`;
}
