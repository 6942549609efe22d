import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterEach, beforeEach, expect, test } from "vitest";
import { buildStatement, createEvidenceKey, formatEvidenceKey, signStatement } from "../../evidence/index.ts";
import { sha256 } from "../../kernel/index.ts";
import { runCommandLine } from "../frame/run.ts";

const DEFINITION = join(import.meta.dirname, "../../../examples/debian/distribution.toml");
const keyOf = (digit: number) => createEvidenceKey({ bytes: (count) => new Uint8Array(count).fill(digit) });
const desk = keyOf(7);
/** The definition names ash without a key, as it does the builder that a desk runs itself. */
const ash = keyOf(9);
const update = { id: "U-1", source: "hello", version: "1.0-1", release: "bookworm" };
const DSC = { name: "hello_1.0-1.dsc", digest: { sha256: sha256("dsc") } };

let scratch: string;
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), "sameday-evidence-"));
  mkdirSync(join(scratch, "bundle"));
  const statements = [
    { step: "source", envelope: envelope("source", "", "desk", desk) },
    { step: "build amd64", envelope: envelope("build", "amd64", "builder:ash", ash) },
  ];
  const keys = [{ name: "ash", publicKey: ash.publicKey }];
  const bundle = { format: 1, update, statements, approvals: [], files: [], keys };
  writeFileSync(join(scratch, "bundle", "evidence.json"), JSON.stringify(bundle));
});
afterEach(() => rmSync(scratch, { recursive: true, force: true }));

function envelope(step: string, architecture: string, party: string, key: typeof desk): string {
  const { id, ...rest } = update;
  const predicate = {
    ...{ update: id, ...rest, architecture, step, party, result: "passed" as const, tools: [] },
    ...{ started: "2026-11-21T10:00:00.000Z", finished: "2026-11-21T10:01:00.000Z" },
    findings: { dsc: DSC.digest.sha256, network: "none" },
  };
  return signStatement(buildStatement([DSC], predicate), key);
}

/** A data directory as a desk leaves it. */
function makeDesk(): void {
  mkdirSync(join(scratch, "data", "server"), { recursive: true });
  writeFileSync(join(scratch, "data", "server", "evidence.key"), formatEvidenceKey(desk));
  writeFileSync(join(scratch, "data", "builders.json"), JSON.stringify({ ash: ash.publicKey }));
}

async function verify(...words: readonly string[]) {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const streams = { stdin, stdout, stderr } as unknown as Pick<NodeJS.Process, "stdin" | "stdout" | "stderr">;
  const line = ["evidence", "verify", join(scratch, "bundle"), "--data", join(scratch, "data"), ...words];
  const exit = await runCommandLine(line, { streams, environment: { HOME: scratch } });
  return { exit, out: String(stdout.read() ?? ""), err: String(stderr.read() ?? "") };
}

test("on a desk's machine its own builder's key and the desk's are found", async () => {
  makeDesk();
  const { exit, out } = await verify("--definition", DEFINITION);
  expect(out).toContain("statement build amd64: signed by ash: passed");
  expect(out).toContain("statement source: signed by desk: passed");
  expect(out).toContain(`Keys of desk and ash are those of ${join(scratch, "data")}.`);
  expect(exit).toBe(0);
});

test("elsewhere it is said which keys to give, and where they are to be had", async () => {
  const { exit, out } = await verify("--definition", DEFINITION, "--key", `desk=${desk.publicKey}`);
  expect(exit).toBe(1);
  expect(out).toContain("statement source: signed by desk: passed");
  expect(out).toContain("No key is known of ash. On the desk's machine --data DIRECTORY finds it;");
  expect(out).toContain("elsewhere give what its administrator tells you: --key ash=BASE64.");
});

test("a key that was given stands before the data directory's of the same name", async () => {
  makeDesk();
  const { exit, out } = await verify("--definition", DEFINITION, "--key", `ash=${keyOf(3).publicKey}`);
  expect(exit).toBe(1);
  expect(out).toContain("statement build amd64: The evidence is signed by a key that is not on file.");
  expect(out).not.toContain("No key is known of");
});

test("without a definition or a key nothing of this machine is asked", async () => {
  makeDesk();
  const { out } = await verify();
  expect(out).toContain("The keys are those of the bundle itself");
});

test("both are told to programs", async () => {
  makeDesk();
  const { out } = await verify("--definition", DEFINITION, "--json");
  expect(JSON.parse(out)).toMatchObject({ keys: "given", fromDataDirectory: ["desk", "ash"], unknown: [] });
  rmSync(join(scratch, "data"), { recursive: true });
  const elsewhere = await verify("--definition", DEFINITION, "--key", `desk=${desk.publicKey}`, "--json");
  expect(JSON.parse(elsewhere.out)).toMatchObject({ fromDataDirectory: [], unknown: ["ash"] });
});
