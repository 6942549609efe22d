import type { SudoersFile } from "../parse/sudoers/types.ts";
import { meaningOf, type Right, type Setting } from "./meaning.ts";
import { isRefusedVariable } from "./refused-variables.ts";
import { GRANT_SETTINGS } from "./types.ts";

export interface Imported {
  /** A description without reasons, which is refused until a person has written them. */
  readonly toml: string;
  /** Rules that have no safe form, one sentence each. */
  readonly left: readonly string[];
}

const USER = /^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/;
const COMMAND = /^(?:\/[A-Za-z0-9_+@][A-Za-z0-9._+@-]*)+$/;
const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;
/** Tags that a description can say, or that say what holds anyway. */
const TAGS: ReadonlySet<string> = new Set(["PASSWD", "NOPASSWD", "NOEXEC", "EXEC", "NOSETENV"]);

/** Existing rules as a description. What has no safe form is told, and nothing is left out in silence. */
export function importRules(files: readonly SudoersFile[]): Imported {
  const { rights, settings } = meaningOf(files);
  const left: string[] = files.flatMap(({ includes }) =>
    includes.map(({ path }) => `${path} is taken in by an include; import it too.`),
  );
  const taken = new Map<string, readonly Setting[]>();
  for (const setting of settings) {
    const command = boundCommand(setting);
    if (command === undefined) left.push(`The setting "${setting.says}" is for no single command, or is not offered.`);
    else taken.set(command, withOnce(taken.get(command) ?? [], setting));
  }
  const ids = new Set<string>();
  const entries: string[] = [];
  const used = new Set<string>();
  for (const right of rights) {
    const fault = withoutForm(right);
    if (fault) {
      left.push(`${right.says}: ${fault}`);
      continue;
    }
    used.add(right.command.name);
    for (const runAs of runAsOf(right)) entries.push(entryOf(right, runAs, taken.get(right.command.name) ?? [], ids));
  }
  for (const [command, those] of taken)
    if (!used.has(command))
      left.push(...those.map(({ says }) => `The setting "${says}" is for a command that no rule here grants.`));
  const notes = left.map((line) => `# NOT TAKEN OVER: ${oneLine(line)}`);
  const head =
    "# Made by `sameday sudoers import`. It is refused until every reason is written; see docs/guides/sudoers.md.";
  return { toml: `${[head, ...notes, ...entries.flatMap((entry) => ["", entry])].join("\n")}\n`, left };
}

/** A list of commands that a setting is for may have one program several times, each with other arguments. */
function withOnce(settings: readonly Setting[], setting: Setting): readonly Setting[] {
  const what = ({ says }: Setting): string => says.slice(says.lastIndexOf(": "));
  return settings.some((one) => what(one) === what(setting)) ? settings : [...settings, setting];
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ");
}

/** The command that a setting is for, when a description can say it. */
function boundCommand({ says, setting: { binding, name, operator } }: Setting): string | undefined {
  const sign = operator === "unset" ? `!${name}` : name;
  const isOffered = GRANT_SETTINGS.some((offered) => offered === sign);
  const variable = / env_keep \+= ([A-Za-z_][A-Za-z0-9_]*)$/.exec(says)?.[1];
  if (binding?.kind !== "command" || (!isOffered && (variable === undefined || isRefusedVariable(variable))))
    return undefined;
  const command = /^for (\S+)/.exec(says)?.[1];
  return command !== undefined && COMMAND.test(command.replace(/:$/, "")) ? command.replace(/:$/, "") : undefined;
}

/** Why a right cannot stand in a description. */
function withoutForm({ user, grant, command, runAs }: Right): string | undefined {
  const { runAsGroups, hosts, options, tags } = grant;
  const given = command.arguments;
  if (command.isNegated) return "what is taken away from a list can be run under another name; name what is allowed.";
  if (command.name === "ALL") return "every command is no command; name those that are needed.";
  if (!COMMAND.test(command.name)) return "it is not the absolute path of one program.";
  if (given.kind === "wildcard") return "a wildcard matches more than it seems to; list the arguments as alternatives.";
  if (given.kind === "regex") return "arguments by an expression have no form; list them as alternatives.";
  if (given.kind === "fixed" && (/(?! )[\p{C}\p{Z}]/u.test(given.text) || given.text.split(" ").includes("")))
    return "its arguments hold empty words or control characters.";
  if (!USER.test(user.replace(/^%/, "")) || /^[A-Z][A-Z0-9_]*$/.test(user))
    return `"${user}" is not one user or group.`;
  if (hosts.some(({ name, isNegated }) => name !== "ALL" || isNegated)) return "it is for certain hosts.";
  if (runAsGroups !== undefined) return "it chooses a group to run as.";
  if (runAs?.length === 0 || runAs?.some((name) => !USER.test(name) || /^[A-Z][A-Z0-9_]*$/.test(name)))
    return "the accounts that it runs as are not named one by one.";
  if (Object.keys(options).length > 0) return `it has the options ${Object.keys(options).join(", ")}.`;
  const tag = [...tags].find((each) => !TAGS.has(each));
  if (tag !== undefined) return `it has the tag ${tag}.`;
  const digest = command.digests.find((each) => !DIGEST.test(each));
  return digest === undefined ? undefined : `its digest ${digest} is not sha256 or sha512 in hexadecimal digits.`;
}

function runAsOf({ runAs }: Right): readonly string[] {
  return [...new Set(runAs ?? ["root"])];
}

const quoted = (text: string): string => JSON.stringify(text).replaceAll("\u007f", "\\u007f");

function entryOf(
  { user, grant, command }: Right,
  runAs: string,
  settings: readonly Setting[],
  ids: Set<string>,
): string {
  const { name, arguments: given, digests } = command;
  const lists = given.kind === "fixed" ? `fixed = [${given.text.split(" ").map(quoted).join(", ")}]` : undefined;
  const variables = settings.filter(({ setting }) => setting.name === "env_keep");
  const others = settings.filter(({ setting }) => setting.name !== "env_keep");
  const line = (key: string, value: string): string => `${key} = ${value}`;
  return [
    "[[grant]]",
    line("id", quoted(freshId(name, ids))),
    line("purpose", '""'),
    line("from", quoted(user)),
    line("run-as", quoted(runAs)),
    ...(runAs === "root" ? [line("run-as-reason", '""')] : []),
    line("command", quoted(name)),
    line("arguments", given.kind === "any" ? '{ any-reason = "" }' : `{ ${lists ?? "none = true"} }`),
    ...(grant.tags.has("NOPASSWD") ? [line("authentication", '"off"'), line("authentication-reason", '""')] : []),
    ...(grant.tags.has("NOEXEC") ? [line("noexec", "true")] : []),
    ...(digests.length > 0 ? [line("digests", `[${digests.map(quoted).join(", ")}]`)] : []),
    ...variables.flatMap(({ says }) => [
      "[[grant.environment]]",
      line("variable", quoted(says.split(" ").at(-1) ?? "")),
      line("reason", '""'),
    ]),
    ...others.flatMap(({ setting }) => [
      "[[grant.setting]]",
      line("name", quoted(setting.operator === "unset" ? `!${setting.name}` : setting.name)),
      line("reason", '""'),
    ]),
  ].join("\n");
}

/** The program's name, with a number where several grants have it. */
function freshId(command: string, ids: Set<string>): string {
  const words =
    command
      .slice(command.lastIndexOf("/") + 1)
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? [];
  const plain =
    words
      .join("-")
      .replace(/^[^a-z]+/, "")
      .slice(0, 50)
      .replace(/-+$/, "") || "grant";
  let id = plain;
  for (let count = 2; ids.has(id); count += 1) id = `${plain}-${count}`;
  ids.add(id);
  return id;
}
