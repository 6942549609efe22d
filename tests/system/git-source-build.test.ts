import { appendFile, chmod, mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { UpdateAnswer } from "../../src/api/index.ts";
import { readBundle } from "../../src/cli/evidence/bundle-files.ts";
import { parseEvidenceKey, type Statement, verifyEnvelope } from "../../src/evidence/index.ts";
import { sha256 } from "../../src/kernel/index.ts";
import { exampleBookworm } from "./example-release.ts";
import { commit, git, put } from "./git-source-kit.ts";
import { openWholeDesk, ROOT, runner, type WholeDesk } from "./whole-desk.ts";

/*
 * A signed tag on its way to the queue, as a person sends it: by the command line, to a desk with a real builder, which
 * builds it with debhelper from Debian's own packages, and again under variation. Then its evidence, away from the desk.
 */

/** Where other tests of whole lines keep suites, bases and packages that they have fetched. */
const SHARED = "/var/lib/sameday-line-test/drills";
const SOURCE = "something-else";
const TAG = "debian/1.0";
const DEB = `${SOURCE}_1.0_all.deb`;

/** Each file that the package shall hold, and where in the tree it comes from. */
const INSTALLED = {
  "usr/bin/greet": "greet",
  "usr/share/something-else/words.txt": "words.txt",
  "usr/share/doc/something-else/copyright": "debian/copyright",
} as const;

const TREE = {
  greet: "#!/bin/sh\necho fixed\n",
  // git would change it, or leave it out, if its attributes were followed.
  "words.txt": "$Format:%H$ and line ends\n",
  ".gitattributes": "*.txt export-subst export-ignore eol=crlf\n",
  "debian/source/format": "3.0 (native)\n",
  "debian/changelog": `${SOURCE} (1.0) bookworm-security; urgency=high\n\n  * Fix CVE-2026-1000.\n\n -- Tom <tom@desk.invalid>  Sun, 01 Jun 2025 10:00:00 +0000\n`,
  "debian/control": `Source: ${SOURCE}
Section: utils
Priority: optional
Maintainer: Tom <tom@desk.invalid>
Build-Depends: debhelper-compat (= 13)
Standards-Version: 4.6.2
Rules-Requires-Root: no

Package: ${SOURCE}
Architecture: all
Depends: \${misc:Depends}
Description: tiny package of a test
 It greets.
`,
  "debian/copyright": "Copyright 2025 Tom. GPL-3.0-or-later.\n",
  "debian/install": "greet usr/bin\nwords.txt usr/share/something-else\n",
  "debian/rules": "#!/usr/bin/make -f\n%:\n\tdh $@\n",
};

const LABELS = ["build amd64", "queue", "prove variation amd64"] as const;

let scratch: string;
let repository: string;
let whole: WholeDesk;
let update: UpdateAnswer;
let bundle: string;
const statements = new Map<string, Statement>();

beforeAll(async () => {
  await mkdir(SHARED, { recursive: true, mode: 0o755 });
  scratch = await mkdtemp("/var/tmp/git-source-build-");
  repository = path.join(scratch, "repository");
  bundle = path.join(scratch, "evidence");
  whole = await openWholeDesk({
    definition: [
      `[mail]\nfrom = "security@desk.invalid"\ntransport = "outbox"`,
      await exampleBookworm(),
      `[[builder]]\nname = "ash"\narchitectures = ["amd64"]\nembargoed = true`,
    ].join("\n\n"),
    localBuilder: true,
    shared: { cache: path.join(SHARED, "suites"), builder: path.join(SHARED, "builder") },
  });
  await makeTag();
  await sameday(["login", "tom", "--key", whole.people.tom.fingerprint]);
  const sent = await sameday(["update", "submit-git", TAG, "--repository", repository, "--json"]);
  const { id } = JSON.parse(sent.out) as UpdateAnswer;
  const stateOf = (one: UpdateAnswer, label: string) => one.steps.find((step) => step.label === label)?.state;
  update = await whole.until(id, (one) => LABELS.every((label) => /done|failed/.test(stateOf(one, label) ?? "")));
  await sameday(["evidence", "export", id, bundle]);
  const evidence = await readBundle(bundle);
  for (const { step, envelope } of evidence.statements) {
    statements.set(step, verifyEnvelope(envelope, await trustedKeys()).statement);
  }
}, 600_000);

afterAll(async () => {
  await whole?.stop();
  await rm(scratch, { recursive: true, force: true });
}, 120_000);

/** A commit that nobody signed, and the tag of it that tom did. */
async function makeTag(): Promise<void> {
  await mkdir(repository);
  await git({ repository }, ["init", "--quiet", "--initial-branch=main"]);
  await put({ repository }, TREE);
  for (const file of ["greet", "debian/rules"]) await chmod(path.join(repository, file), 0o755);
  await commit({ repository });
  await git({ repository }, ["tag", "--sign", "--message=The fix", TAG], whole.people.tom);
}

/** The command line as tom uses it, in a process of its own. */
async function sameday(args: readonly string[], okExitCodes: readonly number[] = [0]) {
  const finished = await runner.run({
    argv: [path.join(ROOT, "sameday"), ...args],
    env: {
      HOME: scratch,
      GNUPGHOME: whole.people.tom.home,
      SAMEDAY_DESK: whole.url,
      PATH: `${path.dirname(process.execPath)}:/usr/bin:/bin`,
    },
    timeLimitMs: 120_000,
    okExitCodes,
  });
  return { code: finished.exitCode, out: Buffer.from(finished.stdout).toString("utf8") };
}

/** Keys from where they were made, not from the bundle that they shall vouch for. */
async function trustedKeys() {
  const desk = parseEvidenceKey(await readFile(whole.layout.evidenceKey, "utf8"));
  const builders = JSON.parse(await readFile(whole.layout.builders, "utf8")) as Record<string, string>;
  return [
    { name: "desk", publicKey: desk.publicKey },
    { name: "ash", publicKey: builders.ash ?? "" },
  ];
}

async function verify(directory: string) {
  const keys = (await trustedKeys()).flatMap(({ name, publicKey }) => ["--key", `${name}=${publicKey}`]);
  return sameday(["evidence", "verify", directory, "--definition", whole.layout.definition, ...keys], [0, 1]);
}

function statement(step: string): Statement {
  const found = statements.get(step);
  if (!found) throw new Error(`There is no statement of ${step}.`);
  return found;
}

/** What a command writes. */
async function output(argv: readonly [string, ...string[]], cwd = "/"): Promise<Buffer> {
  return Buffer.from((await runner.run({ argv, cwd, timeLimitMs: 60_000 })).stdout);
}

async function fileOf(role: string, name: string): Promise<string> {
  const found = (await readBundle(bundle)).files.find((file) => file.role === role && file.name === name);
  if (!found) throw new Error(`The bundle has no ${role} ${name}.`);
  return path.join(bundle, "files", found.sha256, name);
}

test("every step to the queue and the second build ended well", () => {
  expect(update).toMatchObject({ source: SOURCE, version: "1.0", release: "bookworm", issues: ["CVE-2026-1000"] });
  expect(update.uploaders).toEqual(["tom"]);
  for (const label of ["source", ...LABELS]) {
    expect(update.steps.find((step) => step.label === label)).toMatchObject({ state: "done", result: "passed" });
  }
});

describe("the evidence", () => {
  test("names tag, commit, tree and signer, as git itself has them", async () => {
    const { findings, party } = statement("source").predicate;
    const id = (name: string) => git({ repository }, ["rev-parse", name]);
    expect(party).toBe("desk");
    expect(findings).toMatchObject({
      signer: "tom",
      fingerprint: whole.people.tom.fingerprint,
      uploaders: ["tom"],
      git: {
        kind: "tag",
        name: TAG,
        object: await id(`refs/tags/${TAG}`),
        commit: await id(`${TAG}^{commit}`),
        tree: await id(`${TAG}^{tree}`),
      },
    });
    expect(update.steps.find(({ label }) => label === "source")?.message).toBe(
      `Source taken from the signed tag ${TAG} by tom.`,
    );
  });

  test("lists every file of the tree by its hash", async () => {
    const { git: origin } = statement("source").predicate.findings as { git: { contents: string } };
    const listed = await readFile(await fileOf("report", `${SOURCE}_1.0.sha256sums`));
    expect(sha256(listed)).toBe(origin.contents);
    const names = (await output(["git", "ls-tree", "-r", "--name-only", TAG], repository))
      .toString()
      .trim()
      .split("\n");
    const lines = names.map(async (name) => `${sha256(await blob(name))}  ${name}`);
    expect(listed.toString().trim().split("\n").sort()).toEqual((await Promise.all(lines)).sort());
  });

  test("leads from this source over the builder's build to a second one that is the same", async () => {
    const dsc = statement("source").subject.find(({ name }) => name.endsWith(".dsc"))?.digest.sha256;
    expect(dsc).toMatch(/^[0-9a-f]{64}$/);
    const build = statement("build amd64");
    expect(build.predicate).toMatchObject({ party: "builder:ash", findings: { dsc, network: "none" } });
    const deb = build.subject.find(({ name }) => name === DEB)?.digest.sha256;
    expect(deb).toBe(sha256(await readFile(await fileOf("built", DEB))));
    expect(statement("prove variation amd64").predicate).toMatchObject({
      party: "builder:ash",
      findings: { dsc, kind: "variation", files: [{ name: DEB, first: deb, second: deb, same: true }] },
    });
  });

  test("is accepted by the command line, which sees when one bit of the package is another", async () => {
    const good = await verify(bundle);
    expect(good.out).toContain("It holds");
    expect(good.out).not.toMatch(/^bad/m);
    expect(good.out).toMatch(/good\s+statement source: signed by desk: passed/);
    expect(good.out).toMatch(/good\s+statement build amd64: signed by ash: passed/);
    expect(good.out).toMatch(/good\s+chain build → prove variation amd64: proves what was built/);
    expect(good.code).toBe(0);
    const other = path.join(scratch, "tampered");
    await output(["cp", "-r", bundle, other]);
    await appendFile((await fileOf("built", DEB)).replace(bundle, other), "x");
    expect(await verify(other)).toMatchObject({ code: 1, out: expect.stringContaining(`bad      file ${DEB}`) });
  });
});

/** A file as the signed tag has it, byte for byte. */
function blob(name: string): Promise<Buffer> {
  return output(["git", "cat-file", "blob", `${TAG}:${name}`], repository);
}

test("the package is what the git tree says, and holds nothing else of it", async () => {
  const deb = await fileOf("built", DEB);
  const control = (await output(["dpkg-deb", "--field", deb])).toString();
  expect(control).toContain(`Package: ${SOURCE}\nVersion: 1.0\nArchitecture: all\nMaintainer: Tom <tom@desk.invalid>`);
  const unpacked = path.join(scratch, "unpacked");
  await output(["dpkg-deb", "--extract", deb, unpacked]);
  for (const [installed, name] of Object.entries(INSTALLED)) {
    expect(await readFile(path.join(unpacked, installed)), installed).toEqual(await blob(name));
  }
  const changelog = path.join(unpacked, "usr/share/doc/something-else/changelog.gz");
  expect(await output(["gzip", "-dc", changelog])).toEqual(await blob("debian/changelog"));
  const entries = await readdir(unpacked, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => !entry.isDirectory())
    .map(({ parentPath, name }) => path.join(parentPath, name));
  expect(files.sort()).toEqual([...Object.keys(INSTALLED).map((name) => path.join(unpacked, name)), changelog].sort());
});

test("testers get this very package from the queue, by an index that its signed Release file names", async () => {
  const at = `${whole.url}/queues/public`;
  const text = async (file: string) => (await fetch(`${at}/dists/bookworm-public/${file}`)).text();
  const [release, packages] = await Promise.all([text("InRelease"), text("main/binary-amd64/Packages")]);
  expect(release).toContain(`${sha256(packages)} `);
  const stanza = packages.split("\n\n").find((one) => one.includes(`Package: ${SOURCE}\n`)) ?? "";
  const file = /^Filename: (.+)$/m.exec(stanza)?.[1] ?? "nothing";
  const served = Buffer.from(await (await fetch(`${at}/${file}`)).arrayBuffer());
  expect(served).toEqual(await readFile(await fileOf("built", DEB)));
});
