import { chmod, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { EvidenceAnswer } from "../../src/api/index.ts";
import { checkComplete } from "../../src/cli/evidence/check-complete.ts";
import { verifyBundle } from "../../src/cli/evidence/verify-bundle.ts";
import { loadDefinition } from "../../src/desk/index.ts";
import type { Distribution } from "../../src/distribution/index.ts";
import { type FinishedDrill, runDrill } from "../../src/drill/index.ts";
import { systemClock } from "../../src/system/index.ts";
import { createPeople, type Mirror, startMirror } from "./archive-mirror.ts";
import { FIXED, makeSource, NATIVE, SHARED, SHIPPED, SOURCE } from "./line-architectures-source.ts";
import { fetchUpdate, ROOT, runner } from "./line-kit.ts";

/*
 * The whole line for two architectures at once, with a tiny source that has a package for each and one for all. The
 * release's main suite is the real one; its security suite is a mirror here whose i386 index is not the signed one.
 */

const DATA = "/var/lib/sameday-line-test";
const ARCHITECTURES = ["amd64", "i386"] as const;
const SECURITY = "bookworm-security";

let scratch: string;
let mirror: Mirror;
let people: Awaited<ReturnType<typeof createPeople>>;
let drill: FinishedDrill;
// biome-ignore lint/suspicious/noExplicitAny: the answer of an interface, looked at as strangers see it
let update: any;

beforeAll(async () => {
  await runner.run({ argv: [path.join(ROOT, "sameday"), "--version"], timeLimitMs: 300_000 });
  await mkdir(DATA, { recursive: true, mode: 0o755 });
  scratch = await mkdtemp(path.join(tmpdir(), "line-architectures-"));
  people = await createPeople(runner);
  // The desk's users read the keyring; the keys beside it lie deeper.
  await chmod(people.directory, 0o755);
  mirror = await startMirror(runner, people.archive);
  await publishSecurity();
  drill = await runDrill({
    base: await baseDefinition(),
    fix: {
      package: SOURCE,
      release: "bookworm",
      vulnerable: SHIPPED,
      fixed: FIXED,
      suite: SECURITY,
      issues: ["CVE-2024-10918"],
      summary: "A tiny stand-in that is built for two architectures.",
      fetch: (directory) => makeSource(runner, directory),
    },
    dataDirectory: DATA,
    architectures: ARCHITECTURES,
    trackerData: path.join(ROOT, "examples/debian/tracker"),
    runner,
    clock: systemClock,
    events: { began: () => undefined, ended: () => undefined, stopped: () => undefined, triedAgain: () => undefined },
    say: () => undefined,
    signal: new AbortController().signal,
  });
  update = await fetchUpdate(drill.desk.url, drill.updateId ?? "");
}, 1_200_000);

afterAll(async () => {
  await drill?.desk.stop();
  await mirror?.close();
  for (const directory of [path.join(DATA, "drills", "desk"), people?.directory, scratch]) {
    if (directory !== undefined) await rm(directory, { recursive: true, force: true });
  }
}, 120_000);

/** One signed state, of which the mirror hands out another i386 index. */
async function publishSecurity(): Promise<void> {
  const packages = ARCHITECTURES.map((one) => [
    `main/binary-${one}/Packages`,
    `Package: nothing\nVersion: 1\nArchitecture: ${one}\n\n`,
  ]);
  const indexes = { "main/source/Sources": "", ...Object.fromEntries(packages) };
  const edit = (release: string): string => release.replace("Architectures: amd64", "Architectures: amd64 i386");
  await mirror.publish({ suite: SECURITY, codename: SECURITY, indexes, date: new Date(Date.now() - 60_000), edit });
  for (const name of mirror.files.keys()) {
    if (name.includes("binary-i386")) mirror.files.set(name, Buffer.from("an older index"));
  }
}

async function baseDefinition(): Promise<Distribution> {
  const whole = await loadDefinition(path.join(ROOT, "examples/debian/distribution.toml"), runner);
  const releases = whole.releases
    .filter((release) => release.codename === "bookworm")
    .map((release) => ({
      ...release,
      suites: release.suites
        .filter((suite) => suite.role === "main" || suite.role === "security")
        .map((suite) =>
          suite.role === "main"
            ? suite
            : { ...suite, url: mirror.url, keyring: people.archive.keyring, components: ["main"] },
        ),
    }));
  return { ...whole, releases };
}

function messageOf(label: string): string {
  return update.steps.find((step: { label: string }) => step.label === label)?.message ?? "";
}

test("every stage ended well, once for each architecture where that is due", () => {
  const results = Object.fromEntries(drill.result.stages.map((stage) => [stage.name, stage.result]));
  const each = ARCHITECTURES.flatMap((architecture) => [
    [`build ${architecture}`, "passed"],
    [`prove variation ${architecture}`, "passed"],
    [`prove recreation ${architecture}`, "passed"],
    [`test ${architecture}`, "nothing-to-do"],
    [`machine ${architecture}`, "passed"],
  ]);
  expect(results).toMatchObject({ ...Object.fromEntries(each), queue: "passed", publish: "passed", tell: "passed" });
  expect(drill.result.stages.filter((stage) => stage.name.startsWith("publish"))).toHaveLength(1);
});

test("one approval holds for the packages of both", () => {
  expect(update.approvals).toHaveLength(1);
});

test("its evidence holds and is complete, and whatever the signer asked for is missed when it is left out", async () => {
  const answer = await fetch(`${drill.desk.url}/api/v1/updates/${drill.updateId}/evidence`);
  const evidence = (await answer.json()) as EvidenceAnswer;
  const policy = { approvals: 1, overrideApprovals: 2 };
  const faults = (bundle: EvidenceAnswer) =>
    checkComplete(bundle, bundle.keys, policy).filter(({ state }) => state !== "good");
  const signed = await verifyBundle(evidence, evidence.keys, async (hash) => hash);
  expect(signed.filter(({ state }) => state !== "good")).toEqual([]);
  expect(faults(evidence)).toEqual([]);
  for (const step of ["source", "build amd64", "build i386"]) {
    const statements = evidence.statements.filter((one) => one.step !== step);
    expect(faults({ ...evidence, statements }), step).toHaveLength(1);
  }
  const statements = evidence.statements.filter((one) => !/^prove .* i386$/.test(one.step));
  expect(faults({ ...evidence, statements })).toHaveLength(1);
  expect(faults({ ...evidence, approvals: [] })).toHaveLength(1);
});

test("a machine of each architecture got both packages by apt", () => {
  for (const architecture of ARCHITECTURES) {
    const message = messageOf(`machine ${architecture}`);
    expect(message).toContain(`A test machine (${architecture})`);
    for (const name of [NATIVE, SHARED]) expect(message).toContain(`${name} ${SHIPPED} → ${FIXED}`);
  }
});

test("the published indices share one package for all, and have one of their own each", async () => {
  const stanzas = await Promise.all(
    ARCHITECTURES.map(async (architecture) => {
      const address = `${drill.desk.url}/archive/dists/${SECURITY}/main/binary-${architecture}/Packages`;
      const text = await (await fetch(address)).text();
      const stanza = (name: string): string =>
        text.split("\n\n").find((one) => one.includes(`Package: ${name}\n`)) ?? `${architecture} has no ${name}`;
      return { own: stanza(NATIVE), shared: stanza(SHARED), architecture };
    }),
  );
  const file = (stanza: string): string => /^Filename: (.+)$/m.exec(stanza)?.[1] ?? stanza;
  expect(new Set(stanzas.map(({ shared }) => shared)).size).toBe(1);
  expect(file(stanzas[0]?.shared ?? "")).toMatch(/_all\.deb$/);
  for (const { own, architecture } of stanzas) {
    expect(file(own)).toMatch(new RegExp(`_${architecture}\\.deb$`));
    expect((await fetch(`${drill.desk.url}/archive/${file(own)}`)).status).toBe(200);
  }
});

test("what could not be verified is said where it matters, and only there", () => {
  expect(messageOf("build i386")).toContain(`Without packages of ${SECURITY}, whose index for i386`);
  expect(messageOf("build amd64")).not.toContain("Without");
  const archive = messageOf("prove archive");
  expect(archive).toContain("The archive's own i386 build could not be fetched: ");
  expect(archive).not.toContain("own amd64 build");
});
