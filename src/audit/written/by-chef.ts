const BEGINS = /^[ \t]*sudo[ \t]+["'(]?([^"'\n]*)["')]?[ \t]+do\b/;
const PROPERTY = /^[ \t]*(users?|groups?|commands|runas|nopasswd|setenv|template)\b[ \t]*(.*)$/;
/** A resource longer than this is none that a person wrote. */
const LONGEST = 60;

/** The rules that Chef's resource `sudo` makes: for all commands unless it names some, with a password unless it says otherwise. */
export function rulesOfChef(source: string): { readonly text: string; readonly lines: readonly number[] } | undefined {
  const written = source.split("\n");
  const rules: string[] = [];
  const lines: number[] = [];
  for (const [at, first] of written.entries()) {
    const name = BEGINS.exec(first)?.[1];
    if (name === undefined) continue;
    const end = written.slice(at, at + LONGEST).findIndex((line) => /^[ \t]*end\b/.test(line));
    const { text, line } = ruleOf(name, written.slice(at + 1, end < 0 ? at + LONGEST : at + end));
    if (text === undefined) continue;
    rules.push(text);
    lines.push(at + 1 + line);
  }
  return rules.length === 0 ? undefined : { text: `${rules.join("\n")}\n`, lines };
}

function ruleOf(name: string, body: readonly string[]): { readonly text: string | undefined; readonly line: number } {
  const said = new Map<string, { readonly value: string; readonly line: number }>();
  for (const [index, each] of body.entries()) {
    const [, key, value = ""] = PROPERTY.exec(each) ?? [];
    if (key === undefined) continue;
    const isOpen = value.startsWith("[") && !value.includes("]");
    const rest = isOpen
      ? body.slice(index + 1, body.findIndex((line, at) => at > index && line.includes("]")) + 1)
      : [];
    said.set(key, { value: [value, ...rest].join(" "), line: index + 1 });
  }
  if (said.has("template")) return { text: undefined, line: 0 };
  const users = [...names(said.get("users")?.value), ...names(said.get("user")?.value)];
  const groups = [...names(said.get("groups")?.value), ...names(said.get("group")?.value)].map((group) =>
    group.startsWith("%") ? group : `%${group}`,
  );
  const callers = [...users, ...groups];
  const who = callers.length > 0 ? callers.join(", ") : /^[\w.-]+$/.test(name) ? name : "$USER";
  const isOn = (key: string): boolean => /^\(?[ \t]*true\b/.test(said.get(key)?.value ?? "");
  const tags = `${isOn("nopasswd") ? "NOPASSWD: " : ""}${isOn("setenv") ? "SETENV: " : ""}`;
  const [runAs] = names(said.get("runas")?.value);
  const commands = said.get("commands");
  const named = names(commands?.value);
  const what = named.length > 0 ? named.join(", ") : "ALL";
  return { text: `${who} ALL=(${runAs ?? "ALL"}) ${tags}${what}`, line: commands?.line ?? 0 };
}

/** The texts of a value; what a run tells stands as a name. */
function names(value: string | undefined): readonly string[] {
  if (value === undefined) return [];
  if (/^\(?[ \t]*[a-z_]\w*[[.(]/.test(value)) return ["$NAME"];
  const words = /%w[[({]([^\])}]*)/.exec(value)?.[1];
  if (words !== undefined) return words.trim().split(/\s+/);
  const texts = [...value.matchAll(/"((?:\\.|[^"\\])*)"|'([^']*)'/g)].map((match) => match[1] ?? match[2] ?? "");
  return texts.length > 0
    ? texts.map((text) => text.replace(/#\{[^{}\n]{0,80}\}/g, "$$NAME"))
    : /\w/.test(value)
      ? ["$NAME"]
      : [];
}
