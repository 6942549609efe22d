import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { argumentsOf } from "../../src/audit/parse/sudoers/read-arguments.ts";
import type { SudoersCommand, SudoersFile, SudoersMember } from "../../src/audit/parse/sudoers/types.ts";

/** A file's meaning in one flat form, in which what cvtsudoers says and what the parser says can be compared. */
export interface Flat {
  readonly grants: readonly unknown[];
  readonly defaults: readonly unknown[];
  readonly aliases: Readonly<Record<string, unknown>>;
}

interface Member {
  readonly negated?: boolean;
  readonly [kind: string]: unknown;
}

interface Converted {
  readonly User_Specs?: readonly {
    readonly User_List: readonly Member[];
    readonly Host_List: readonly Member[];
    readonly Cmnd_Specs: readonly {
      readonly runasusers?: readonly Member[];
      readonly runasgroups?: readonly Member[];
      readonly Options?: readonly Record<string, unknown>[];
      readonly Commands: readonly Member[];
    }[];
  }[];
  readonly Defaults?: readonly {
    readonly Binding?: readonly Member[];
    readonly Options: readonly Record<string, unknown>[];
  }[];
  readonly [aliases: `${string}_Aliases`]: Readonly<Record<string, readonly Member[]>> | undefined;
}

/** Runs a tool of sudo on a text. */
export function onText(text: string, argv: (file: string) => readonly [string, ...string[]]) {
  const directory = mkdtempSync(join(tmpdir(), "sameday-sudoers-"));
  try {
    const file = join(directory, "sudoers");
    writeFileSync(file, text, { mode: 0o440 });
    const [program, ...args] = argv(file);
    const { status, stdout, stderr } = spawnSync(program, args, { encoding: "utf8", timeout: 20_000 });
    return { status, stdout, stderr };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Whether `visudo -c` takes the file. Values of settings are left to it: the parser does not judge them. */
export function visudoTakes(text: string): boolean {
  const { status, stderr } = onText(text, (file) => ["/usr/sbin/visudo", "-c", "-f", file]);
  const faults = stderr.split("\n").filter((line) => /^\S+:\d+:\d+: /.test(line));
  return status === 0 || (faults.length > 0 && faults.every((line) => line.includes("is invalid for option")));
}

/** What cvtsudoers reads; undefined when it finds a fault of syntax. */
export function converted(text: string): Flat | undefined {
  const { stdout, stderr } = onText(text, (file) => ["/usr/bin/cvtsudoers", "-f", "json", "-c", "/dev/null", file]);
  if (/syntax error|expected|invalid|empty|unterminated|already|requires|must start|unexpected/.test(stderr))
    return undefined;
  // Debian 12's cvtsudoers writes these two as bare members of a list.
  const json = stdout.replace(/^(\s*)("run(?:chroot|cwd)": .*?)(,?)$/gm, "$1{ $2 }$3");
  return flatOf(JSON.parse(json.trim() || "{}") as Converted);
}

const PREFIX: Readonly<Record<string, string>> = {
  ...{ userid: "#", usergroup: "%", usergid: "%#", netgroup: "+", nonunixgroup: "%:", nonunixgid: "%:#" },
};

function flatOf(file: Converted): Flat {
  const grants = (file.User_Specs ?? []).flatMap(({ User_List, Host_List, Cmnd_Specs }) =>
    Cmnd_Specs.flatMap(({ runasusers, runasgroups, Options, Commands }) =>
      Commands.map((command) => ({
        users: User_List.map(nameOf),
        hosts: Host_List.map(nameOf),
        runAsUsers: runAsUsers(runasusers, runasgroups),
        runAsGroups: runasgroups?.map((group) => nameOf(group).replace("%", "")),
        options: Object.assign({}, ...(Options ?? [])) as unknown,
        command: commandOf(command),
      })),
    ),
  );
  const defaults = (file.Defaults ?? []).flatMap(({ Binding, Options }) =>
    Options.map((option) => ({ binding: Binding?.map(nameOf), option })),
  );
  const aliases = Object.fromEntries(
    ["User", "Runas", "Host", "Command"].flatMap((kind) =>
      Object.entries(file[`${kind}_Aliases`] ?? {}).map(([name, members]) => [
        name,
        members.map((member) => (kind === "Command" ? commandOf(member) : nameOf(member))),
      ]),
    ),
  );
  return { grants, defaults, aliases };
}

function nameOf({ negated, ...rest }: Member): string {
  const [[kind, value] = ["", ""]] = Object.entries(rest);
  return `${negated ? "!" : ""}${PREFIX[kind] ?? ""}${value}`;
}

function commandOf({ negated, command, cmndalias, ...digests }: Member) {
  const text = String(command ?? cmndalias);
  // A name that is an expression may hold blanks; its end is its first plain `$`.
  const name = (text.startsWith("^") ? /^(?:[^\\$]|\\.)*\$/ : /^[^ ]*/).exec(text)?.[0] ?? text;
  const given = argumentsOf(text.slice(name.length + 1));
  const all = Object.entries(digests).map(([kind, value]) => `${kind}:${value}`);
  return { isNegated: negated === true, name, arguments: given, digests: all.sort() };
}

/** The parser's file in the same form. */
export function flattened({ grants, defaults, aliases }: SudoersFile): Flat {
  return {
    grants: grants.map(({ users, hosts, runAsUsers, runAsGroups, options, tags, command }) => ({
      users: users.map(textOf),
      hosts: hosts.map(textOf),
      runAsUsers: runAsUsers?.map(textOf),
      runAsGroups: runAsGroups?.map(textOf),
      options: { ...optionsOf(options), ...tagsOf(tags, command) },
      command: plain(command),
    })),
    defaults: defaults.map(({ binding, name, operator, value }) => ({
      binding: binding?.members.map(textOf),
      option: optionOf(name, operator, value),
    })),
    aliases: Object.fromEntries(
      aliases.map(({ name, members, commands }) => [name, [...members.map(textOf), ...commands.map(plain)]]),
    ),
  };
}

function textOf({ name, isNegated }: SudoersMember): string {
  return `${isNegated ? "!" : ""}${name}`;
}

function plain({ isNegated, name, arguments: given, digests }: SudoersCommand) {
  return { isNegated, name, arguments: given, digests: [...digests].sort() };
}

const UNITS: Readonly<Record<string, number>> = { d: 86_400, h: 3600, m: 60, s: 1 };

function optionsOf(options: Readonly<Record<string, string>>) {
  const names = { CWD: "runcwd", CHROOT: "runchroot", NOTBEFORE: "notbefore", NOTAFTER: "notafter" };
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => {
      if (name.startsWith("NOT")) return [names[name as keyof typeof names], value.replace(/Z?$/, "Z")];
      if (name !== "TIMEOUT") return [names[name as keyof typeof names], value];
      const seconds = [...value.matchAll(/(\d+)([dhms]?)/g)].map(
        ([, count, unit]) => Number(count) * (UNITS[unit ?? ""] ?? 1),
      );
      return ["command_timeout", seconds.reduce((sum, each) => sum + each, 0)];
    }),
  );
}

const TAGS: Readonly<Record<string, string>> = {
  ...{ PASSWD: "authenticate", EXEC: "noexec", INTERCEPT: "intercept", SETENV: "setenv", MAIL: "send_mail" },
  ...{ LOG_INPUT: "log_input", LOG_OUTPUT: "log_output", FOLLOW: "sudoedit_follow" },
};

/** `NOPASSWD` switches authentication off, `NOEXEC` switches noexec on; a grant of ALL has SETENV unless it says otherwise. */
function tagsOf(tags: ReadonlySet<string>, { name, isNegated }: SudoersCommand) {
  const written = [...tags].map((tag) => {
    const isNo = tag.startsWith("NO");
    const positive = isNo ? tag.slice(2) : tag;
    return [TAGS[positive] ?? positive, positive === "EXEC" ? isNo : !isNo];
  });
  const implied = name === "ALL" && !isNegated ? [["setenv", true]] : [];
  return Object.fromEntries([...implied, ...written]);
}

const LISTS: ReadonlySet<string> = new Set(["env_keep", "env_check", "env_delete", "log_servers"]);

function optionOf(name: string, operator: string, value: string | undefined) {
  if (value === undefined) return { [name]: operator === "set" };
  if (!LISTS.has(name)) return { [name]: value };
  const operation = { "=": "list_assign", "+=": "list_add", "-=": "list_remove" }[operator];
  return { operation, [name]: value.split(/[ \t]+/).filter((word) => word !== "") };
}

/** `(:group)` names no user; sudo 1.9.16 (Debian 13) writes the caller there as an empty name, 1.9.13 nothing. */
function runAsUsers(users: readonly Member[] | undefined, groups: readonly Member[] | undefined) {
  const names = users?.map(nameOf).filter((name) => name !== "");
  return names?.length === 0 && groups !== undefined ? undefined : names;
}
