import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createServerClient } from "../../src/builder/client.ts";
import { type Finish, LEASE_LOST_MS, type Lease, type NamedFile } from "../../src/builder/index.ts";
import {
  buildStatement,
  createEvidenceKey,
  createRequestSignature,
  type EvidenceKey,
  signStatement,
} from "../../src/evidence/index.ts";
import { sha256 } from "../../src/kernel/index.ts";
import { systemRandom } from "../../src/system/index.ts";

/*
 * A builder that a test moves by hand over the real protocol: it may be honest, lie, or fall silent.
 */

export interface HandBuilder {
  readonly name: string;
  /** Waits for work. */
  claim(): Promise<Lease>;
  beat(lease: Lease): Promise<boolean>;
  log(lease: Lease, text: string): Promise<void>;
  put(lease: Lease, name: string, bytes: Uint8Array): Promise<NamedFile>;
  /** A statement about the lease in this builder's name, signed. */
  state(lease: Lease, subjects: readonly Named[], findings: object): string;
  finish(lease: Lease, finish: Finish): Promise<void>;
  /** Proofs and tests that find nothing wrong, of the packages that the lease names. */
  passes(lease: Lease): Promise<void>;
}

type Named = Pick<NamedFile, "name" | "sha256">;

export interface BuilderKeys {
  readonly keys: ReadonlyMap<string, EvidenceKey>;
  /** Tables of a definition that name them. */
  readonly definition: string;
}

export function makeBuilderKeys(names: readonly string[]): BuilderKeys {
  const keys = new Map(names.map((name) => [name, createEvidenceKey(systemRandom)]));
  const tables = [...keys].map(
    ([name, { publicKey }]) =>
      `[[builder]]\nname = "${name}"\narchitectures = ["amd64"]\nembargoed = true\npublic-key = "${publicKey}"`,
  );
  return { keys, definition: tables.join("\n\n") };
}

export function openHandBuilder(url: string, name: string, { keys }: BuilderKeys): HandBuilder {
  const key = keys.get(name);
  if (!key) throw new Error(`${name} has no key.`);
  const client = createServerClient(url, ({ method, path: target, bodySha256 }) => {
    const nonce = Buffer.from(systemRandom.bytes(18)).toString("base64url");
    return createRequestSignature({ method, path: target, bodySha256, nonce, time: new Date() }, name, key);
  });
  const state: HandBuilder["state"] = (lease, subjects, findings) =>
    signStatement(
      buildStatement(
        subjects.map((file) => ({ name: file.name, digest: { sha256: file.sha256 } })),
        {
          update: lease.update,
          source: lease.source,
          version: lease.version,
          release: lease.release,
          architecture: lease.architecture,
          step: lease.step,
          result: "passed",
          party: `builder:${name}`,
          started: new Date().toISOString(),
          finished: new Date().toISOString(),
          tools: [],
          findings,
        },
      ),
      key,
    );
  return {
    name,
    async claim() {
      const end = Date.now() + 4 * LEASE_LOST_MS;
      while (Date.now() < end) {
        const lease = await client.claim(["amd64"], 1, AbortSignal.timeout(60_000));
        if (lease) return lease;
      }
      throw new Error(`There is no work for ${name}.`);
    },
    beat: (lease) => client.heartbeat(lease.lease),
    log: (lease, text) => client.sendLog(lease.lease, 0, Buffer.from(text)),
    async put(lease, file, bytes) {
      const directory = await mkdtemp(path.join(tmpdir(), "hand-builder-"));
      const place = path.join(directory, "file");
      await writeFile(place, bytes);
      const hash = sha256(bytes);
      await client.putFile(lease.lease, hash, place, bytes.length);
      await rm(directory, { recursive: true });
      return { name: file, sha256: hash, size: bytes.length };
    },
    state,
    finish: (lease, finish) => client.finish(lease.lease, finish),
    async passes(lease) {
      const debs = "built" in lease ? lease.built.filter((file) => file.name.endsWith(".deb")) : [];
      const files = debs.map((deb) => ({
        name: deb.name,
        first: deb.sha256,
        second: deb.sha256,
        same: true,
        cause: "",
      }));
      const findings =
        lease.step === "prove"
          ? { dsc: dscOf(lease), kind: lease.kind, variations: ["TZ"], files, phases: [] }
          : { tests: [{ name: "prints", verdict: "pass", detail: "" }], phases: [] };
      await client.finish(lease.lease, { outcome: "done", envelope: state(lease, debs, findings), files: [] });
    },
  };
}

export function dscOf(lease: Lease): string {
  return ("files" in lease ? lease.files : []).find((file) => file.name.endsWith(".dsc"))?.sha256 ?? "";
}
