import fc from "fast-check";
import { expect, test } from "vitest";
import { imageOf } from "../entries/testing.ts";
import { readCloudConfig } from "./by-cloud-config.ts";
import { sudoersSources } from "./sudoers-sources.ts";

function rules(text: string): string[] {
  return sudoersSources(imageOf({ "cloud-config /etc/cloud/cloud.cfg": text })).flatMap(({ file, value }) =>
    value.grants.map(({ users, command }) => `${file.installedPath}:${command.line} ${users[0]?.name} ${command.name}`),
  );
}

const USERS = "/etc/sudoers.d/90-cloud-init-users";

test.each<[string, string, string[]]>([
  [
    "an account",
    "#cloud-config\nusers:\n - default\n - name: kim\n   sudo: ALL=(ALL) NOPASSWD:ALL\n",
    [`${USERS}:5 kim ALL`],
  ],
  [
    "several rules of the account that images have",
    'system_info:\n  default_user:\n    name: kim\n    sudo: ["ALL=(ALL) /bin/a",\n      "ALL=(ALL) /bin/b"]\n',
    [`${USERS}:4 kim /bin/a`, `${USERS}:5 kim /bin/b`],
  ],
  ["an account without a name", "users:\n - sudo: ALL=(ALL) ALL\n", [`${USERS}:2 $USER ALL`]],
  ["no rule", "users:\n - name: kim\n   sudo: false\n - name: ben\n   sudo: null\n - sudo: {}\n", []],
  [
    "a file that is written",
    "write_files:\n- path: /etc/sudoers.d/x\n  content: |\n    # c\n    kim ALL = /bin/a\n- path: /etc/y\n  content: kim ALL = ALL\n",
    ["/etc/sudoers.d/x:5 kim /bin/a"],
  ],
  [
    "commands, as texts and as words",
    "runcmd:\n - echo 'kim ALL = /bin/a' > /etc/sudoers.d/x\n - [sh, -c, \"echo 'kim ALL = /bin/b' > /etc/sudoers.d/y\"]\n - |\n   true\n   echo 'kim ALL = /bin/c' | tee /etc/sudoers.d/z\n - echo 'kim ALL = /bin/d' > /etc/sudoers.d/v\n",
    [
      "/etc/sudoers.d/x:2 kim /bin/a",
      "/etc/sudoers.d/y:3 kim /bin/b",
      "/etc/sudoers.d/z:6 kim /bin/c",
      "/etc/sudoers.d/v:7 kim /bin/d",
    ],
  ],
  [
    "commands of an installer",
    "#cloud-config\nautoinstall:\n  late-commands:\n    - echo 'kim ALL=(ALL) NOPASSWD:ALL' > /target/etc/sudoers.d/kim\n",
    ["/etc/sudoers.d/kim:4 kim ALL"],
  ],
  ["rules elsewhere", "growpart:\n  sudo: ALL=(ALL) ALL\nmounts: [[a, b]]\n", []],
])("%s", (_, text, expected) => {
  expect(rules(text)).toEqual(expected);
});

test("any settings are read, with lines that are in them", () => {
  const word = fc.constantFrom(
    ..."users: name: sudo: default_user: write_files: path: content: | runcmd: - [ ] { } , a 'b \" & * ALL=(ALL) ! #".split(
      " ",
    ),
    "\n",
    "\n  ",
    "\n    - ",
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 60 }), (words) => {
      const text = words.join(" ");
      const count = text.split("\n").length;
      const { texts, shell } = readCloudConfig(text);
      for (const { lines } of texts) for (const line of lines) expect(line).toBeLessThanOrEqual(count + 1);
      expect(shell.length).toBeLessThanOrEqual(text.length * 4 + 100);
    }),
    { numRuns: 200 },
  );
});
