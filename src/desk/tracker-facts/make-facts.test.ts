import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createProcessRunner, systemClock } from "../../system/index.ts";
import { makeFacts } from "./make-facts.ts";
import { currentFacts } from "./read-facts.ts";

/* Facts for a desk whose layers hold no list. */

const EXAMPLE = fileURLToPath(new URL("../../../examples/debian/", import.meta.url));
const OURS = '[[layer]]\nname = "debian"\ndirectory = "tracker"\nours = true\n';

let home = "";
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "sameday-make-facts-"));
  for (const part of ["distribution.toml", "keys", "images"]) {
    await cp(join(EXAMPLE, part), join(home, part), { recursive: true });
  }
  await mkdir(join(home, "tracker"));
  await writeFile(join(home, "known"), "");
});
afterEach(() => rm(home, { recursive: true, force: true }));

async function make(): Promise<string | null> {
  const place = join(home, "facts");
  const places = { definition: join(home, "distribution.toml"), suites: join(home, "suites"), place };
  const wish = { ...places, stamp: "s", published: [], known: { layers: [], file: join(home, "known") } };
  const said: string[] = [];
  const world = { runner: createProcessRunner(home), clock: systemClock, say: (text: string) => said.push(text) };
  await makeFacts(wish, world);
  return currentFacts(place);
}

test("a team that begins with an empty layer of its own has no open issue", async () => {
  expect(await make()).toMatch(/^facts-/);
});

test("without any list over somebody else's data nothing is said to be in order", async () => {
  const file = join(home, "distribution.toml");
  const two =
    OURS.replace("ours = true", "ours = false") + OURS.replace('"debian"', '"own"').replace('"tracker"', '"own"');
  await writeFile(file, (await readFile(file, "utf8")).replace(OURS, two));
  await mkdir(join(home, "own"));
  await expect(make()).rejects.toMatchObject({ code: "INPUT_INVALID" });
});
