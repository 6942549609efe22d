import { expect, test } from "vitest";
import { imageOf } from "../entries/testing.ts";
import { shellOfInstaller } from "./by-installer.ts";
import { sudoersSources } from "./sudoers-sources.ts";

const POST = "echo 'kim ALL=(ALL) NOPASSWD: ALL' >> /etc/sudoers.d/kim";

test.each<[string, string, string[]]>([
  ["what follows the installation", `lang en\n%packages\n@core\n%end\n%post --log=/x\n${POST}\n%end\n`, ["5", POST]],
  ["sections without an end", `%pre\nfalse\n%post\n${POST}\n%packages\n@core\n`, ["3", POST]],
  ["a shell as interpreter", `%post --interpreter /bin/bash\n${POST}\n%end\n`, ["1", POST]],
  ["another interpreter", `%post --interpreter=/usr/bin/python3\n${POST}\n%end\n`, []],
  ["a command of preseed", `d-i x/y string z\nd-i preseed/late_command string ${POST}\n`, ["1", POST]],
  [
    "its further lines",
    `d-i preseed/late_command string \\\n true; \\\n${POST}\nd-i a/b string c\n`,
    ["0", "\\", " true; \\", POST],
  ],
  [
    "a script in JSON",
    '{\n "a": "b",\n "content": "#!/bin/bash\\n# c\\necho \'x\' > /y\\ntrue"\n}\n',
    ["2", "echo 'x' > /y; true"],
  ],
  [
    "other strings of JSON",
    '{"a": "#!/usr/bin/python3\\nx", "b": "#!/bin/sh\\ncat <<E\\nE", "c": "#!/bin/sh\\q"}\n',
    [],
  ],
  [
    "a list of commands",
    '{\n "postinstall": [\n  "#!/bin/sh",\n  "echo \'x\' >/y",\n  "true"\n ]\n}\n',
    ["3", "echo 'x' >/y"],
  ],
  [
    "a list in HCL",
    'build {\n provisioner "shell" {\n  inline = ["echo \\"x\\" | sudo tee /y"]\n }\n}\n',
    ["2", 'echo "x" | sudo tee /y'],
  ],
  [
    "what is typed",
    'boot_command = [\n # a\n "<wait5s>a<enter>",\n "echo x > /y<wait><enter><wait5s>",\n]\n',
    ["3", "echo x > /y"],
  ],
])("%s", (_, text, [before, ...expected]) => {
  const shell = shellOfInstaller(text);
  expect(shell.split("\n")).toHaveLength(text.split("\n").length);
  expect(shell.split("\n").filter((line) => line !== "")).toEqual(expected);
  if (before !== undefined) expect(shell.startsWith("\n".repeat(Number(before)))).toBe(true);
});

test("rules that an installer writes stand at its lines", () => {
  const kickstart = `lang en\n%post\n${POST}\n%end\n`;
  const preseed = `# c\nd-i preseed/late_command string \\\nsh -c "echo 'ben ALL = /bin/a' > /target/etc/sudoers.d/ben && \\\ntrue"\n`;
  const context = imageOf({ "installer /opt/ks": kickstart, "installer /opt/preseed": preseed });
  const found = sudoersSources(context).flatMap(({ file, value }) =>
    value.grants.map(({ users, command }) => `${file.path}:${command.line} ${users[0]?.name}`),
  );
  expect(found).toEqual(["opt/ks:3 kim", "opt/preseed:3 ben"]);
});
