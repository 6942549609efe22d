import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { createProcessRunner } from "../../src/system/index.ts";
import {
  allVerdicts,
  answerText,
  archiveAt,
  delaysBy,
  delaysOf,
  dpkgJudge,
  type EventIndex,
  eventsSince,
  loadTracker,
  openEventIndex,
  openHistory,
  recordArchive,
  type SourceVersions,
  spansOf,
  trackerAt,
} from "../../src/tracker/index.ts";
import { archiveOf, CONFIG } from "../../src/tracker/testing.ts";

const scratch = mkdtempSync(join(tmpdir(), "sameday-history-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const RUN = resolve(import.meta.dirname, "../../scripts/run-typescript");
const PROGRAM = resolve(import.meta.dirname, "tracker-history-program.ts");
const runner = createProcessRunner(homedir());
const HOUR = 3_600_000;
const START = Date.parse("2026-03-01T00:00:00Z");
const hour = (count: number): Date => new Date(START + count * HOUR);

let worlds = 0;
/** A data repository and a directory for what is derived from it. */
function world() {
  worlds += 1;
  const data = join(scratch, `data${worlds}`);
  mkdirSync(data, { recursive: true });
  const git = (...words: string[]): string =>
    execFileSync("git", ["-c", "user.name=Ada Ŋoë", "-c", "user.email=ada@example.org", "-c", "gc.auto=0", ...words], {
      cwd: data,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    }).trim();
  git("init", "-q", "-b", "main");
  const commit = (texts: Readonly<Record<string, string>>, at: Date): string => {
    for (const [path, text] of Object.entries(texts)) {
      mkdirSync(dirname(join(data, path)), { recursive: true });
      writeFileSync(join(data, path), text, "latin1");
    }
    git("add", "-A");
    const env = { ...process.env, GIT_AUTHOR_DATE: at.toISOString(), GIT_COMMITTER_DATE: at.toISOString() };
    const who = ["-c", "user.name=Ada Ŋoë", "-c", "user.email=ada@example.org"];
    execFileSync("git", [...who, "commit", "-q", "--allow-empty", "-m", "x"], { cwd: data, env });
    return git("rev-parse", "HEAD");
  };
  return { data, git, commit, state: join(scratch, `state${worlds}`), layers: [{ name: "debian", directory: data }] };
}
type World = ReturnType<typeof world>;

/** Long after every commit of these worlds, some of which lie years ahead. */
const LATER = hour(1_000_000);

async function derive({ layers, state }: World, directory = state, said: string[] = [], now = LATER) {
  const clock = { now: () => now };
  const history = await openHistory({ directory, layers, runner, clock, say: (text) => said.push(text) });
  try {
    return await history.derive();
  } finally {
    await history.close();
  }
}

function bytesOf(directory: string): Record<string, string> {
  const files = readdirSync(directory).filter((name) => name.endsWith(".events"));
  return Object.fromEntries(files.map((name) => [name, readFileSync(join(directory, name), "latin1")]));
}

async function withIndex<T>(directory: string, ask: (index: EventIndex) => T): Promise<T> {
  const index = await openEventIndex(directory);
  try {
    return ask(index);
  } finally {
    index.close();
  }
}

const eventsIn = (index: EventIndex, since?: string | Date, limit = 1e9) =>
  eventsSince(index, since, limit).rows.map(index.event);
const allEvents = (directory: string) => withIndex(directory, (index) => eventsIn(index));

/** What the events say at the end, or after the step that a commit was. */
async function replayed(directory: string, until?: string): Promise<readonly string[]> {
  const now = new Map<string, string>();
  let seen = false;
  for (const { issue, package: name, release, to, cause } of await allEvents(directory)) {
    const isLast = cause.kind === "commit" && cause.commit === until;
    if (seen && !isLast) break;
    seen = isLast;
    const key = [issue, name, release].join(" ");
    if (to === null) now.delete(key);
    else now.set(key, `${to.status} ${to.fixedVersion ?? "-"} ${to.decision ?? "-"}`);
  }
  return Array.from(now, (pair) => pair.join(" ")).sort();
}

function judged(tracker: Awaited<ReturnType<typeof loadTracker>>, archive: SourceVersions): readonly string[] {
  return [...allVerdicts(tracker, archive, dpkgJudge)]
    .map((one) => `${one.issue} ${one.package} ${one.release} ${answerText(one)}`)
    .sort();
}

const ARCHIVE = archiveOf("curl bookworm 1.0-1", "curl sid 1.0-3", "wget bookworm 1.0-1", "wget trixie 1.0-2");
const note = fc
  .tuple(
    fc.constantFrom("", "[bookworm] ", "[trixie] "),
    fc.constantFrom("curl", "wget", "zlib"),
    fc.constantFrom(
      "1.0-1",
      "1.0-2",
      "<unfixed>",
      "<no-dsa> (Minor)",
      "<not-affected> (x)",
      "<undetermined>",
      "1.0-1 (bad)",
    ),
  )
  .map(([release, name, says]) => `\t${release}- ${name} ${says}\n`);
const record = fc
  .tuple(fc.integer({ min: 1000, max: 1006 }), fc.array(note, { maxLength: 3 }))
  .map(([number, notes]) => `CVE-2026-${number} (x)\n${notes.join("")}`);
const list = fc.array(record, { maxLength: 7 }).map((records) => records.join(""));
const advisory = fc
  .tuple(fc.integer({ min: 1000, max: 1006 }), fc.constantFrom("1.0-1", "1.0-9"))
  .map(([number, version]) => `[06 Nov 2026] DSA-1-1 x\n\t{CVE-2026-${number}}\n\t[bookworm] - curl ${version}\n`);
const edit = fc.oneof(
  { weight: 4, arbitrary: list.map((text) => ({ path: "CVE/list", text })) },
  advisory.map((text) => ({ path: "DSA/list", text })),
  fc.constantFrom(CONFIG, CONFIG.replace('"buster":{},', "")).map((text) => ({ path: "config.json", text })),
);
const otherArchive = fc.constantFrom("1.0-1", "1.0-9").map((version) => ({ version }));

test("a layer without a commit is named, and the first commit makes it good", async () => {
  const { git, commit, state, layers } = world();
  await recordArchive(state, archiveOf("curl sid 1"), hour(0));
  await expect(derive({ layers, state } as World)).rejects.toMatchObject({
    code: "INPUT_INVALID",
    message: "The layer debian has no commit yet.",
  });
  expect(git("status", "--porcelain")).toBe("");
  commit({ "config.json": CONFIG, "CVE/list": "CVE-2026-1000\n\t- curl <unfixed>\n" }, hour(1));
  expect(await derive({ layers, state } as World)).toMatchObject({ steps: 2 });
});

test("events replayed give the verdicts of the full judge at each commit; as-of does; in pieces or at once, the bytes are the same", async () => {
  await fc.assert(
    fc.asyncProperty(
      list,
      fc.array(fc.oneof({ weight: 5, arbitrary: edit }, otherArchive), { minLength: 1, maxLength: 6 }),
      async (first, steps) => {
        const w = world();
        let archive = ARCHIVE;
        await recordArchive(w.state, archive, hour(-1));
        const texts: Record<string, string> = { "config.json": CONFIG, "CVE/list": first };
        w.commit(texts, hour(0));
        await derive(w);
        const then: { at: Date; commit: string; verdicts: readonly string[] }[] = [];
        for (const [index, step] of steps.entries()) {
          const at = hour(index + 1);
          if ("version" in step) {
            archive = archiveOf(`curl bookworm ${step.version}`, "wget trixie 1.0-2");
            await recordArchive(w.state, archive, at);
          } else {
            texts[step.path] = step.text;
            const commit = w.commit(texts, at);
            const verdicts = judged(await loadTracker(w.layers), archive);
            then.push({ at: new Date(at.getTime() + 1000), commit, verdicts });
          }
          if (index % 2 === 0) await derive(w);
          expect(await derive(w).then(() => replayed(w.state))).toEqual(judged(await loadTracker(w.layers), archive));
        }
        for (const { at, verdicts } of then) {
          const known = await archiveAt(w.state, at);
          if (known === undefined) throw new Error("an archive was recorded before");
          expect(judged((await trackerAt(runner, w.layers, at, LATER)).tracker, known.versions)).toEqual(verdicts);
        }
        const bytes = bytesOf(w.state);
        expect(await derive(w)).toEqual({ steps: 0, events: 0 });
        expect(bytesOf(w.state)).toEqual(bytes);
        for (const name of Object.keys(bytes)) rmSync(join(w.state, name));
        await derive(w);
        expect(bytesOf(w.state)).toEqual(bytes);
      },
    ),
    { numRuns: 12 },
  );
}, 600_000);

const open = (number: number): string => `CVE-2026-${number} (x)\n\t- curl <unfixed>\n`;
const fixed = (number: number): string => `CVE-2026-${number} (x)\n\t- curl 1.0-1\n`;

test("days from publication to fix, what is open, a cursor that goes on where it stopped", async () => {
  const w = world();
  await recordArchive(w.state, archiveOf("curl bookworm 1.0-1"), hour(-24));
  w.commit({ "config.json": CONFIG, "CVE/list": open(1000) }, hour(0));
  w.commit({ "CVE/list": open(1000) + open(1001) }, hour(24));
  w.commit({ "CVE/list": open(1000) + open(1001) + open(1002) }, hour(30));
  await derive(w);
  const index = await openEventIndex(w.state);
  const first = eventsSince(index, undefined, 2);
  expect(first.rows.map(index.event).map(({ issue }) => issue)).toEqual(["CVE-2026-1000", "CVE-2026-1001"]);
  expect(first.more).toBe(true);
  w.commit({ "CVE/list": fixed(1000) + fixed(1001) + open(1002) }, hour(72));
  await derive(w);
  expect(eventsIn(index, first.next).map(({ issue }) => issue)).toEqual(["CVE-2026-1002"]);
  expect(await index.refresh()).toBe(true);
  expect(await index.refresh()).toBe(false);
  const rest = eventsSince(index, first.next, 100);
  expect(rest.rows.map(index.event).map(({ issue, to }) => [issue, to?.status])).toEqual([
    ["CVE-2026-1002", "vulnerable"],
    ["CVE-2026-1000", "fixed"],
    ["CVE-2026-1001", "fixed"],
  ]);
  expect(eventsSince(index, rest.next, 100)).toEqual({ rows: [], more: false, next: rest.next });
  expect(eventsIn(index, hour(72))).toHaveLength(2);
  expect(eventsIn(index, hour(73))).toHaveLength(0);
  expect(() => eventsSince(index, "000000000000-1.1", 1)).toThrow(/derived anew/);
  expect(() => eventsSince(index, "yesterday", 1)).toThrow(/no cursor/);
  const spans = [...spansOf(index)];
  expect(spans.map(({ issue, daysToFix }) => [issue, daysToFix])).toEqual([
    ["CVE-2026-1000", null],
    ["CVE-2026-1001", 2],
    ["CVE-2026-1002", null],
  ]);
  const days = { fixed: 1, median: 2, p75: 2, p90: 2, atOnce: 0 };
  const figures = { ...days, countedFrom: "record", fromRecord: days, open: 1, longestOpen: 2 };
  expect(delaysOf(spans, hour(78))).toEqual(figures);
  expect(delaysBy(spans, ({ release }) => release, hour(78))).toEqual([{ name: "bookworm", ...figures }]);
  // A CVE record knows the day of what was open in the first state, and an earlier one of what came later.
  const publications = new Map([
    ["CVE-2026-1000", hour(-24)],
    ["CVE-2026-1001", hour(-24)],
  ]);
  const dated = [...spansOf(index, {}, (issue) => publications.get(issue))];
  expect(dated.map(({ publishedBy, published }) => [publishedBy, published])).toEqual([
    ["cve", hour(-24)],
    ["cve", hour(-24)],
    spans[2]?.recorded ? ["record", spans[2].recorded] : [null, null],
  ]);
  expect(dated[1]?.daysToFix).toBeGreaterThan(2);
  expect(dated[1]?.daysFromRecord).toBe(2);
  expect(delaysOf(dated, hour(78))).toMatchObject({ countedFrom: "cve", fromRecord: days, open: 1 });
  index.close();
}, 60_000);

test("an event says which line or which version it follows from, and whose commit it was", async () => {
  const w = world();
  await recordArchive(w.state, archiveOf("curl bookworm 1.0-1"), hour(-24));
  w.commit({ "config.json": CONFIG, "CVE/list": "CVE-2026-1 (x)\n" }, hour(0));
  w.commit({ "CVE/list": `CVE-2026-1001 (x)\n\tTODO: check\n${open(1000)}` }, hour(1));
  w.commit({ "CVE/list": `${open(1000)}\t[bookworm] - curl <no-dsa> (Minor)\n` }, hour(2));
  await derive(w);
  w.commit({ "CVE/list": "CVE-2026-1000 (x)\n\t- curl 1.0-2\n" }, hour(3));
  await recordArchive(w.state, archiveOf("curl bookworm 1.0-1", "curl bookworm/security 1.0-2"), hour(4));
  w.commit({ "CVE/list": "" }, hour(5));
  await derive(w);
  const said = (await allEvents(w.state)).map(({ to, why, cause }) => [
    to?.status ?? null,
    why,
    cause.kind === "commit" ? cause.author : cause.kind,
  ]);
  const line = (at: number, quote: string) => ({ layer: "debian", file: "CVE/list", line: at, quote });
  expect(said).toEqual([
    ["vulnerable", line(4, "- curl <unfixed>"), "Ada Ŋoë"],
    ["vulnerable", line(3, "[bookworm] - curl <no-dsa> (Minor)"), "Ada Ŋoë"],
    ["vulnerable", line(2, "- curl 1.0-2"), "Ada Ŋoë"],
    ["fixed", { suite: "bookworm-security", version: "1.0-2" }, "archive"],
    [null, null, "Ada Ŋoë"],
  ]);
}, 60_000);

test("what was found by reading on is what a new reading finds; a log that was replaced is read anew", async () => {
  const w = world();
  await recordArchive(w.state, ARCHIVE, hour(-1));
  const index = await openEventIndex(w.state);
  expect([index.name, index.table.event.place.length]).toEqual(["000000000000", 0]);
  for (let n = 0; n < 6; n += 1) {
    w.commit({ "config.json": CONFIG, "CVE/list": n % 2 === 0 ? open(1000 + n) : fixed(999 + n) }, hour(n * 3000));
    await derive(w);
    await index.refresh();
    const again = await openEventIndex(w.state);
    expect([again.name, [...spansOf(again)]]).toEqual([index.name, [...spansOf(index)]]);
    expect(eventsIn(again)).toEqual(eventsIn(index));
    again.close();
  }
  const torn = join(w.state, "2026.events");
  const whole = readFileSync(torn);
  writeFileSync(torn, whole.subarray(0, -7));
  const short = await openEventIndex(w.state);
  expect(short.table.event.place.length).toBeLessThan(index.table.event.place.length);
  writeFileSync(torn, whole);
  await short.refresh();
  expect(eventsIn(short)).toEqual(eventsIn(index));
  short.close();
  for (const name of Object.keys(bytesOf(w.state))) rmSync(join(w.state, name));
  w.commit({ "CVE/list": "" }, hour(99_000));
  await derive(w);
  await index.refresh();
  expect(eventsIn(index)).toEqual(await allEvents(w.state));
  index.close();
}, 60_000);

test("a rewritten history is said, and events go on to what is checked out", async () => {
  const w = world();
  await recordArchive(w.state, ARCHIVE, hour(-1));
  const base = w.commit({ "config.json": CONFIG, "CVE/list": open(1000) }, hour(0));
  const lost = w.commit({ "CVE/list": fixed(1000) }, hour(1));
  await derive(w);
  w.git("reset", "-q", "--hard", base);
  const said: string[] = [];
  await derive(w, w.state, said);
  expect(said.join()).toContain(lost);
  expect(await replayed(w.state)).toEqual(judged(await loadTracker(w.layers), ARCHIVE));
  w.commit({ "CVE/list": open(1000) + open(1001) }, hour(2));
  await derive(w, w.state, said);
  expect(said).toHaveLength(1);
  expect(await replayed(w.state)).toEqual(judged(await loadTracker(w.layers), ARCHIVE));
  w.git("checkout", "-q", "--orphan", "other");
  w.commit({ "CVE/list": fixed(1001) }, hour(3));
  await derive(w, w.state, said);
  expect(said).toHaveLength(2);
  expect(await replayed(w.state)).toEqual(judged(await loadTracker(w.layers), ARCHIVE));
}, 60_000);

test("one at a time derives; what a process left that ended without a word holds nobody up", async () => {
  const w = world();
  await recordArchive(w.state, ARCHIVE, hour(-1));
  w.commit({ "config.json": CONFIG, "CVE/list": open(1000) }, hour(0));
  const clock = { now: () => LATER };
  const options = { directory: w.state, layers: w.layers, runner, clock, say: () => undefined };
  const first = await openHistory(options);
  await expect(openHistory(options)).rejects.toMatchObject({ code: "CONFLICT" });
  await first.close();
  // A number that was given out again, to a process that is no writer.
  for (const left of ["", "1", `${process.pid} 1 of-another-start`]) {
    writeFileSync(join(w.state, "writer"), left);
    expect((await derive(w)).steps).toBeGreaterThanOrEqual(0);
  }
}, 60_000);

test("killed while it derives, and torn in the middle of a block, it ends with the same bytes", async () => {
  const w = world();
  await recordArchive(w.state, ARCHIVE, hour(-1));
  let text = "";
  for (let n = 0; n < 60; n += 1) {
    text = open(1000 + n) + text;
    w.commit({ "config.json": CONFIG, "CVE/list": text }, hour(n));
  }
  await derive(w);
  const whole = bytesOf(w.state);
  for (const name of Object.keys(whole)) rmSync(join(w.state, name));
  for (const after of [1, 5, 20]) {
    const child = spawn(RUN, [PROGRAM, w.state, w.data], { stdio: ["ignore", "pipe", "inherit"] });
    let out = "";
    let killed = false;
    child.stdout.on("data", (chunk) => {
      out += String(chunk);
      if (out.includes(`step ${after}\n`)) killed = child.kill("SIGKILL") || killed;
    });
    await new Promise((done) => child.on("close", done));
    expect(killed).toBe(true);
    await sleep(10);
    const torn = join(w.state, "2026.events");
    writeFileSync(torn, readFileSync(torn).subarray(0, -7));
  }
  await derive(w);
  expect(bytesOf(w.state)).toEqual(whole);
}, 600_000);

test("a recorded archive that was damaged is refused with its name", async () => {
  const w = world();
  const record = await recordArchive(w.state, ARCHIVE, hour(-1));
  expect(await recordArchive(w.state, ARCHIVE, hour(0))).toEqual(record);
  const path = join(w.state, "archives", record.file);
  const bytes = readFileSync(path);
  for (const damaged of [bytes.subarray(0, -9), gzipSync("curl\tbookworm\tmain\tmain\t9\n")]) {
    writeFileSync(path, damaged);
    await expect(archiveAt(w.state, hour(1))).rejects.toThrow(record.file);
  }
});
