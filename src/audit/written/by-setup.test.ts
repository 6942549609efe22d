// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what is put into texts looks like it
import { expect, test } from "vitest";
import { imageOf } from "../entries/testing.ts";
import { readIni } from "../parse/ini/read-ini.ts";
import { sudoersSources } from "./sudoers-sources.ts";
import { unitFiles } from "./unit-files.ts";

/** `line account command` of each grant. */
function rules(path: string, text: string): string[] {
  return sudoersSources(imageOf({ [path]: text })).flatMap(({ value }) =>
    value.grants.map(
      ({ users, command, tags }) => `${command.line} ${users[0]?.name} ${[...tags].join(" ")} ${command.name}`,
    ),
  );
}

/** `place:line program` of each program that a service starts. */
function starts(path: string, text: string): string[] {
  return unitFiles(imageOf({ [path]: text })).flatMap((file) =>
    readIni(file.text()).value.sections.flatMap(({ keys }) =>
      keys.filter(({ key }) => key === "ExecStart").map(({ line, value }) => `${file.installedPath}:${line} ${value}`),
    ),
  );
}

test.each([
  [
    "a line that Ansible adds",
    "- name: sudoers\n  lineinfile:\n    path: /etc/sudoers\n    regexp: '^%sudo ALL=(ALL) ALL'\n    line: '%sudo ALL=(ALL) NOPASSWD: ALL'\n",
    ["5 %sudo NOPASSWD ALL"],
  ],
  [
    "a text that Ansible copies",
    '- copy:\n    dest: "/etc/sudoers.d/{{ user }}"\n    content: |\n      # {{ managed }}\n      {{ user }} ALL=(root) NOPASSWD: /bin/a\n',
    ["5 $user NOPASSWD /bin/a"],
  ],
  [
    "Ansible's own module",
    "- community.general.sudoers:\n    name: a # sudoers\n    user: kim\n    commands:\n      - /bin/a\n      - /bin/b x\n- community.general.sudoers: # takes it back\n    name: c\n    state: absent\n    user: kim\n    commands: ALL\n",
    ["5 kim NOPASSWD /bin/a", "6 kim NOPASSWD /bin/b"],
  ],
  [
    "a line that Ansible takes away",
    "- lineinfile:\n    dest: /etc/sudoers\n    state: absent\n    line: 'kim ALL=(ALL) NOPASSWD: ALL'\n",
    [],
  ],
  ["a command of Ansible", "- shell: |\n    set -e\n    echo 'kim ALL=ALL' > /etc/sudoers.d/kim\n", ["3 kim  ALL"]],
  ["a variable", "sudoers_rules:\n  - '%{{ group }} ALL=NOPASSWD: /bin/a'\n", ["2 %$group NOPASSWD /bin/a"]],
  [
    "Salt",
    "/etc/sudoers.d/kim:\n  file.managed:\n    - contents: |\n        kim ALL=(ALL) NOPASSWD: ALL\n{% if grains.x %}\n    - mode: '0440'\n{% endif %}\n",
    ["4 kim NOPASSWD ALL"],
  ],
  ["a pillar of Salt", "sudoers:\n  users:\n    kim:\n      - 'ALL=(ALL) NOPASSWD: ALL'\n", ["4 $USER NOPASSWD ALL"]],
  [
    "accounts and files of a machine that is made",
    "vm:\n  data:\n    users:\n      - name: kim\n        sudo: ALL=(ALL) NOPASSWD:ALL # sudoers\n    write_files:\n      - path: /etc/sudoers.d/a\n        content: ben ALL=ALL\n",
    ["8 ben  ALL", "5 $USER NOPASSWD ALL", "8 ben  ALL", "5 kim NOPASSWD ALL"],
  ],
])("%s", (_, text, expected) => {
  expect(rules("setup /opt/a.yml", text).sort()).toEqual(expected.toSorted());
});

test("texts of programs, and recipes of just", () => {
  expect(
    rules("setup /opt/a.php", "<?php\n$f = '/etc/sudoers.d/a';\nput($f, $u . ' ALL=(ALL) NOPASSWD: ALL');\n"),
  ).toEqual(["3 $USER NOPASSWD ALL"]);
  expect(
    rules("python /opt/a.py", "p = '/etc/sudoers.d/a'\nopen(p, 'w').write('kim ALL=NOPASSWD: /bin/a\\n')\n"),
  ).toEqual(["2 kim NOPASSWD /bin/a"]);
  const just =
    'a := "b"\n\n# adds\n[group("x")]\nadd who="kim": other\n    @echo "{{ who }} ALL = NOPASSWD: /bin/a" | sudo tee /etc/sudoers.d/a\n\nother:\n    true\n';
  expect(rules("setup /opt/Justfile", just)).toEqual(["6 $who NOPASSWD /bin/a"]);
});

test("a file of many short scripts takes no longer for those at its end", () => {
  const before = process.cpuUsage();
  const last = "z:\n  echo 'kim ALL=NOPASSWD: /bin/a' > /etc/sudoers.d/kim\n";
  const text = `${"a:\n  visudo # /etc/sudoers\n".repeat(10_000)}${last}`;
  expect(rules("setup /opt/justfile", text)).toEqual(["20002 kim NOPASSWD /bin/a"]);
  expect(process.cpuUsage(before).user).toBeLessThan(2_000_000);
});

test("a program that names no place for rules speaks of them", () => {
  expect(rules("javascript /opt/a.js", "const READY = '%kim ALL=(ALL) NOPASSWD: ALL'; // sudoers(5)\n")).toEqual([]);
});

test("what a program documents is no rule", () => {
  const pod =
    "#!/usr/bin/perl\n=head1 SUDO\n\nRun visudo and add:\n\n  nagios ALL=(root) NOPASSWD: ALL\n\n=cut\nexit;\n";
  expect(rules("perl /opt/a.pl", pod)).toEqual([]);
  const examples =
    "EXAMPLES = r'''\n- lineinfile:\n    path: /etc/sudoers\n    line: '%ADMIN ALL=(ALL) NOPASSWD: ALL'\n'''\n";
  expect(rules("python /opt/a.py", examples)).toEqual([]);
});

test("what tests have in them is nobody's rule", () => {
  const text = "put('/etc/sudoers.d/a', 'kim ALL=NOPASSWD: ALL')\n";
  expect(rules("setup /opt/a.go", text)).toHaveLength(1);
  expect(rules("setup /opt/a_test.go", text)).toEqual([]);
  expect(rules("python /opt/molecule/a.py", text)).toEqual([]);
});

const UNIT = "[Unit]\nDescription=x\n\n[Service]\nExecStart=/opt/p\n";
const indented = UNIT.replaceAll("\n", "\n        ");

test.each([
  [
    "Ansible",
    "setup /opt/a.yml",
    `- copy:\n    dest: /etc/systemd/system/x.service\n    content: |\n        ${indented}\n`,
    ["/etc/systemd/system/x.service:8 /opt/p"],
  ],
  [
    "Salt, with a header",
    "setup /opt/a.sls",
    `x:\n  file.managed:\n    - name: /etc/systemd/system/x.service\n    - contents: |\n        {{ header }}\n        ${indented}\n`,
    ["/etc/systemd/system/x.service:10 /opt/p"],
  ],
  [
    "a user's",
    "setup /opt/a.yml",
    `- copy:\n    dest: ~/.config/systemd/user/x.service\n    content: |\n        ${indented}\n`,
    ["/etc/systemd/user/x.service:8 /opt/p"],
  ],
  ["Go", "setup /opt/a.go", `package a\n\nconst unit = \`${UNIT}\`\n`, ["/etc/systemd/system/$NAME.service:7 /opt/p"]],
  ["Python", "python /opt/a.py", `UNIT = """\n${UNIT}"""\n`, ["/etc/systemd/system/$NAME.service:6 /opt/p"]],
  [
    "Python, of a user",
    "python /opt/a.py",
    `P = "systemd/user/x"\nUNIT = """${UNIT}"""\n`,
    ["/etc/systemd/user/$NAME.service:6 /opt/p"],
  ],
  ["no unit", "python /opt/a.py", 'A = "[Service]"\nB = """\n[Service]\nkeys follow\n"""\n', []],
])("a unit of %s", (_, path, text, expected) => {
  expect(starts(path, text)).toEqual(expected);
});
