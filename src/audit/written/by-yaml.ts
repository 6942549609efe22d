import { readYaml } from "../parse/yaml/read-yaml.ts";
import type { YamlEntry, YamlNode, YamlScalar } from "../parse/yaml/types.ts";

/** A text of a description of a machine. */
export interface DescribedText {
  /** Where it is put, as far as that is told. */
  readonly target: string | undefined;
  readonly text: string;
  readonly lines: readonly number[];
}

/** What a description of a machine in YAML (Ansible, Salt, vmdb2, Butane) makes, as far as files are concerned. */
export interface Description {
  readonly texts: readonly DescribedText[];
  /** Commands for a shell, with the line on which they begin. */
  readonly scripts: readonly { readonly text: string; readonly line: number }[];
  /** Modes as of chmod(1), and capabilities, that files get. */
  readonly grants: readonly { readonly target: string; readonly mode: string; readonly line: number }[];
}

const TARGETS: readonly string[] = ["dest", "path", "filename", "file", "name"];
const SCRIPTS =
  /^(?:(?:ansible\.(?:builtin|legacy)\.)?(?:shell|command|raw)|cmd|snippets|cmd\.(?:run|wait|script)|postinst|chroot)$/;
/** What is looked for in a file, told to people, or asked. */
const NOT_WRITTEN =
  /^(?:regexp?|pattern|search\w*|insert(?:after|before)|before|after|old\w*|name|\w*msg|that|when|unless|onlyif|(?:changed|failed)_when|description|help|title|comment|label|notes?|example)$/;
const MODE = /^(?:0?[2-7]\d{3}|[ugoa]*[+=][rwxX]*s[rwxX]*(?:,.*)?)$/;

/** Characters that aliases may say again: what they repeat is held once for each. */
const MOST_REPEATED = 1024 * 1024;

/**
 * Reads a description; undefined for what is no YAML, and for one that repeats so much by aliases. What a template decides is taken as said, and
 * `{{ x }}` stands as `$x`.
 */
export function readDescription(text: string): Description | undefined {
  const { value, problems } = readYaml(withNames(text));
  if (problems.some(({ severity }) => severity === "error")) return undefined;
  const found = {
    texts: [] as DescribedText[],
    scripts: [] as { text: string; line: number }[],
    grants: [] as Description["grants"][number][],
  };
  let left = text.length + MOST_REPEATED;
  const visit = (node: YamlNode, key: string, target: string | undefined): void => {
    if (node.kind === "scalar") {
      left -= node.text.length;
      if (left < 0) return;
      if (SCRIPTS.test(key) && node.text.includes(" ")) found.scripts.push({ text: node.text, line: firstLine(node) });
      else if (!NOT_WRITTEN.test(key)) found.texts.push(...textOf(node, target));
      return;
    }
    const pairs = entriesOf(node);
    if (textIn(pairs, "state") === "absent") return;
    const named = targetOf(pairs) ?? target;
    found.texts.push(...rulesOfModule(key, pairs));
    found.grants.push(...grantsOf(key, pairs, named));
    if (node.kind === "list")
      for (const item of node.items) visit(item, item.kind === "map" && pairs.length === 0 ? "" : key, named);
    else
      for (const entry of node.entries) {
        const isPlace = entry.key.startsWith("/");
        visit(entry.value, entry.key === "name" && SCRIPTS.test(key) ? key : entry.key, isPlace ? entry.key : named);
      }
  };
  for (const document of value.documents) visit(document, "", undefined);
  return left < 0 ? undefined : found;
}

/** The entries of a map, or of a list whose items are maps of one entry each, as Salt has them. */
function entriesOf(node: YamlNode): readonly YamlEntry[] {
  if (node.kind === "map") return node.entries;
  if (node.kind !== "list") return [];
  const maps = node.items.flatMap((item) => (item.kind === "map" && item.entries.length === 1 ? item.entries : []));
  return new Set(maps.map(({ key }) => key)).size === maps.length ? maps : [];
}

function targetOf(pairs: readonly YamlEntry[]): string | undefined {
  const texts = TARGETS.flatMap((key) => textIn(pairs, key) ?? []);
  const place = texts.find((text) => text.includes("/") && !text.includes(" "));
  return place ?? texts.find((text) => /^[\w@$.-]+\.(?:service|pkla|rules)$/.test(text));
}

function textOf(node: YamlScalar, target: string | undefined): DescribedText[] {
  if (typeof node.value !== "string") return [];
  const lines = node.text.split("\n").map((_, index) => firstLine(node) + index);
  return [{ target, text: node.text, lines }];
}

/** Ansible's `community.general.sudoers`: without a password unless it says otherwise. */
function rulesOfModule(key: string, pairs: readonly YamlEntry[]): DescribedText[] {
  if (!/^(?:community\.general\.)?sudoers$/.test(key)) return [];
  const commands = pairs.find((pair) => pair.key === "commands");
  const group = textIn(pairs, "group");
  const who = textIn(pairs, "user") ?? (group && `%${group}`);
  if (!commands || who === undefined) return [];
  const runAs = textIn(pairs, "runas");
  const asked = /^(?:false|no)$/i.test(textIn(pairs, "nopassword") ?? "");
  const kept = /^(?:true|yes)$/i.test(textIn(pairs, "setenv") ?? "");
  const tags = `${asked ? "" : "NOPASSWD:"}${kept ? "SETENV:" : ""}`;
  const listed = commands.value.kind === "list" ? commands.value.items : [commands.value];
  return listed.flatMap((command) => {
    if (command.kind !== "scalar") return [];
    const rule = `${who} ${textIn(pairs, "host") ?? "ALL"}=${runAs ? `(${runAs})` : ""}${tags} ${command.text}\n`;
    return [{ target: "/etc/sudoers.d/ansible", text: rule, lines: [command.line] }];
  });
}

function grantsOf(
  key: string,
  pairs: readonly YamlEntry[],
  target: string | undefined,
): Description["grants"][number][] {
  if (target === undefined || /^(?:directory|link)$/.test(textIn(pairs, "state") ?? "")) return [];
  if (/directory/.test(key)) return [];
  const given = pairs.find((pair) => pair.key === "mode" || pair.key === "capability");
  if (given?.value.kind !== "scalar") return [];
  const { text, line } = given.value;
  return given.key === "capability" || MODE.test(text) ? [{ target, mode: text, line }] : [];
}

function textIn(pairs: readonly YamlEntry[], key: string): string | undefined {
  const value = pairs.findLast((pair) => pair.key === key)?.value;
  return value?.kind === "scalar" ? value.text : undefined;
}

/** A text of several lines stands below its `|`. */
function firstLine({ text, line }: YamlScalar): number {
  return text.includes("\n") ? line + 1 : line;
}

/** What a template decides is blank, and a value that it puts in is a name; every line stays where it is. */
function withNames(text: string): string {
  if (!/\{[{%#]/.test(text)) return text;
  return text
    .replace(/\{%[^%\n]{0,400}%\}|\{#[^#\n]{0,400}#\}/g, "")
    .replace(/\{\{[^{}\n]{0,400}\}\}/g, (whole) => `$${/[A-Za-z_]\w*/.exec(whole)?.[0] ?? "NAME"}`);
}
