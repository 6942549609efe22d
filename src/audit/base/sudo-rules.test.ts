import { describe, expect, test } from "vitest";
import { imageOf } from "../entries/testing.ts";
import type { AuditedFile } from "../model.ts";
import { areJudgedAlone, makePrograms, standAlone } from "./sudo-rules.ts";

function rules(text: string): readonly AuditedFile[] {
  return imageOf({ "sudoers /etc/sudoers.d/a": text }).files;
}

describe("rules stand alone that neither name nor define what others do", () => {
  test.each<[string, boolean]>([
    ["ada ALL = NOPASSWD: /usr/bin/tool\n", true],
    ["ada ALL = (root) NOPASSWD: SETENV: ALL\n", true],
    ["Defaults:ada !authenticate\n", true],
    ["Cmnd_Alias T = /usr/bin/tool\n", false],
    ["ada ALL = T\n", false],
    ["ADMINS ALL = /usr/bin/tool\n", false],
    ["ada HERE = /usr/bin/tool\n", false],
    ["ada ALL = (SERVICES) /usr/bin/tool\n", false],
    ["Defaults!T env_keep += X\n", false],
    ["@include /etc/more\n", false],
  ])("%s", (text, alone) => {
    expect(standAlone(rules(text))).toBe(alone);
  });
});

describe("a rule makes a program of what is none by itself", () => {
  const image = imageOf({
    "python /usr/lib/x/part.py": "#!/usr/bin/python3\nimport os\n",
    "python /usr/lib/x/module.py": "import os\n",
    "python /usr/bin/tool": "#!/usr/bin/python3\nimport os\n",
    "shell /usr/bin/first*": "exec second\n",
    "shell /usr/bin/second*": "/usr/lib/x/part.py\n",
    "python /usr/bin/importer*": "#!/usr/bin/python3 -I\nimport part\n",
  });
  test.each<[string, string, string, boolean]>([
    ["a file without the bit", "ada ALL = /usr/lib/x/part.py\n", "", true],
    ["one that was started before", "ada ALL = /usr/lib/x/part.py\n", "bob ALL = /usr/lib/x/part.py\n", false],
    ["over other programs", "ada ALL = /usr/bin/first\n", "", true],
    ["a module without a first line", "ada ALL = /usr/lib/x/module.py\n", "", false],
    ["a program anyway", "ada ALL = /usr/bin/tool\n", "", false],
    ["what a program imports", "ada ALL = /usr/bin/importer\n", "", false],
    ["nothing that is there", "ada ALL = /usr/bin/other\n", "", false],
  ])("%s", (_, now, old, makes) => {
    expect(makePrograms(rules(now), rules(old), image.installed)).toBe(makes);
  });
});

test.each<[string, boolean]>([
  ["ada ALL = /usr/bin/tool\n", true],
  ["ada ALL = /usr/bin/systemctl\n", true],
  ['ada ALL = /usr/bin/other ""\n', true],
  ["ada ALL = /usr/bin/other *\n", true],
  ["ada ALL = /usr/bin/*\n", true],
  ["ada ALL = ALL\n", true],
  ["ada ALL = /usr/bin/other\n", false],
])("%s is judged without other rules: %s", (text, alone) => {
  const { installed } = imageOf({ "shell /usr/bin/tool": "echo\n" });
  expect(areJudgedAlone(rules(text), installed)).toBe(alone);
});
