import { appendFile, mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { archiveOf, CONFIG } from "../testing.ts";
import { type Following, follow } from "./follow.ts";

let directory: string;
let following: Following;
let said: string[];
let archive = archiveOf("curl bookworm 1.0-1");

const status = (issue: string) =>
  following
    .current()
    ?.standings.get(issue)
    ?.map((one) => one.status);
const soon = (check: () => void) => vi.waitFor(check, { timeout: 10_000, interval: 5 });

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "sameday-follow-"));
  await mkdir(join(directory, "CVE"));
  await writeFile(join(directory, "config.json"), CONFIG);
  await writeFile(join(directory, "CVE/list"), "CVE-2026-1000 (x)\n\t- curl 2\n");
  said = [];
  archive = archiveOf("curl bookworm 1.0-1");
  following = follow({
    layers: [{ name: "debian", directory }],
    dates: [],
    clock: { now: () => new Date("2026-11-20T12:00:00Z") },
    archive: async () => archive,
    changed: () => undefined,
    say: (text) => said.push(text),
  });
  await following.look();
});

afterEach(async () => {
  await following.stop();
  await rm(directory, { recursive: true, force: true });
});

describe("following a data directory", () => {
  test("an edit is in service by itself", async () => {
    expect(status("CVE-2026-1000")).toEqual(["vulnerable"]);
    await writeFile(join(directory, "CVE/list"), "CVE-2026-1000 (x)\n\t- curl 1.0-1\n");
    await soon(() => expect(status("CVE-2026-1000")).toEqual(["fixed"]));
  });

  test("a file that takes another's place, and a directory that is new, are seen", async () => {
    await writeFile(join(directory, "new"), "CVE-2026-1001 (x)\n\t- curl <unfixed>\n");
    await rename(join(directory, "new"), join(directory, "CVE/list"));
    await soon(() => expect(status("CVE-2026-1001")).toEqual(["vulnerable"]));
    await mkdir(join(directory, "DSA"));
    await writeFile(
      join(directory, "DSA/list"),
      "[06 Nov 2026] DSA-1-1 curl\n\t{CVE-2026-1002}\n\t[bookworm] - curl 3\n",
    );
    await soon(() => expect(status("CVE-2026-1002")).toEqual(["vulnerable"]));
  });

  test("a bad record is named, the rest goes live", async () => {
    await appendFile(
      join(directory, "CVE/list"),
      "CVE-2026-1003 (x)\n\t- curl <nonsense>\nCVE-2026-1004 (y)\n\t- curl 3\n",
    );
    await soon(() => expect(status("CVE-2026-1004")).toEqual(["vulnerable"]));
    const problems = following.current()?.tracker.layers[0]?.problems ?? [];
    expect(problems.map(({ code, place }) => [code, place.line])).toEqual([["tracker-word", 4]]);
    expect(status("CVE-2026-1003")).toBeUndefined();
  });

  test("while git writes nothing is read", async () => {
    await mkdir(join(directory, ".git"));
    await writeFile(join(directory, ".git/index.lock"), "");
    await writeFile(join(directory, "CVE/list"), "");
    await following.look();
    expect(status("CVE-2026-1000")).toEqual(["vulnerable"]);
    await writeFile(join(directory, "CVE/list"), "CVE-2026-1000 (x)\n\t- curl 1.0-1\n");
    await rm(join(directory, ".git/index.lock"));
    await soon(() => expect(status("CVE-2026-1000")).toEqual(["fixed"]));
  });

  test("a directory that cannot be read leaves the last good state in service", async () => {
    await rename(directory, `${directory}.away`);
    await following.look();
    expect(status("CVE-2026-1000")).toEqual(["vulnerable"]);
    expect(following.troubles().map((trouble) => trouble.layer)).toEqual(["debian"]);
    await following.look();
    expect(said).toHaveLength(1);
    await rename(`${directory}.away`, directory);
    await following.look();
    expect(following.troubles()).toEqual([]);
  });

  test("another archive is judged against", async () => {
    archive = archiveOf("curl bookworm 2");
    await following.look();
    expect(status("CVE-2026-1000")).toEqual(["fixed"]);
  });
});
