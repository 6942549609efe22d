import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ROOT, runner } from "./whole-desk.ts";

/*
 * Rooms as people start them: one script, given to V8 as it was compiled when the program was built. Whatever that script
 * loads later has to be found from there.
 */

let tree = "";
beforeAll(async () => {
  tree = await mkdtemp(path.join(tmpdir(), "sd-packed-"));
  await mkdir(path.join(tree, "root/usr/bin"), { recursive: true });
  await writeFile(path.join(tree, "root/usr/bin/hello"), "#!/usr/bin/python3\nprint(1)\n", { mode: 0o755 });
  await writeFile(path.join(tree, ".sameday-audit.toml"), '[[image]]\nfrom = "root"\n');
});
afterAll(() => rm(tree, { recursive: true }));

async function said(...words: readonly string[]): Promise<string> {
  const argv = [path.join(ROOT, "sameday"), ...words] as const;
  const { stdout, stderr } = await runner.run({ argv, timeLimitMs: 300_000, okExitCodes: [0, 1, 2] });
  return `${Buffer.from(stdout).toString("utf8")}${stderr}`;
}

test.each(["audit", "tracker"])("the room of the %s runs as it was compiled", async (name) => {
  await said("--version");
  const room = path.join(ROOT, "dist", name, "room.cjs");
  const urlOf = (index: string): string => JSON.stringify(pathToFileURL(path.join(ROOT, "dist", index)).href);
  // A process of its own: V8 remembers the texts that it has compiled.
  const program = `const { runCachedScript } = await import(${urlOf("system/index.js")});
    const modules = { "../kernel/index.js": await import(${urlOf("kernel/index.js")}) };
    console.log(runCachedScript(${JSON.stringify(room)}, { modules, later: () => undefined }).isFromCache);`;
  const argv = [process.execPath, "--input-type=module", "--eval", program] as const;
  const { stdout } = await runner.run({ argv, timeLimitMs: 60_000 });
  expect(Buffer.from(stdout).toString("utf8")).toBe("true\n");
});

test.each(["index", "frame/verb", "frame/product", "frame/stop-signal", "progress/index", "commands/audit"])(
  "%s is a door to the one file with which every command begins",
  async (name) => {
    await said("--version");
    const text = await readFile(path.join(ROOT, "dist/cli", `${name}.js`), "utf8");
    expect(text).toMatch(/^export \{[^}]+\} from "(?:\.\/(?:frame\/)?|\.\.\/frame\/)start\.js";\s*$/);
  },
);

test.each([
  ["what a repository says of itself", ["audit", "TREE"], /python-isolation-shebang[\s\S]*1 medium/],
  ["an image", ["audit", "TREE/root", "--scope", "image"], /python-isolation-shebang[\s\S]*1 medium/],
  [
    "a name that is near a rule's",
    ["audit", "TREE", "--rule", "sudo-al"],
    /There is no rule or class "sudo-al".*sudo-all/,
  ],
  ["rules from a description", ["sudoers", "generate", "ROOT/examples/audit/sudoers.toml"], /NOPASSWD/],
])("%s is loaded later", async (_name, words, says) => {
  const text = await said(...words.map((word) => word.replace("TREE", tree).replace("ROOT", ROOT)));
  expect(text).toMatch(says);
  expect(text).not.toContain("INTERNAL");
});
