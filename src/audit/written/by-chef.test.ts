// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Ruby puts values in like it
import { expect, test } from "vitest";
import { rulesOfChef } from "./by-chef.ts";

/** Rules that are found, as `line: text`. */
function found(source: string): string[] {
  const made = rulesOfChef(source);
  return made
    ? made.text
        .trimEnd()
        .split("\n")
        .map((text, index) => `${made.lines[index]}: ${text}`)
    : [];
}

test.each([
  ["every command", "sudo 'kim' do\n  user 'kim'\n  nopasswd true\nend", ["1: kim ALL=(ALL) NOPASSWD: ALL"]],
  ["the resource's name", "sudo 'kim' do\n  nopasswd true\nend", ["1: kim ALL=(ALL) NOPASSWD: ALL"]],
  [
    "commands",
    "sudo 'x' do\n  group '%adm'\n  runas 'root'\n  commands ['/bin/a', '/bin/b *']\n  nopasswd true\n  setenv true\nend",
    ["4: %adm ALL=(root) NOPASSWD: SETENV: /bin/a, /bin/b *"],
  ],
  [
    "commands on lines of their own",
    "sudo 'x' do\n  users %w(kim ben)\n  commands [\n    '/bin/a',\n    \"#{dir}/b\"\n  ]\nend",
    ["3: kim, ben ALL=(ALL) /bin/a, $NAME/b"],
  ],
  ["a name of a run's", "sudo 'x y' do\n  user node['a']['b']\nend", ["1: $NAME ALL=(ALL) ALL"]],
  ["a template", "sudo 'x' do\n  template 'x.erb'\nend", []],
  ["another resource", "service 'sudo' do\n  action :start\nend", []],
  ["an end that is missing", "sudo 'kim' do\n  nopasswd true", ["1: kim ALL=(ALL) NOPASSWD: ALL"]],
])("%s", (_, source, expected) => {
  expect(found(source)).toEqual(expected);
});
