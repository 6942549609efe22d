import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { noun } from "../../src/cli/commands/tracker.ts";
import { VERB_RUNS, writeVerbData } from "./packed-tracker-verbs.ts";
import { ROOT, runner } from "./whole-desk.ts";

/*
 * The program as people start it: compiled, and the tracker room packed into one file. Whatever that file loads later, such
 * as the form of an export's index, has to be found from there.
 */

let scratch = "";
beforeAll(async () => {
  scratch = await mkdtemp(path.join(tmpdir(), "sd-packed-"));
  const stanza = "Package: libmodbus\nVersion: 3.1.6-2.1\n\n";
  await writeFile(path.join(scratch, "bookworm__main_Sources"), stanza);
  await writeFile(path.join(scratch, "bookworm__main_amd64_Packages"), `${stanza.trimEnd()}\nArchitecture: amd64\n\n`);
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

const data = path.join(ROOT, "examples/debian/tracker");
const forms = ["debian-json", "debsecan", "osv", "csaf", "openvex", "oval"];

test.each(forms)("the started program writes %s", async (form) => {
  const out = path.join(scratch, form);
  const words = ["tracker", "export", form, "--data", data, "--archive", scratch, "--out", out];
  await runner.run({ argv: [path.join(ROOT, "sameday"), ...words], timeLimitMs: 300_000 });
  expect(await readdir(out)).toContain("index.json");
});

test("every verb of the tracker is tried", () => {
  expect(Object.keys(VERB_RUNS).sort()).toEqual(noun.verbs.map(({ name }) => name).sort());
});

describe("the started program does what each verb is for", () => {
  const home = () => path.join(scratch, "verbs");
  const data = () => path.join(home(), "data");
  const git = (...words: readonly string[]) =>
    runner.run({ argv: ["git", "-C", data(), ...words], env: { HOME: home() }, timeLimitMs: 60_000 });

  beforeAll(async () => {
    await writeVerbData(home());
    await writeFile(path.join(home(), ".gitconfig"), "[user]\n\tname = Ada\n\temail = ada@example.org\n");
    await git("init", "--quiet", "--initial-branch", "main", ".");
    await git("add", "--all", ".");
    await git("commit", "--quiet", "--message", "The lists");
  });

  const runs = Object.values(VERB_RUNS).flat();
  test.each(runs.map((run) => [run.words.slice(0, 2).join(" "), run] as const))("%s", async (_name, run) => {
    const places: Readonly<Record<string, string>> = { DATA: data(), ARCHIVE: path.join(home(), "archive") };
    const words = run.words.map((word) => places[word] ?? word.replace(/^SCRATCH/, home()));
    const { exitCode, stdout, stderr } = await runner.run({
      argv: [path.join(ROOT, "sameday"), "tracker", ...words],
      cwd: data(),
      env: { HOME: home() },
      input: run.input ?? "",
      timeLimitMs: 300_000,
      okExitCodes: [0, 1, 2, 3, 4, 5, 70],
    });
    const said = Buffer.from(stdout).toString("utf8");
    expect({ exitCode, said, stderr }).toEqual({
      exitCode: 0,
      said: expect.stringMatching(run.says),
      stderr: expect.any(String),
    });
  });
});

test("the packed room loads other rooms and packages by their own names, and nothing by a path to a package", async () => {
  const room = path.join(ROOT, "dist/tracker");
  for (const name of await readdir(room)) {
    const text = await readFile(path.join(room, name), "utf8");
    const loaded = [...text.matchAll(/(?:\bfrom |\bimport\(|^import )"([^"]+)"/gm)].map(([, id]) => id);
    expect(loaded.filter((id) => id?.includes("node_modules"))).toEqual([]);
  }
});
