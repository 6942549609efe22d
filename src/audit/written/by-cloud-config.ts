import { readYaml } from "../parse/yaml/read-yaml.ts";
import type { YamlEntry, YamlNode, YamlScalar } from "../parse/yaml/types.ts";
import type { WrittenText } from "./types.ts";

/** What cloud-init does with its settings, as far as files are concerned: what it writes, and the commands that it runs. */
export interface CloudConfig {
  readonly texts: readonly WrittenText[];
  /** A script whose lines are those of the settings. */
  readonly shell: string;
}

/** Where cloud-init puts the sudo rules of its accounts. */
const USERS_RULES = "/etc/sudoers.d/90-cloud-init-users";
/** Lists of commands, of cloud-init and of Ubuntu's installer. */
const COMMANDS: ReadonlySet<string> = new Set(["runcmd", "bootcmd", "early-commands", "late-commands"]);

export function readCloudConfig(text: string): CloudConfig {
  const texts: WrittenText[] = [];
  const commands: YamlNode[] = [];
  const visit = (node: YamlNode): void => {
    if (node.kind === "list") node.items.forEach(visit);
    if (node.kind !== "map") return;
    for (const { key, value } of node.entries) {
      if (COMMANDS.has(key) && value.kind === "list") commands.push(...value.items);
      else if (key === "write_files") texts.push(...itemsOf(value).flatMap(writtenFile));
      else if (key === "users") texts.push(...itemsOf(value).flatMap(rulesOfUser));
      else if (key === "default_user") texts.push(...rulesOfUser(value));
      else visit(value);
    }
  };
  for (const document of readYaml(text).value.documents) visit(document);
  return { texts, shell: scriptOf(commands) };
}

/** Accounts and files in any description that has them in cloud-init's form, for itself or for a machine that it makes. */
export function cloudConfigOf(text: string): readonly WrittenText[] {
  return /\bsudo["']?:|write_files/.test(text) ? readCloudConfig(text).texts : [];
}

/** A list, or a map of names to what would be an item. */
function itemsOf(node: YamlNode): readonly YamlNode[] {
  if (node.kind === "list") return node.items;
  return node.kind === "map" ? node.entries.map(({ value }) => value) : [];
}

/** `sudo:` of an account is one rule or several, without the name in front. */
function rulesOfUser(user: YamlNode): WrittenText[] {
  const name = scalarOf(user, "name")?.text || "$USER";
  const rules = entryOf(user, "sudo")?.value;
  const given = rules?.kind === "list" ? rules.items : rules ? [rules] : [];
  return given.flatMap((rule) => {
    if (rule.kind !== "scalar" || typeof rule.value !== "string") return [];
    return [ownText(USERS_RULES, `${name} ${rule.text.replaceAll("\n", " ")}\n`, [rule.line])];
  });
}

function writtenFile(file: YamlNode): WrittenText[] {
  const path = scalarOf(file, "path")?.text;
  const content = scalarOf(file, "content");
  if (!path || !content || entryOf(file, "encoding")) return [];
  const lines = content.text.split("\n").map((_, index) => firstLine(content) + index);
  return [ownText(path, content.text, lines)];
}

function ownText(target: string, text: string, lines: readonly number[]): WrittenText {
  return { target, text, lines, isOwn: () => true };
}

/** Each command is a text for a shell, or its words. */
function scriptOf(commands: readonly YamlNode[]): string {
  const lines: string[] = [];
  const put = (text: string, line: number): void => {
    while (lines.length < line - 1) lines.push("");
    lines.push(...text.replace(/\n$/, "").split("\n"));
  };
  for (const command of commands) {
    if (command.kind === "scalar") put(command.text, firstLine(command));
    if (command.kind === "list") {
      const words = command.items.flatMap((word) => (word.kind === "scalar" ? [quoted(word.text)] : []));
      put(words.join(" ").replaceAll("\n", " "), command.line);
    }
  }
  return lines.join("\n");
}

function quoted(word: string): string {
  return /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** A text of several lines stands below its `|`. */
function firstLine({ text, line }: YamlScalar): number {
  return text.includes("\n") ? line + 1 : line;
}

function entryOf(node: YamlNode, key: string): YamlEntry | undefined {
  return node.kind === "map" ? node.entries.findLast((entry) => entry.key === key) : undefined;
}

function scalarOf(node: YamlNode, key: string): YamlScalar | undefined {
  const value = entryOf(node, key)?.value;
  return value?.kind === "scalar" ? value : undefined;
}
