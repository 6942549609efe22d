import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { PassThrough } from "node:stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCommandLine } from "../frame/run.ts";

const EXAMPLE = join(import.meta.dirname, "../../../examples/debian");
const scratch = mkdtempSync(join(tmpdir(), "sameday-tracker-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const FILES: Readonly<Record<string, string>> = {
  "debian/config.json": '{"distributions": {"bookworm": {"release": "stable"}, "sid": {"release": "unstable"}}}',
  "debian/CVE/list":
    "CVE-2026-1001 (y)\n\tREJECTED\n\t- curl <unfixed>\nCVE-2026-1000 (x)\n\t- curl 2\n\t[bookworm] - curl <ignored> (Too intrusive)\n",
  "bad/CVE/list": "CVE-2026-1000 (x)\n\t- curl !\n",
  "bad/config.json": "{}",
  "acme/CVE/list": "CVE-2026-1000\n\t[bookworm] - curl <not-affected> (Not built)\n",
  "some/bookworm__main_Sources": "Package: wget\nVersion: 1\n\n",
  "some/sid__main_Sources": "Package: curl\nVersion: 2\n\n",
  "indexes/bookworm__main_Sources": "Package: curl\nVersion: 1\n\n",
  "indexes/sid__main_Sources": "Package: curl\nVersion: 2\n\n",
};

/** The shipped definition, with our two layers and a keyring that is there. */
function deskDefinition(): string {
  const example = readFileSync(join(EXAMPLE, "distribution.toml"), "utf8");
  const layers = ["debian", "acme"].map(
    (name) => `[[layer]]\nname = "${name}"\ndirectory = "${join(scratch, name)}"\nours = ${name === "acme"}\n`,
  );
  return example
    .replace(/\[\[layer\]\][^[]*/, layers.join("\n"))
    .replaceAll("/usr/share/keyrings/debian-archive-keyring.gpg", join(EXAMPLE, "keys/pia.asc"))
    .replaceAll(/"((?:keys|images)\/)/g, `"${EXAMPLE}/$1`);
}

beforeAll(() => {
  mkdirSync(join(scratch, "desk"));
  writeFileSync(join(scratch, "desk/distribution.toml"), deskDefinition());
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(scratch, path)), { recursive: true });
    writeFileSync(join(scratch, path), text);
  }
});

async function run(
  line: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<{ readonly exit: number; readonly out: string; readonly err: string }> {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const streams = { stdin, stdout, stderr } as unknown as Pick<NodeJS.Process, "stdin" | "stdout" | "stderr">;
  const exit = await runCommandLine(line.replaceAll("@", `${scratch}/`).split(" "), {
    streams,
    // Else root's commands would ask a desk that this machine may have.
    environment: { HOME: scratch, SAMEDAY_DATA: join(scratch, "no-desk"), ...environment },
  });
  return { exit, out: String(stdout.read() ?? ""), err: String(stderr.read() ?? "") };
}

test("status: ten columns, by byte order", async () => {
  const { exit, out } = await run("tracker status --data @debian --archive @indexes");
  expect(exit).toBe(0);
  expect(out).toBe(
    [
      "curl\tbookworm\tCVE-2026-1000\tvulnerable\t-\tnot yet assigned\tToo intrusive\tignored\t-\tbookworm=1",
      "curl\tbookworm\tCVE-2026-1001\trejected\t-\tnot yet assigned\t-\t-\t-\tbookworm=1",
      "curl\tsid\tCVE-2026-1000\tfixed\t2\tnot yet assigned\t-\t-\t-\tsid=2",
      "curl\tsid\tCVE-2026-1001\trejected\t-\tnot yet assigned\t-\t-\t-\tsid=2",
      "",
    ].join("\n"),
  );
});

test("status: an index whose name cannot be understood is told, and the rest is answered", async () => {
  const files = ["sid__main_Sources", "kali-rolling__main_Sources", "Sid__main_Sources"];
  mkdirSync(join(scratch, "named"));
  for (const file of files) writeFileSync(join(scratch, "named", file), "Package: curl\nVersion: 1\n\n");
  const line = "tracker status --data @debian --archive @named --issue CVE-2026-1000";
  const told = await run(line);
  expect(told.exit).toBe(0);
  expect(told.out.split("\n").map((row) => row.split("\t")[1])).toEqual(["kali-rolling", "sid", undefined]);
  expect(told.err).toMatch(/^sameday: \S+named: Not read, .*: Sid__main_Sources\.\n$/);
  rmSync(join(scratch, "named", files[2] ?? ""));
  expect((await run(line)).err).toBe("");
});

test("status --as-debian: Debian's words", async () => {
  const { out } = await run(
    "tracker status --data @debian --archive @indexes --as-debian --issue CVE-2026-1001 --release sid",
  );
  expect(out).toBe("curl\tsid\tCVE-2026-1001\topen\t-\tnot yet assigned\t-\t-\t-\tsid=2\n");
});

test("status --format json: the line that counts", async () => {
  const { out } = await run(
    "tracker status --data @debian --archive @indexes --format json --release sid --issue CVE-2026-1000",
  );
  expect(JSON.parse(out)).toMatchObject([
    { status: "fixed", fixedVersion: "2", line: { layer: "debian", file: "CVE/list", line: 5 } },
  ]);
});

test("status: an upper layer decides", async () => {
  const { out } = await run(
    "tracker status --data @debian --data @acme --archive @indexes --issue CVE-2026-1000 --release bookworm",
  );
  expect(out).toContain("\tnot-affected\t");
});

test("status --all: releases that lack the package", async () => {
  const { out } = await run("tracker status --data @debian --archive @some --all --issue CVE-2026-1000");
  expect(out).toBe(
    [
      "curl\tbookworm\tCVE-2026-1000\tnot-in-release\t-\tnot yet assigned\tToo intrusive\tignored\t-\t-",
      "curl\tsid\tCVE-2026-1000\tfixed\t2\tnot yet assigned\t-\t-\t-\tsid=2",
      "",
    ].join("\n"),
  );
});

test("without --data the layers of the desk's definition speak", async () => {
  const { exit, out } = await run("tracker status --archive @indexes --issue CVE-2026-1000 --release bookworm", {
    SAMEDAY_DATA: join(scratch, "desk"),
  });
  expect([exit, out.split("\t")[3]]).toEqual([0, "not-affected"]);
});

test("an archive that is neither directory nor the definition's name", async () => {
  const { exit, err } = await run("tracker status --data @debian --archive nebian");
  expect(exit).toBe(2);
  expect(err).toMatch(/no directory nebian, and the archive of .*distribution\.toml is named debian/);
});

test("a day that is yet to come has no answer", async () => {
  const { exit, out, err } = await run("tracker status --data @debian --archive @indexes --at 2999-01-01");
  expect([exit, out, err]).toEqual([2, "", expect.stringContaining("2999-01-01 is yet to come.")]);
});

test("names in capitals or not, and the nearest one", async () => {
  const known = await run("tracker status --data @debian --archive @indexes --issue cve-2026-1000 --release sid");
  expect([known.exit, known.out.split("\t")[2]]).toEqual([0, "CVE-2026-1000"]);
  const mistyped = await run("tracker copies --data @debian --archive @indexes --package crul");
  expect([mistyped.exit, mistyped.err]).toEqual([0, "sameday: No line is about crul. Did you mean curl?\n"]);
  const view = await run("tracker view candidate --data @debian --archive @indexes");
  expect([view.exit, view.err]).toEqual([2, expect.stringContaining("Did you mean candidates?")]);
  const release = await run("tracker point-release bokworm --data @debian --archive @indexes");
  expect([release.exit, release.err]).toEqual([1, expect.stringContaining("Did you mean bookworm?")]);
});

test("check: warnings alone pass, unless Debian would refuse", async () => {
  const plain = await run("tracker check --data @debian");
  expect(plain.exit).toBe(0);
  expect(plain.out).toBe(
    "CVE/list:3:2: warning: CVE-2026-1001 is rejected, yet curl has no fix; remove the line. [tracker-rejected-open]\n    fix: Remove `- curl <unfixed>`.\n0 errors, 1 warning.\n",
  );
});

test("check: errors end with 1", async () => {
  const { exit, out } = await run("tracker check --data @bad --json");
  expect(exit).toBe(1);
  expect(JSON.parse(out)).toMatchObject({ errors: 1, problems: [{ problem: { code: "tracker-note" } }] });
});

test("check --fix: mends the uppermost directory, keeps its rights, and shows what is left", async () => {
  const list = join(scratch, "mine/CVE/list");
  mkdirSync(dirname(list), { recursive: true });
  writeFileSync(list, "CVE-2026-1000\n\t[bokworm] - curl <unfixd>\nCVE-2026-1002 (z)\n\t- curl !\n", { mode: 0o640 });
  const shown = await run("tracker check --data @debian --data @mine");
  expect(shown.out).toContain(
    "mine: CVE/list:2:20: error: <unfixd> is not a word that a note may carry; is it <unfixed>?",
  );
  expect(shown.out).toContain("    fix: Replace unfixd by unfixed.\n");
  const { exit, out } = await run("tracker check --data @debian --data @mine --fix");
  expect(exit).toBe(1);
  expect(out).toContain("CVE/list:2: fixed: Replace bokworm by bookworm.\n");
  expect(out).toContain("1 error, 1 warning.");
  expect(readFileSync(list, "utf8")).toBe(
    "CVE-2026-1000\n\t[bookworm] - curl <unfixed>\nCVE-2026-1002 (z)\n\t- curl !\n",
  );
  expect(statSync(list).mode & 0o777).toBe(0o640);
});

test("split and join: byte for byte, and never over what is there", async () => {
  const list = join(scratch, "years/CVE/list");
  mkdirSync(dirname(list), { recursive: true });
  const written = "CVE-2026-1000\n\tRESERVED\nCVE-2025-1000\n\t- curl 1\nCVE-2026-0999\n\tTODO: check\n";
  writeFileSync(list, written);
  expect((await run("tracker split --data @years")).exit).toBe(0);
  expect(readdirSync(dirname(list)).sort()).toEqual(["2025.list", "2026.list", "order"]);
  expect((await run("tracker split --data @years")).exit).toBe(3);
  expect((await run("tracker join --data @years")).exit).toBe(0);
  expect(readdirSync(dirname(list))).toEqual(["list"]);
  expect(readFileSync(list, "utf8")).toBe(written);
  expect((await run("tracker join --data @years")).exit).toBe(3);
  expect((await run("tracker split --data @years --data @debian")).exit).toBe(2);
});

test("copies are suggested, decided, and no longer asked about; successors are shown", async () => {
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(scratch, path)), { recursive: true });
    writeFileSync(join(scratch, path), text);
  };
  write("hints/CVE/list", "CVE-2026-1000 (x)\n\t- curl <unfixed>\n");
  write("hints/embedded-code-copies", "---BEGIN\ncurl\n\t- wget <unfixed> (embed)\n");
  write("hints/package-lineages", "curl: curl curl4\n");
  write(
    "hinted/sid__main_Sources",
    "Package: curl\nVersion: 2\n\nPackage: wget\nVersion: 1\n\nPackage: curl4\nVersion: 1\n\n",
  );
  write(
    "hinted/sid__main_amd64_Packages",
    "Package: tool\nVersion: 1\nArchitecture: amd64\nBuilt-Using: curl (= 2)\n\n",
  );
  const shown = await run("tracker copies --data @hints --archive @hinted");
  expect(shown.out).toBe(
    "CVE-2026-1000  curl in wget  sid  embedded-code-copies:3 says embed\nCVE-2026-1000  curl in tool  sid  tool was built with curl 2\n",
  );
  const decide = "tracker decide-copy CVE-2026-1000 curl wget dismissed --reason unused --data @hints";
  expect((await run(decide)).exit).toBe(0);
  const left = await run("tracker copies --data @hints --archive @hinted --undecided");
  expect(left.out).toBe("CVE-2026-1000  curl in tool  sid  tool was built with curl 2\n");
  const successors = await run("tracker lineages --data @hints --archive @hinted");
  expect(successors.out).toBe("CVE-2026-1000  curl -> curl4  sid\n");
});

test("explain: the chain, or that there is none", async () => {
  const known = await run("tracker explain curl bookworm CVE-2026-1000 --data @debian --archive @indexes");
  expect(known.exit).toBe(0);
  expect(known.out).toContain("curl in bookworm, CVE-2026-1000: vulnerable\n");
  expect(known.out).toContain("Decided: ignored, Too intrusive.");
  const unknown = await run("tracker explain wget bookworm CVE-2026-1000 --data @debian --archive @indexes");
  expect(unknown.exit).toBe(1);
});

test.each([
  ["no data", "tracker status --data @nowhere --archive @indexes", 2],
  ["no lists", "tracker check --data @indexes", 2],
  ["no archive", "tracker status --data @debian", 2],
  ["not in release as Debian", "tracker status --data @debian --archive @indexes --all --as-debian", 2],
  ["layers as Debian", "tracker check --data @debian --data @acme --as-debian", 2],
])("%s: exit %s", async (_name, line, exit) => {
  const ended = await run(line);
  expect(ended.exit).toBe(exit);
  expect(ended.err).toContain("sameday: ");
});

test("view: the work views, and one of them", async () => {
  const names = await run("tracker view --data @debian --archive @indexes");
  expect([names.exit, names.out]).toEqual([
    0,
    expect.stringMatching(/^ +0 {2}candidates {9}Candidates for an advisory\n/),
  ]);
  const one = await run("tracker view no-dsa --data @debian --archive @indexes");
  expect([one.exit, one.out]).toEqual([0, "CVE-2026-1000\tcurl\tbookworm\tvulnerable\tno-dsa\t-\n"]);
  const json = await run("tracker view no-dsa --data @debian --archive @indexes --json");
  expect(JSON.parse(json.out)).toMatchObject([{ issue: "CVE-2026-1000", release: "bookworm", note: null }]);
  const none = await run("tracker view nonsense --data @debian --archive @indexes");
  expect([none.exit, none.err]).toEqual([2, expect.stringContaining("There are candidates, new,")]);
});
