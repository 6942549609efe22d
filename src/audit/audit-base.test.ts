import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import type { ProcessRunner } from "../kernel/index.ts";
import { audit } from "./audit.ts";
import { auditBase } from "./audit-base.ts";
import { addedFindings } from "./base/added.ts";
import type { Change } from "./base/changes.ts";
import type { Finding } from "./model.ts";
import { RULES } from "./registry.ts";
import { loadConfiguration } from "./ships/configuration/load-configuration.ts";
import { walkTree } from "./tree/walk.ts";

/*
 * What is added, found by a look at little more than what changed, is what the plain comparison of two whole audits says.
 */

const scratch = mkdtempSync(join(tmpdir(), "sd-added-"));
afterAll(() => rmSync(scratch, { recursive: true }));

/** Of each file what it may be; the first state is what most trees begin with, `x` is executable, `l` a link, "" is no file. */
const FILES: Readonly<Record<string, readonly string[]>> = {
  "etc/sudoers.d/rules": [
    "- ada ALL = NOPASSWD: /usr/bin/tool fixed\n",
    "- ada ALL = NOPASSWD: /usr/bin/tool *\n",
    "- ada ALL = NOPASSWD: /usr/lib/x/part.py\n",
    "- Cmnd_Alias T = /usr/bin/tool, /usr/lib/x/part.py\nada ALL = NOPASSWD: /usr/bin/gone\n",
    "- ada ALL = (bob) NOPASSWD: /usr/bin/gone\nada ALL = /usr/bin/other\n",
    "- ada ALL = NOPASSWD: T\nDefaults!/usr/bin/tool env_keep += X\n",
    "",
  ],
  // How bad a rule is that names an unknown program, others say.
  "etc/sudoers.d/more": [
    "",
    "- bob ALL = NOPASSWD: ALL\n",
    "- Cmnd_Alias T = /usr/bin/other\n",
    "- bob ALL = (root) NOPASSWD: T\n",
    "- Defaults!/usr/bin/gone env_keep += X\n",
    "- bob ALL = /usr/bin/tool, /usr/bin/gone\n",
  ],
  "usr/bin/tool": [
    "x #!/bin/sh\necho\n",
    'x #!/bin/sh\n/usr/bin/other "$@"\n',
    "x #!/bin/sh\n/usr/lib/x/part.py\n",
    "x #!/bin/sh\n# words\necho\n",
    "x #!/usr/bin/python3\nimport os\n",
    "x #!/usr/bin/python3\nimport os\nprint(1)\n",
    "- #!/usr/bin/python3\nimport os\n",
    "x #!/usr/bin/python3 -I\nimport subprocess\nsubprocess.run(['/usr/lib/x/part.py'])\n",
    "l other",
    "",
  ],
  "usr/lib/x/part.py": [
    "- #!/usr/bin/python3\nimport os\n",
    "- #!/usr/bin/python3\nimport os\nprint(1)\n",
    "- #!/usr/bin/python3 -I\nimport os\n",
    "x #!/usr/bin/python3\nimport os\n",
    "- words\n",
    "",
  ],
  "usr/bin/other": [
    "x #!/usr/bin/perl\nuse strict;\nuse lib '.';\nmy $x;\n",
    "x #!/usr/bin/perl\nuse strict;\nuse lib '/usr/share/x';\nmy $x;\n",
    "x #!/usr/bin/perl\nuse strict;\nuse lib '.';\nuse lib 'lib';\nmy $x;\n",
    "",
  ],
  "usr/lib/systemd/system/a.service": [
    "- [Service]\nExecStart=/usr/bin/tool\n",
    "- [Service]\nExecStart=/usr/bin/python3 /usr/lib/x/part.py\n",
    "- [Service]\nUser=ada\nExecStart=/usr/bin/tool\n",
    "",
  ],
  // Rules of sudo under a name that does not tell it.
  "usr/share/x/words": [
    "- words\n",
    "- more words\n",
    "- bob ALL = NOPASSWD: /usr/bin/tool, /usr/lib/x/part.py a\n",
    "",
  ],
  "doc/tool.py": ["- #!/usr/bin/python3\nimport os\n", "x #!/usr/bin/python3\nimport os\nprint(1)\n", ""],
  "setup.py": ["", "- from setuptools import setup\nsetup()\n"],
  "debian/control": ["", "- Source: x\n\nPackage: x\n"],
};

type Tree = ReadonlyMap<string, string>;

function treeOf(states: Readonly<Record<string, number>>): Tree {
  const all = Object.entries(FILES).map(([path, texts]) => [path, texts[states[path] ?? 0] ?? ""] as const);
  return new Map(all.filter(([, state]) => state !== ""));
}

function written(tree: Tree): string {
  const root = mkdtempSync(join(scratch, "t"));
  for (const [path, state] of tree) {
    const place = join(root, path);
    mkdirSync(dirname(place), { recursive: true });
    if (state.startsWith("l ")) symlinkSync(state.slice(2), place);
    else writeFileSync(place, state.slice(2));
    if (!state.startsWith("l ")) chmodSync(place, state.startsWith("x ") ? 0o755 : 0o644);
  }
  return root;
}

const MODES: Readonly<Record<string, string>> = { "-": "100644", x: "100755", l: "120000" };
const idOf = (state: string): string => createHash("sha1").update(state.slice(2)).digest("hex");

function changesOf(before: Tree, now: Tree): readonly Change[] {
  const paths = [...new Set([...before.keys(), ...now.keys()])].filter((path) => before.get(path) !== now.get(path));
  return paths.map((path) => {
    const state = before.get(path);
    const old = state === undefined ? undefined : { mode: MODES[state.charAt(0)] ?? "", id: idOf(state) };
    return { path, old, isUnsure: false, isGone: !now.has(path) };
  });
}

/** Answers as `git cat-file --batch` does. */
function blobs(tree: Tree): ProcessRunner {
  const known = new Map([...tree.values()].map((state) => [idOf(state), state.slice(2)]));
  return {
    async run({ input = "" }) {
      const ids = Buffer.from(input as string)
        .toString()
        .trim()
        .split("\n");
      const parts = ids.map((id) => `${id} blob ${Buffer.byteLength(known.get(id) ?? "")}\n${known.get(id) ?? ""}\n`);
      return { exitCode: 0, stdout: Buffer.from(parts.join("")), stderr: "", milliseconds: 0 };
    },
  };
}

async function quick(before: Tree, root: string, now: Tree): Promise<readonly Finding[]> {
  const { findings } = await auditBase({
    path: root,
    tree: walkTree(root, { isSource: true }),
    configuration: await loadConfiguration(root),
    rules: RULES,
    comparison: { changes: async () => changesOf(before, now) },
    processes: blobs(before),
  });
  return findings;
}

/** Both trees as a whole, without a thought of what changed. */
async function plain(before: Tree, root: string, now: Tree): Promise<readonly Finding[]> {
  const processes = blobs(before);
  const audited = async (path: string) => (await audit({ path, scope: "tree", rules: [], processes })).findings;
  const earlier = written(before);
  const found = await audited(earlier);
  rmSync(earlier, { recursive: true });
  return addedFindings(await audited(root), found, {
    gone: [...before.keys()].filter((path) => !now.has(path)),
    lineOf: ({ path, line }) => now.get(path)?.slice(2).split("\n")[line - 1] ?? "",
  });
}

const someStates = fc.record(
  Object.fromEntries(Object.entries(FILES).map(([path, texts]) => [path, fc.nat({ max: texts.length - 1 })])),
);
/** Mostly one file changes, or two. */
const someEdits = fc.array(fc.tuple(fc.constantFrom(...Object.keys(FILES)), fc.nat({ max: 9 })), {
  minLength: 1,
  maxLength: 2,
});

test("what is added is what two whole audits say", async () => {
  const property = fc.asyncProperty(someStates, someEdits, async (states, edits) => {
    const before = treeOf(states);
    const changed = edits.map(([path, state]) => [path, state % (FILES[path]?.length ?? 1)] as const);
    const now = treeOf({ ...states, ...Object.fromEntries(changed) });
    const root = written(now);
    expect(await quick(before, root, now)).toEqual(await plain(before, root, now));
    rmSync(root, { recursive: true });
  });
  await fc.assert(property, { numRuns: 40, seed: 17 });
}, 120_000);

test("an account of a service has the rights that sudo gives it, wherever the rules stand", async () => {
  const before = new Map([
    ["etc/sudoers.d/rules", "- ada ALL = NOPASSWD: /usr/bin/other\n"],
    ["usr/lib/systemd/system/a.service", "- [Service]\nUser=ada\nExecStart=/usr/bin/tool\n"],
    ["usr/bin/tool", "x #!/usr/bin/python3 -I\nimport os\n"],
  ]);
  const now = new Map([...before, ["usr/bin/tool", "x #!/usr/bin/python3\nimport os\n"]]);
  const root = written(now);
  const found = await quick(before, root, now);
  expect(found.map(({ rule, path, severity }) => [rule, path, severity])).toEqual([
    ["python-isolation-shebang", "usr/bin/tool", "high"],
  ]);
  expect(found).toEqual(await plain(before, root, now));
});

const BROKEN = "- # words\nthis is no rule\n";

test.each<[string, Readonly<Record<string, string>>, Readonly<Record<string, string>>]>([
  ["a file", { "etc/sudoers.d/a": "l ../../opt/a.txt" }, { "opt/a.txt": BROKEN }],
  ["a file of the tests", { "etc/sudoers.d/a": "l ../../tests/a.txt" }, { "tests/a.txt": BROKEN }],
  ["a folder", { "etc/sudoers.d": "l ../opt/rules" }, { "opt/rules/a": BROKEN }],
])("rules in %s to which sudo is led by a link are found when they change", async (_, links, files) => {
  const before = new Map(Object.entries({ ...links, ...files, "opt/z": "- z\n", "opt/rules/z.z": "- z\n" }));
  const rules = Object.keys(files).map((path) => [path, `${BROKEN}kim ALL=(ALL) NOPASSWD: ALL\n`] as const);
  const now = new Map([...before, ...rules]);
  const root = written(now);
  const found = await quick(before, root, now);
  expect(found.map(({ rule }) => rule)).toContain("sudo-all");
  expect(found).toEqual(await plain(before, root, now));
});

test("a new link to rules that do not ship by themselves leads to them", async () => {
  const before = new Map([
    ["etc/sudoers.d/b", "- bob ALL = /usr/bin/tool\n"],
    ["tests/a.rules", "- kim ALL=(ALL) NOPASSWD: ALL\n"],
  ]);
  const now = new Map([...before, ["etc/sudoers.d/a", "l ../../tests/a.rules"]]);
  const root = written(now);
  const found = await quick(before, root, now);
  expect(found.filter(({ message }) => message.includes("is a link"))).toEqual([]);
  expect(found).toEqual(await plain(before, root, now));
});

test("how bad a new sudo rule is, others say of a program that is not there", async () => {
  const before = new Map([["etc/sudoers.d/more", "- bob ALL = NOPASSWD: ALL\n"]]);
  const now = new Map([...before, ["etc/sudoers.d/rules", "- ada ALL = (bob) NOPASSWD: /usr/bin/gone\n"]]);
  const root = written(now);
  const found = await quick(before, root, now);
  expect(found.map(({ rule, path, severity }) => [rule, path, severity])).toEqual([
    ["sudo-arguments", "etc/sudoers.d/rules", "medium"],
  ]);
  expect(found).toEqual(await plain(before, root, now));
});

test.each([
  ["GNUmakefile", "install:\n\tinstall -m755 run.py $(DESTDIR)/usr/bin/run\n"],
  ["makefile", "install:\n\tinstall -m755 run.py $(DESTDIR)/usr/bin/run\n"],
  ["debian/rules", "#!/usr/bin/make -f\noverride_dh_install:\n\tinstall -m755 run.py debian/run/usr/bin/run\n"],
])("a new %s that installs a file which did not change makes it a program", async (path, recipe) => {
  const before = new Map([["run.py", "- #!/usr/bin/python3\nimport os\n"]]);
  const now = new Map([...before, [path, `- ${recipe}`]]);
  const root = written(now);
  const found = await quick(before, root, now);
  expect(found.map(({ rule, path: where }) => [rule, where])).toContainEqual(["python-isolation-shebang", "run.py"]);
  expect(found).toEqual(await plain(before, root, now));
});
