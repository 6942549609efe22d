import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { z } from "zod";
import { SamedayError } from "../../kernel/index.ts";
import { type Certificate, readCertificates } from "../../openpgp/index.ts";
import { type IntakeState, noteChange, startMemory } from "./state.ts";

/** A state with the keys that it names, as a replay starts from it. */
export interface ReplayBase {
  readonly state: IntakeState;
  /** Without passphrase; the current one first. */
  readonly secretKeys: readonly Uint8Array[];
}

const lowerCase = z.string().transform((text) => text.toLowerCase());

const FORM = z.object({
  now: z.iso.datetime({ offset: true }).optional(),
  address: lowerCase,
  role_keys: z.array(z.string()).default([]),
  current_role_key: z.string().optional(),
  staff: z
    .array(z.object({ address: lowerCase, role: z.string(), team: z.string().optional(), key: z.string() }))
    .default([]),
  reporter_keys: z.array(z.object({ address: lowerCase, key: z.string() })).default([]),
  cases: z
    .array(z.object({ id: z.string(), reporter: lowerCase, sent_message_ids: z.array(z.string()).default([]) }))
    .default([]),
});

/**
 * Reads a state file: JSON with `address`, `role_keys`, `current_role_key`, `staff`, `reporter_keys`, `cases`, and `now`
 * where it is not to be the present. Paths of keys are relative to it.
 * Throws INPUT_INVALID and NOT_FOUND, naming the place.
 */
export async function readStateFile(path: string, present: Date): Promise<ReplayBase> {
  const form = parseForm(path, await readNamed(path));
  const now = form.now === undefined ? present : new Date(form.now);
  const load = (name: string): Promise<Uint8Array> => readNamed(resolve(dirname(path), name));
  const one = async (name: string): Promise<Certificate> => {
    const [certificate] = (await readCertificates(await load(name), now)).certificates;
    if (!certificate) throw new SamedayError("INPUT_INVALID", `${name}, which the state file names, holds no key.`);
    return certificate;
  };
  const roles = await Promise.all(
    form.role_keys.map(async (name) => ({ bytes: await load(name), fingerprint: (await one(name)).fingerprint })),
  );
  const current =
    form.current_role_key === undefined ? roles[0]?.fingerprint : (await one(form.current_role_key)).fingerprint;
  const ordered = [
    ...roles.filter((key) => key.fingerprint === current),
    ...roles.filter((key) => key.fingerprint !== current),
  ];
  const withKey = async <T extends { readonly key: string }>(row: T) => ({ ...row, certificate: await one(row.key) });
  const staff = await Promise.all(form.staff.map(withKey));
  const reporterKeys = await Promise.all(form.reporter_keys.map(withKey));
  const state = startMemory({
    address: form.address,
    now,
    roleFingerprints: roles.map(({ fingerprint }) => fingerprint),
    staff: staff.map(({ address, role, team, certificate }) => ({ address, role, team, certificate })),
    cases: new Map(form.cases.map(({ id, reporter }) => [id, { id, reporter }])),
    sentMessages: new Map(form.cases.flatMap(({ id, sent_message_ids }) => sent_message_ids.map((sent) => [sent, id]))),
  });
  for (const { address, certificate } of reporterKeys) {
    noteChange(state, { kind: "key-pinned", key: { address, certificate } });
  }
  return {
    secretKeys: ordered.map(({ bytes }) => bytes),
    state,
  };
}

function parseForm(path: string, bytes: Uint8Array): z.infer<typeof FORM> {
  const parsed = FORM.safeParse(parseJson(path, bytes));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue?.path.join(".") || "the file itself";
  throw new SamedayError("INPUT_INVALID", `${path} is no state file: ${place}: ${issue?.message ?? "unknown form"}.`);
}

function parseJson(path: string, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch (error) {
    throw new SamedayError("INPUT_INVALID", `${path} is not JSON.`, error);
  }
}

async function readNamed(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new SamedayError("INPUT_INVALID", `${path} cannot be read.`, error);
  }
}
