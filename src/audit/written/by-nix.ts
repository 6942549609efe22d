import { type NixValue, readNixValue } from "./nix-values.ts";

const NEEDS_NONE = /\bwheelNeedsPassword[ \t]*=[ \t]*(?:(?:lib\.)?mk(?:Force|Default)[ \t]+)?false[ \t]*;/;
const RULES = /\bextraRules[ \t\r\n]*=[ \t\r\n]*(?=\[)/g;
const PLACE = /\$\{[^{}\n]{1,80}\}/g;

/** The rules of sudo that NixOS makes of its options: a group of administrators without a password, and `extraRules`. */
export function rulesOfNix(source: string): { readonly text: string; readonly lines: readonly number[] } | undefined {
  const rules: string[] = [];
  const lines: number[] = [];
  for (const [index, each] of source.split("\n").entries()) {
    if (/^[ \t]*#/.test(each) || !NEEDS_NONE.test(each)) continue;
    rules.push("%wheel ALL=(ALL:ALL) NOPASSWD: ALL");
    lines.push(index + 1);
  }
  if (/\bsudo(?:-rs)?\b/.test(source))
    for (const match of source.matchAll(RULES)) {
      const value = readNixValue(source, match.index + match[0].length);
      for (const rule of value?.kind === "list" ? value.items : [])
        for (const { text, line } of grantsOf(rule)) {
          rules.push(text);
          lines.push(line);
        }
    }
  return rules.length === 0 ? undefined : { text: `${rules.join("\n")}\n`, lines };
}

/** What one of `extraRules` grants; each command stands where it is written. */
function* grantsOf(rule: NixValue): Iterable<{ readonly text: string; readonly line: number }> {
  if (rule.kind !== "set") return;
  const groups = textsOf(rule.entries.get("groups")).map((name) => `%${name}`);
  const callers = [...textsOf(rule.entries.get("users")), ...groups].filter((name) => /^%?[\w.$@-]+$/.test(name));
  const commands = rule.entries.get("commands");
  if (callers.length === 0 || commands?.kind !== "list") return;
  const runAs = textsOf(rule.entries.get("runAs"))[0] ?? "ALL:ALL";
  for (const command of commands.items) {
    const told = command.kind === "set" ? command.entries.get("command") : command;
    if (told?.kind !== "text" || told.text === "") continue;
    const options = command.kind === "set" ? textsOf(command.entries.get("options")) : [];
    const tags = options.filter((option) => /^[A-Z_]+$/.test(option)).map((option) => `${option}: `);
    const name = told.text
      .replace(PLACE, "/nix/store/package")
      .replace(/^\/nix\/store\/package(?=$|[ \t])/, "$$NAME/bin");
    yield { text: `${callers.join(", ")} ALL=(${runAs}) ${tags.join("")}${name}`, line: told.line };
  }
}

function textsOf(value: NixValue | undefined): readonly string[] {
  if (value?.kind === "text") return [value.text.replace(PLACE, "$$NAME")];
  return value?.kind === "list" ? value.items.flatMap((item) => (item.kind === "text" ? textsOf(item) : [])) : [];
}
