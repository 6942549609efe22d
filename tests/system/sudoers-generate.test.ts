import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Description, loadSudoRules } from "../../src/audit/index.ts";
import { escapeArgument } from "../../src/audit/sudoers/render.ts";
import { converted, visudoTakes } from "./sudoers-kit.ts";

/*
 * Generated rules grant what the description says and nothing else: to cvtsudoers, which reads them, and to sudo itself, which
 * is asked for commands as another user with the generated file as its only rules.
 */

const sudoRules = await loadSudoRules();
const RUNS = Number(process.env.SAMEDAY_SUDOERS_RUNS ?? 60);
const HEAD = "root ALL=(ALL:ALL) ALL\n";
const FOLDER = mkdtempSync(join(tmpdir(), "sameday-sudo-"));
const PROGRAM = join(FOLDER, "program");
const INSTALLED = "/usr/local/bin/program";
const RULES = join(FOLDER, "rules");

const argument = fc
  .array(fc.constantFrom(..."*?[]!^$\\,:=#\"'()@%+-;&|<>~ax0".split(""), "ALL", "é", "NOPASSWD", "/"), {
    minLength: 1,
    maxLength: 8,
  })
  .map((parts) => parts.join(""));
const list = fc.array(argument, { maxLength: 4 }).filter((words) => words.join(" ") !== '""');

const describe = (lists: readonly (readonly string[])[]) => `[[grant]]
id = "asked"
purpose = "A test asks for exactly these."
from = "nobody"
run-as = "daemon"
command = "${PROGRAM}"
arguments = { alternatives = ${JSON.stringify(lists).replaceAll("\u007f", "")} }
authentication = "off"
authentication-reason = "A test has nobody who could type."
`;

function rulesFor(lists: readonly (readonly string[])[]): string {
  const { value, problems } = sudoRules.readDescription(Buffer.from(describe(lists)));
  expect(problems).toEqual([]);
  return sudoRules.renderSudoers(value as Description);
}

test("cvtsudoers reads exactly what was described", () => {
  fc.assert(
    fc.property(fc.array(list, { minLength: 1, maxLength: 3 }), (lists) => {
      const rules = rulesFor(lists);
      expect(visudoTakes(rules)).toBe(true);
      const { grants, defaults, aliases } = converted(rules) ?? {};
      expect(defaults).toEqual([]);
      expect(grants).toMatchObject([
        { users: ["nobody"], hosts: ["ALL"], runAsUsers: ["daemon"], options: { authenticate: false, setenv: false } },
      ]);
      expect(aliases).toEqual({
        GRANT_ASKED: lists.map((words) => ({
          arguments: words.length === 0 ? { kind: "none" } : { kind: "fixed", text: words.join(" ") },
          ...{ isNegated: false, name: PROGRAM, digests: [] },
        })),
      });
    }),
    { numRuns: RUNS },
  );
});

beforeAll(() => {
  chmodSync(FOLDER, 0o755);
  writeFileSync(PROGRAM, '#!/bin/sh\nprintf "%s\\n" "$@"\n', { mode: 0o755 });
});
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

function install(rules: string): void {
  rmSync(RULES, { force: true });
  writeFileSync(RULES, rules, { mode: 0o440 });
}

/** The machine's own rules stay as they are: these lie over them in a mount namespace of one call. */
const OVER_ETC = 'mount --bind "$1" /etc/sudoers && shift && exec "$@"';

/** Whether sudo lets `nobody` run the program so: the answer of sudo's own list, which runs nothing. */
function allows(words: readonly string[]): boolean {
  const sudo = ["runuser", "-u", "nobody", "--", "sudo", "-n", "-u", "daemon", "-l", "--", PROGRAM, ...words];
  return (
    spawnSync("unshare", ["--mount", "sh", "-c", OVER_ETC, "sh", RULES, ...sudo], { timeout: 20_000 }).status === 0
  );
}

test("sudo runs the described lists and no others", { timeout: 600_000 }, () => {
  fc.assert(
    fc.property(list, list, (words, others) => {
      install(HEAD + rulesFor([words]));
      expect(allows(words)).toBe(true);
      if (others.join(" ") !== words.join(" ")) expect(allows(others)).toBe(false);
      expect(allows([...words, "more"])).toBe(false);
    }),
    { numRuns: Math.ceil(RUNS / 3) },
  );
});

test.each([
  ["a star", ["*"], [["x"], ["a b"]]],
  ["a set", ["[ab]"], [["a"]]],
  ["a backslash", ["a\\*"], [["a*"], ["ax"], ["a\\x"]]],
  ["an expression", ["^.*$"], [["x"], [""]]],
  ["a comma and more", ["a,/bin/sh"], [["a"]]],
])("nothing more is let through by %s", (_, words, refused) => {
  install(HEAD + rulesFor([words]));
  expect(allows(words)).toBe(true);
  for (const other of refused) expect(allows(other)).toBe(false);
});

test("without the escapes sudo would let more through, which is what the escapes are for", () => {
  expect(escapeArgument("*")).not.toBe("*");
  install(`${HEAD}nobody ALL = (daemon) NOPASSWD: ${PROGRAM} *\n`);
  expect(allows(["anything"])).toBe(true);
});

test("the command line writes mode 0440, refuses what is not root's, and finds what was changed", () => {
  const directory = mkdtempSync(join(tmpdir(), "sameday-sudoers-"));
  try {
    const run = (...words: readonly string[]) =>
      spawnSync(join(import.meta.dirname, "../../sameday"), ["sudoers", ...words], {
        encoding: "utf8",
        timeout: 120_000,
      });
    const [description, root] = [join(directory, "rules.toml"), join(directory, "root")];
    const out = join(root, "etc/sudoers.d/asked");
    writeFileSync(description, describe([["--now"], []]).replace(PROGRAM, INSTALLED));
    for (const folder of ["etc/sudoers.d", "usr/local/bin"]) mkdirSync(join(root, folder), { recursive: true });
    for (const folder of ["", "etc", "etc/sudoers.d", "usr", "usr/local", "usr/local/bin"])
      chmodSync(join(root, folder), 0o755);
    writeFileSync(join(root, "etc/sudoers"), `${HEAD}@includedir /etc/sudoers.d\n`);
    expect(run("generate", description, "--root", root).stderr).toContain(`There is no ${INSTALLED}`);
    writeFileSync(join(root, INSTALLED), "#!/bin/sh\n", { mode: 0o755 });
    expect(run("generate", description, "--root", root, "--out", out).status).toBe(0);
    expect(statSync(out).mode & 0o777).toBe(0o440);
    expect(run("check", description, "--root", root).status).toBe(0);
    writeFileSync(join(root, "etc/sudoers.d/more"), "nobody ALL = NOPASSWD: /bin/sh\n");
    const differs = run("check", description, "--root", root);
    expect(differs.status).toBe(1);
    expect(differs.stdout).toContain("nobody may run /bin/sh with any arguments as root");
    chmodSync(join(root, "usr/local/bin"), 0o777);
    expect(run("generate", description, "--root", root).stderr).toContain("Everybody may write /usr/local/bin");
  } finally {
    rmSync(directory, { recursive: true });
  }
});
