import type { Description, Grant } from "./types.ts";

const HEAD = [
  "# Written by `sameday sudoers generate` from a description, which holds the reasons.",
  "# Change the description and write this file again; changes made here are lost.",
];

/** The rules of a description in the syntax of sudoers(5): the same description gives the same bytes. */
export function renderSudoers({ grants }: Description): string {
  return `${[...HEAD, ...grants.flatMap((grant) => ["", ...comments(grant), ...rules(grant)])].join("\n")}\n`;
}

/** Each reason is one line: what could end a comment was refused when the description was read, and is taken out here once more. */
function comments(grant: Grant): readonly string[] {
  const { id, purpose, runAs, runAsReason, arguments: given, blankReason, withoutPassword } = grant;
  const lines = [
    `${id}: ${purpose}`,
    ...(runAsReason === undefined ? [] : [`Runs as ${runAs}: ${runAsReason}`]),
    ...(withoutPassword === undefined ? [] : [`Without a password: ${withoutPassword}`]),
    ...(given.kind === "any" ? [`With any arguments: ${given.reason}`] : []),
    ...(blankReason === undefined ? [] : [`With blanks in arguments: ${blankReason}`]),
    ...grant.environment.map(({ value, reason }) => `Keeps ${value}: ${reason}`),
    ...grant.settings.map(({ value, reason }) => `With ${value}: ${reason}`),
  ];
  return lines.map((line) => `# ${line.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ")}`);
}

function rules(grant: Grant): readonly string[] {
  const alias = aliasOf(grant.id);
  const tags = [
    grant.withoutPassword === undefined ? "PASSWD:" : "NOPASSWD:",
    "NOSETENV:",
    ...(grant.noexec ? ["NOEXEC:"] : []),
  ];
  const kept = grant.environment.map(({ value }) => value);
  return [
    `Cmnd_Alias ${alias} = ${commands(grant).join(", \\\n    ")}`,
    ...(kept.length === 0 ? [] : [`Defaults!${alias} env_keep += "${kept.join(" ")}"`]),
    ...grant.settings.map(({ value }) => `Defaults!${alias} ${value}`),
    `${grant.from} ALL = (${grant.runAs}) ${tags.join(" ")} ${alias}`,
  ];
}

/** `collect-logs` as sudo wants the name of an alias. */
export function aliasOf(id: string): string {
  return `GRANT_${id.toUpperCase().replaceAll("-", "_")}`;
}

function commands({ command, arguments: given, digests }: Grant): readonly string[] {
  const before = digests.length === 0 ? "" : `${digests.join(", ")} `;
  if (given.kind === "any") return [before + command];
  const lists = given.kind === "none" ? [[]] : given.lists;
  return lists.map((list) => `${before}${command} ${list.length === 0 ? '""' : list.map(escapeArgument).join(" ")}`);
}

/**
 * One argument so that sudo matches it and nothing else. sudoers(5) takes a backslash away from `,`, `:`, `=`, `#`, `\` and
 * blanks, and leaves it before what fnmatch(3) would take for a pattern.
 */
export function escapeArgument(argument: string): string {
  return argument
    .replace(/\\/g, "\\\\\\\\")
    .replace(/[*?[\]!^]/g, "\\$&")
    .replace(/[,:=# \t]/g, "\\$&");
}
