import { spawn } from "node:child_process";
import { cp, readFile, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LIST, type SealedTestWorld, sealedWorld } from "./sealed-world.ts";

/** A disclosure that is killed at any moment: nothing is lost, nothing is published twice, and doing it again ends it. */

const RUN = resolve(import.meta.dirname, "../../scripts/run-typescript");
const PROGRAM = resolve(import.meta.dirname, "sealed-disclose-program.ts");
const NUMBERED = "CVE-2026-1000 [worse than it looked]\n\t[bookworm] - curl <unfixed>\n";
const FRESH = "CVE-2026-2500 [heap overflow]\n\t- wget <unfixed>\n";
const DISCLOSED = LIST.replace("CVE-2026-2000", `${FRESH}CVE-2026-2000`).replace(
  "[bookworm] - curl <no-dsa> (Minor issue)",
  "[bookworm] - curl <unfixed>",
);

let world: SealedTestWorld;
let ids: string[];
let over: string;

const status = async () => {
  const line = "tracker status --data @data --archive @indexes --sealed @embargoed";
  const { exit, out, err } = await world.run(world.ada, line);
  expect([exit, err]).toEqual([0, ""]);
  return out;
};

beforeAll(async () => {
  world = await sealedWorld();
  await world.run(world.ada, "sealed init --reason team --until 2099-01-01 --sealed @embargoed");
  const added = [NUMBERED, FRESH].map((text) => () => world.run(world.ada, "sealed add --sealed @embargoed", text));
  ids = [];
  for (const add of added) ids.push((await add()).out.trim());
  over = await status();
  await cp(join(world.root, "embargoed"), join(world.root, "before/embargoed"), { recursive: true });
  await cp(world.data, join(world.root, "before/data"), { recursive: true });
});

afterAll(() => world.close());

async function startAgain(): Promise<void> {
  for (const name of ["embargoed", "data"]) {
    await rm(join(world.root, name), { recursive: true });
    await cp(join(world.root, "before", name), join(world.root, name), { recursive: true });
  }
}

function disclose(when: string): Promise<{ readonly signal: string | null; readonly out: string }> {
  const { root, data, definition, ada } = world;
  const words = [join(root, "embargoed"), data, definition, join(root, "person"), ada.home, ada.fingerprint];
  const child = spawn(RUN, [PROGRAM, ...words, ids.join(","), when], { stdio: ["ignore", "pipe", "inherit"] });
  let out = "";
  child.stdout.on("data", (chunk) => {
    out += String(chunk);
  });
  return new Promise((done) => child.on("close", (_, signal) => done({ signal, out })));
}

async function requireDisclosedOnce(): Promise<void> {
  const { root, data, git } = world;
  expect(await readFile(join(data, "CVE/list"), "utf8")).toBe(DISCLOSED);
  expect(await git(data, "show", "HEAD:CVE/list")).toBe(DISCLOSED.trim());
  expect(await git(data, "log", "--format=%s")).toBe("Disclose CVE-2026-1000 CVE-2026-2500\nThe lists");
  for (const directory of [data, join(root, "embargoed")])
    expect(await git(directory, "status", "--porcelain")).toBe("");
  const listed = await world.run(world.ada, "sealed list --all --json --sealed @embargoed");
  const names = JSON.parse(listed.out).issues.map((one: { id: string; disclosedAs: string }) => [
    one.id,
    one.disclosedAs,
  ]);
  expect(names).toEqual(
    [
      [ids[0], "CVE-2026-1000"],
      [ids[1], "CVE-2026-2500"],
    ].sort(),
  );
}

/** Where something differs from the moment before: objects that nothing names, the branch moved, files of the work tree, the index. */
function moments(changes: readonly string[]): readonly string[] {
  return changes.flatMap((change, index) => {
    const number = index + 1;
    if (change === "add") return [`before ${number}`, `after ${number}`];
    return /^(?:commit-tree|update-ref)$/.test(change) ? [`after ${number}`] : [];
  });
}

/** Every other moment, the first and the last among them; SAMEDAY_EVERY_MOMENT=1 takes them all, which is twice as long. */
function chosen(all: readonly string[]): readonly string[] {
  return process.env.SAMEDAY_EVERY_MOMENT === "1" ? all : all.filter((_, at) => at % 2 === 0 || at === all.length - 1);
}

test("killed wherever something has changed since the moment before", async () => {
  const whole = await disclose("never 0");
  expect(whole.signal).toBeNull();
  await requireDisclosedOnce();
  const found: string[] = [];
  for (const moment of chosen(moments(whole.out.split(" ")))) {
    await startAgain();
    expect((await disclose(moment)).signal).toBe("SIGKILL");
    const committed = await world.git(world.data, "show", "HEAD:CVE/list");
    expect([LIST.trim(), DISCLOSED.trim()]).toContain(committed);
    const subject = await world.git(join(world.root, "embargoed"), "log", "-1", "--format=%s");
    found.push(
      `${committed === LIST.trim() ? "sealed" : "public"}, ${subject.includes(" ") ? "entombed" : "in force"}`,
    );
    expect(await status()).toBe(over);
    expect((await disclose("never 0")).signal).toBeNull();
    await requireDisclosedOnce();
  }
  expect(new Set(found)).toEqual(new Set(["sealed, in force", "public, in force", "public, entombed"]));
}, 1_800_000);
