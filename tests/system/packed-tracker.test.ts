import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
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

test("the packed room loads other rooms and packages by their own names, and nothing by a path to a package", async () => {
  const room = path.join(ROOT, "dist/tracker");
  for (const name of await readdir(room)) {
    const text = await readFile(path.join(room, name), "utf8");
    const loaded = [...text.matchAll(/(?:\bfrom |\bimport\(|^import )"([^"]+)"/gm)].map(([, id]) => id);
    expect(loaded.filter((id) => id?.includes("node_modules"))).toEqual([]);
  }
});
