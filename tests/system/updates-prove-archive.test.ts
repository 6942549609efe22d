import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSuites, type DeskSuites } from "../../src/desk/suites.ts";
import type { Release } from "../../src/distribution/index.ts";
import { type Statement, verifyEnvelope } from "../../src/evidence/index.ts";
import type { Job } from "../../src/jobs/index.ts";
import { sha256 } from "../../src/kernel/index.ts";
import {
  type ArchiveFindings,
  DESK_QUEUE,
  filesOf,
  getStep,
  type LineContext,
  putFiles,
  runDeskStep,
  type StepJob,
  type StepRecord,
  type Suites,
  setStep,
  type UpdateFile,
} from "../../src/updates/index.ts";
import type { Misbehaviour } from "./archive-mirror.ts";
import { runner, useArchiveWorld } from "./archive-world.ts";
import { keep, type LineWorld, makeDeb, NOW, newUpdate, openLine } from "./updates-kit.ts";

/*
 * The comparison with the archive as the desk does it: suites that are signed and served over HTTP, packages that are
 * real ones, and the step run from its job.
 */

const VERSION = "1.0-1+deb12u1";
const PROVE = { step: "prove", kind: "archive", architecture: "" } as const;
const BUILD = { step: "build", kind: "", architecture: "amd64" } as const;

const archive = useArchiveWorld();
let line: LineWorld;

beforeAll(async () => {
  line = await openLine("outbox");
});

afterAll(() => line?.close());

interface Deb {
  /** `hello_1.0-1+deb12u1_amd64.deb` */
  readonly name: string;
  readonly package: string;
  readonly version: string;
  readonly architecture: string;
  readonly bytes: Buffer;
}

/** A package with one file, which says this. */
async function deb(
  named: string,
  text = "the same everywhere",
  architecture = "amd64",
  version = VERSION,
): Promise<Deb> {
  const bytes = await makeDeb(named, version, architecture, { [`usr/share/doc/${named}/built`]: `${text}\n` });
  return { name: `${named}_${version}_${architecture}.deb`, package: named, version, architecture, bytes };
}

const poolPath = (one: Deb): string => `pool/main/h/${one.name}`;

function stanza(one: Deb): string {
  const { package: name, version, architecture, bytes } = one;
  const file = `Filename: ${poolPath(one)}\nSize: ${bytes.length}\nSHA256: ${sha256(bytes)}\n`;
  return `Package: ${name}\nVersion: ${version}\nArchitecture: ${architecture}\n${file}\n`;
}

/** Signs a suite that lists these packages, and lays them in the pool. */
async function publish(suite: string, debs: readonly Deb[]): Promise<void> {
  const packages = debs.map(stanza).join("");
  const indexes = { "main/source/Sources": "", "main/binary-amd64/Packages": packages };
  await archive.mirror.publish({ suite, codename: suite, indexes, date: new Date(NOW.getTime() - 3_600_000) });
  for (const one of debs) archive.mirror.files.set(`/debian/${poolPath(one)}`, one.bytes);
}

const SUITES = { bookworm: "main", "bookworm-security": "security" } as const;

/** The desk with both suites of bookworm on the mirror. */
function desk(): LineContext & { readonly suites: DeskSuites } {
  const suites = Object.entries(SUITES).map(([name, role]) => {
    const { keyring } = archive.people.archive;
    return { name, role, url: archive.mirror.url, keyring, components: ["main"] };
  });
  const release: Release = { codename: "bookworm", version: "12", architectures: ["amd64"], suites, phases: [] };
  const definition = { ...line.context.definition, releases: [release] };
  const directory = join(archive.state, "suites");
  const options = { definition, directory, runner, clock: line.context.clock, say: () => undefined };
  return { ...line.context, definition, suites: createSuites(options) };
}

interface Proved {
  readonly step: StepRecord;
  readonly findings: ArchiveFindings;
  readonly statement: Statement;
  /** Text of the report that the findings name; empty when they name none. */
  readonly report: string;
}

/** Runs the step from its job, for an update whose build made these packages. */
async function prove(built: readonly Deb[], embargoed = false, context: LineContext = desk()): Promise<Proved> {
  const { store, jobs, blobs } = context;
  const id = await newUpdate(line);
  await store.db.updateTable("update").set({ embargoed }).where("id", "=", id).execute();
  for (const one of built) await putFiles(store.db, [await builtFile(id, one)]);
  await setStep(store.db, id, BUILD, { state: "done", result: "passed" });
  await setStep(store.db, id, PROVE, { state: "ready", ready_at: context.clock.now() });
  await store.transaction((trx) => jobs.send(trx, { queue: DESK_QUEUE, data: { update: id, ...PROVE } }));
  const job = await jobOf(id);
  await runDeskStep(context, job.data, job.id);
  await jobs.complete(store.db, job.id);
  const step = await getStep(store.db, id, PROVE);
  if (!step || step.row.envelope === "") throw new Error(`It has no statement: ${JSON.stringify(step)}`);
  const { publicKey } = context.evidenceKey;
  const { statement } = verifyEnvelope(step.row.envelope, [{ name: "desk", publicKey }]);
  const findings = statement.predicate.findings as ArchiveFindings;
  const kept = (await filesOf(store.db, id)).find(({ role, name }) => role === "report" && name === findings.report);
  const report = kept === undefined ? "" : await readFile(blobs.path(kept.sha256), "utf8");
  return { step, findings, statement, report };
}

/** The job of the step, in our hands. What the line would do besides is left undone. */
async function jobOf(id: string): Promise<Job<StepJob>> {
  const { jobs, store } = line.context;
  for (;;) {
    const job = await jobs.fetch<StepJob>(DESK_QUEUE);
    if (!job) throw new Error("There is no job.");
    if (job.data.update === id && job.data.kind === PROVE.kind) return job;
    await jobs.complete(store.db, job.id);
  }
}

async function builtFile(id: string, one: Deb): Promise<UpdateFile> {
  const { name, sha256: hash, size } = await keep(line, one.name, one.bytes);
  return {
    update_id: id,
    role: "built",
    architecture: "amd64",
    name,
    sha256: hash,
    size,
    package: one.package,
    package_version: one.version,
    added_at: NOW,
  };
}

/** What was asked of the pool. */
const fetched = (): string[] => archive.mirror.requests.filter((path) => path.includes("/pool/"));

describe("the archive has", () => {
  test("every package of ours, bit by bit: nothing needs to be fetched", async () => {
    const [hello, doc] = [await deb("hello"), await deb("hello-doc", "text", "all")];
    await publish("bookworm", []);
    await publish("bookworm-security", [hello, doc]);
    const { step, findings, statement } = await prove([hello, doc]);
    expect(step).toMatchObject({ state: "done", result: "passed" });
    expect(step.message).toBe("Matches the archive: 2 of 2 packages are bit-identical to its own build.");
    expect(findings.packages).toMatchObject([
      { name: doc.name, same: true, suite: "bookworm-security", theirs: sha256(doc.bytes) },
      { name: hello.name, same: true, suite: "bookworm-security", ours: sha256(hello.bytes) },
    ]);
    expect(statement.subject.map(({ name }) => name)).toEqual([doc.name, hello.name]);
    expect(findings).toMatchObject({ absent: [], unseen: [], unknown: [], cause: "" });
    expect(findings.report).toBeUndefined();
    expect(fetched()).toEqual([]);
  });

  test("another build of ours: the cause is looked for in its own file, and the report kept", async () => {
    const ours = await deb("hello", "built at 2026-11-21 10:00:00");
    const theirs = await deb("hello", "built at 2024-10-18 07:31:12");
    const same = await deb("hello-doc", "text", "all");
    await publish("bookworm", []);
    await publish("bookworm-security", [theirs, same]);
    const { step, findings, report } = await prove([ours, same]);
    expect(step).toMatchObject({ state: "done", result: "failed" });
    const cause = "./usr/share/doc/hello/built differs: a time";
    expect(step.message).toBe(
      `1 of 2 packages match the archive's own build. Different: ${ours.name} (${cause}). ` +
        "The archive's environment of that day is not known; ours is recorded with 0 exact packages.",
    );
    expect(findings.packages).toMatchObject([
      { name: same.name, same: true, cause: "" },
      { name: ours.name, same: false, ours: sha256(ours.bytes), theirs: sha256(theirs.bytes), cause },
    ]);
    expect(findings.report).toBe("differences-to-archive.txt");
    expect(report).toContain("-built at 2024-10-18 07:31:12");
    expect(report).toContain("+built at 2026-11-21 10:00:00");
    expect(fetched()).toEqual([`/debian/${poolPath(theirs)}`]);
  });

  test("nothing of it", async () => {
    await publish("bookworm", [await deb("other")]);
    await publish("bookworm-security", []);
    const { step, findings } = await prove([await deb("hello")]);
    expect(step).toMatchObject({ state: "done", result: "nothing-to-do" });
    expect(step.message).toBe("The archive has no build of this version to compare with.");
    expect(findings).toMatchObject({ packages: [], absent: [{ name: `hello_${VERSION}_amd64.deb`, held: [] }] });
    expect(fetched()).toEqual([]);
  });

  test("only some of them: the others are counted and named", async () => {
    const [hello, tools] = [await deb("hello"), await deb("hello-tools")];
    await publish("bookworm", [await deb("hello-tools", "old", "amd64", "0.9-1")]);
    await publish("bookworm-security", [hello]);
    const { step, findings } = await prove([hello, tools]);
    expect(step).toMatchObject({ state: "done", result: "passed" });
    expect(step.message).toBe(
      "1 of 2 packages are bit-identical to the archive's own build. " +
        `The archive has no ${tools.name}; it has 0.9-1 in bookworm.`,
    );
    expect(findings.absent).toEqual([{ name: tools.name, held: [{ suite: "bookworm", version: "0.9-1" }] }]);
  });

  test("debug symbols elsewhere, as Debian has: that is said, and lessens nothing", async () => {
    const hello = await deb("hello");
    await publish("bookworm", []);
    await publish("bookworm-security", [hello]);
    const { step } = await prove([hello, await deb("hello-dbgsym")]);
    expect(step.message).toBe(
      "Matches the archive: 1 of 1 packages are bit-identical to its own build. " +
        "Debug symbols are not compared: the archive's suites hold none.",
    );
  });

  test("other versions only: they are named with their suites", async () => {
    await publish("bookworm", [await deb("hello", "old", "amd64", "0.9-1")]);
    await publish("bookworm-security", [await deb("hello", "old", "amd64", "1.0-1")]);
    const { step, findings } = await prove([await deb("hello")]);
    expect(step).toMatchObject({ state: "done", result: "nothing-to-do" });
    expect(step.message).toBe(
      "The archive has no build of this version to compare with; it has 0.9-1 in bookworm, 1.0-1 in bookworm-security.",
    );
    expect(findings.absent).toMatchObject([
      {
        held: [
          { suite: "bookworm", version: "0.9-1" },
          { suite: "bookworm-security", version: "1.0-1" },
        ],
      },
    ]);
    expect(fetched()).toEqual([]);
  });

  test("this version below a newer one in the same suite", async () => {
    const hello = await deb("hello");
    await publish("bookworm", []);
    await publish("bookworm-security", [await deb("hello", "new", "amd64", "1.0-1+deb12u2"), hello]);
    const { step } = await prove([hello]);
    expect(step.message).toBe("Matches the archive: 1 of 1 packages are bit-identical to its own build.");
  });

  test("two builds of this version, one of them ours", async () => {
    const hello = await deb("hello");
    await publish("bookworm", [await deb("hello", "rebuilt by others")]);
    await publish("bookworm-security", [hello]);
    const { step, findings } = await prove([hello]);
    expect(step.message).toBe("Matches the archive: 1 of 1 packages are bit-identical to its own build.");
    expect(findings.packages).toMatchObject([{ suite: "bookworm-security", same: true }]);
  });
});

describe("the archive does not give its package", () => {
  /** What the step says of a package that differs, when the archive misbehaves like this for it. */
  async function provedAgainst(misbehave: (theirs: Deb) => void, context?: LineContext): Promise<Proved> {
    const theirs = await deb("hello", "theirs");
    await publish("bookworm", []);
    await publish("bookworm-security", [theirs]);
    misbehave(theirs);
    const proved = await prove([await deb("hello", "ours")], false, context);
    // That it differs stands in the signed index: a fact, whatever the mirror does about the file.
    expect(proved.step).toMatchObject({ state: "done", result: "failed" });
    expect(proved.step.message).toMatch(/^0 of 1 packages match the archive's own build\. Different: hello_/);
    expect(proved.findings.report).toBeUndefined();
    return proved;
  }
  const serve = (theirs: Deb, bytes: Buffer) => archive.mirror.files.set(`/debian/${poolPath(theirs)}`, bytes);
  const answer = (act: Misbehaviour) => archive.mirror.misbehaviour.set(/\/pool\//, act);
  const causeOf = ({ findings }: Proved): string => findings.packages[0]?.cause ?? "";

  test("it answers 404", async () => {
    const proved = await provedAgainst((theirs) => archive.mirror.files.delete(`/debian/${poolPath(theirs)}`));
    expect(causeOf(proved)).toContain("does not exist on this mirror, though its index names it");
  });

  test("it sends another file of the same size", async () => {
    const proved = await provedAgainst((theirs) => serve(theirs, Buffer.alloc(theirs.bytes.length, "x")));
    expect(causeOf(proved)).toContain("is not the file that the index names");
  });

  test("it sends more than the index says", async () => {
    const proved = await provedAgainst((theirs) => serve(theirs, Buffer.concat([theirs.bytes, Buffer.from("x")])));
    expect(causeOf(proved)).toContain("bytes that are expected");
  });

  test("it answers 503", async () => {
    const proved = await provedAgainst(() => answer((_request, response) => response.writeHead(503).end()));
    expect(causeOf(proved)).toContain("answers 503");
  });

  test("it hangs up in the middle", async () => {
    const proved = await provedAgainst((theirs) =>
      answer((_request, response) => {
        response.writeHead(200, { "content-length": theirs.bytes.length }).write(theirs.bytes.subarray(0, 20));
        setTimeout(() => response.destroy(), 50);
      }),
    );
    expect(causeOf(proved)).toContain("cannot be reached or broke off");
  });

  test("it sends a byte now and then: the step does not wait for the rest", async () => {
    const context = desk();
    const { suites } = context;
    // Five minutes, six hundred times as fast.
    const fetchBinary: Suites["fetchBinary"] = (contents, entry, directory, limits) =>
      suites.fetchBinary(contents, entry, directory, { timeLimitMs: (limits?.timeLimitMs ?? Number.NaN) / 600 });
    const drip = (theirs: Deb) =>
      answer((_request, response) => {
        response.writeHead(200, { "content-length": theirs.bytes.length });
        const timer = setInterval(() => response.write("x"), 50);
        response.on("close", () => clearInterval(timer));
      });
    const proved = await provedAgainst(drip, { ...context, suites: { ...suites, fetchBinary } });
    expect(causeOf(proved)).toMatch(/took longer than 0\.5 s$/);
  });

  test("what it lists is no package at all", async () => {
    const garbage = { ...(await deb("hello")), bytes: Buffer.from("no package") };
    await publish("bookworm", []);
    await publish("bookworm-security", [garbage]);
    const proved = await prove([await deb("hello", "ours")]);
    expect(proved.step).toMatchObject({ state: "done", result: "failed" });
    expect(causeOf(proved)).toMatch(/differ/);
  });
});

describe("a suite that is not known", () => {
  test("because nothing of it was ever verified is not called empty", async () => {
    const hello = await deb("hello");
    await publish("bookworm", [await deb("hello", "old", "amd64", "0.9-1")]);
    const { step, findings } = await prove([hello, await deb("hello-doc", "text", "all")]);
    expect(step).toMatchObject({ state: "done", result: "nothing-to-do" });
    expect(step.message).toMatch(
      /^The archive's own amd64 build could not be fetched: bookworm-security is not in service: .+/,
    );
    expect(findings.unknown).toMatchObject([{ suite: "bookworm-security", architecture: "amd64" }]);
  });

  test("because its index is not the signed one, for a package for all architectures either", async () => {
    const doc = await deb("hello-doc", "text", "all");
    await publish("bookworm", []);
    await publish("bookworm-security", [doc]);
    for (const name of archive.mirror.files.keys()) {
      if (/bookworm-security\/.*binary-amd64/.test(name)) archive.mirror.files.set(name, Buffer.from("an older index"));
    }
    const { step } = await prove([doc]);
    expect(step).toMatchObject({ state: "done", result: "nothing-to-do" });
    expect(step.message).toMatch(/^The archive's own amd64 build could not be fetched: /);
  });
});

describe("an embargoed update", () => {
  /** What the mirror was asked for until now; the next answer begins anew. */
  const requests = (): string[] => archive.mirror.requests.splice(0).sort();

  test("of a version that the archive does not have asks for what every desk asks for, and for nothing else", async () => {
    await publish("bookworm", [await deb("hello", "old", "amd64", "0.9-1")]);
    await publish("bookworm-security", []);
    await desk().suites.refresh();
    const without = requests();
    const { step } = await prove([await deb("hello")], true);
    expect(step).toMatchObject({ state: "done", result: "nothing-to-do" });
    expect(requests().filter((path) => !without.includes(path))).toEqual([]);
  });

  test("of a version that is out already asks for the archive's copy when it differs, as SECURITY.md says", async () => {
    const theirs = await deb("hello", "theirs");
    await publish("bookworm", []);
    await publish("bookworm-security", [theirs]);
    await prove([theirs], true);
    expect(fetched()).toEqual([]);
    await prove([await deb("hello", "ours")], true);
    expect(fetched()).toEqual([`/debian/${poolPath(theirs)}`]);
  });
});
