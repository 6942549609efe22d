import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Distribution } from "../../distribution/index.ts";
import { type Clock, DAY_MS, formatInstant, type ProcessRunner, SamedayError } from "../../kernel/index.ts";
import {
  createSigningKey,
  deleteSigningKey,
  exportPublicKey,
  type SigningKeys,
  stopAgents,
} from "../../openpgp/index.ts";
import { makeDirectory } from "../files/durable.ts";
import type { SignerLog } from "../log.ts";
import type { SigningKey } from "../protocol.ts";
import { type KeyRecord, type KeyState, readKeyState, writeKeyState } from "./key-state.ts";

export type KeyUse = SigningKey["use"];

/**
 * The signer's own keys. The archive key turns in three states:
 *
 *     archive signs ──begin──► archive and incoming both sign ──finish──► incoming signs, archive is deleted
 *
 * The advisory key changes at the finish: nothing that machines do depends on it, and readers of advisories check one
 * signature by one key.
 */
export interface SigningKeyring {
  state(): KeyState;
  /**
   * Who signs now for this use. Left out are keys that have expired, and keys that were made while the clock ran ahead:
   * gpg signs nothing with a key of the future. Throws SIGNER_REFUSED when none is left.
   */
  signing(use: KeyUse): SigningKeys;
  publicKey(use: KeyUse, fingerprint: string): Promise<string>;
  list(): Promise<readonly SigningKey[]>;
  /** The same list, when nothing has to be asked of gpg for it: each public key is exported once. */
  remembered(): readonly SigningKey[] | undefined;
  /** Makes the incoming key; a rotation that has begun stays as it is. */
  beginRotation(): Promise<void>;
  /** The incoming key takes over, and advisories get a new key; the old ones are deleted by `deleteRetired`. */
  finishRotation(): Promise<void>;
  deleteRetired(): Promise<void>;
}

const USES: readonly KeyUse[] = ["archive", "queue", "advisory"];

/** Two years, as long as Debian gives: long enough for a release's machines, short enough that rotation is practised. */
const ARCHIVE_KEY_DAYS = 730;

export async function openKeyring(
  directory: string,
  ports: { definition: Distribution; runner: ProcessRunner; clock: Clock; log: SignerLog },
): Promise<SigningKeyring> {
  const { definition, runner, clock, log } = ports;
  const path = join(directory, "keys.json");
  await makeDirectory(directory, 0o700);
  for (const use of USES) await stopAgents(runner, join(directory, use)).catch(unlessMissing);
  let state = await readKeyState(path);
  if (!state) {
    state = await createFirstKeys();
    await writeKeyState(path, state);
  }
  let current: KeyState = state;
  /** Public keys by fingerprint; a key never changes after it was made. */
  const exported = new Map<string, string>();

  async function publicKey(use: KeyUse, fingerprint: string): Promise<string> {
    const known = exported.get(fingerprint);
    if (known !== undefined) return known;
    const armored = await exportPublicKey(runner, join(directory, use), fingerprint);
    exported.set(fingerprint, armored);
    return armored;
  }

  function remembered(): readonly SigningKey[] | undefined {
    const keys: SigningKey[] = [];
    for (const use of USES) {
      for (const record of recordsOf(use)) {
        const armored = exported.get(record.fingerprint);
        if (armored === undefined) return undefined;
        keys.push({ use, ...record, state: stateOf(current, record), publicKey: armored });
      }
    }
    return keys;
  }

  async function save(next: KeyState): Promise<void> {
    await writeKeyState(path, next);
    current = next;
  }

  async function create(use: KeyUse, days: number | null): Promise<KeyRecord> {
    const created = new Date(Math.floor(clock.now().getTime() / 1000) * 1000);
    const expires = days === null ? null : new Date(created.getTime() + days * DAY_MS);
    const userId = `${definition.name} ${use} signing key ${created.getUTCFullYear()} <${definition.contact}>`;
    const fingerprint = await createSigningKey(runner, join(directory, use), { userId, created, expires });
    await log.append("key-created", { use, fingerprint, expires: expires?.toISOString() ?? null });
    return { fingerprint, created: created.toISOString(), expires: expires?.toISOString() ?? null };
  }

  /** Keys without a state file were never used: a first start that was cut short. */
  async function createFirstKeys(): Promise<KeyState> {
    for (const use of ["archive", "queue", "advisory"])
      await rm(join(directory, use), { recursive: true, force: true });
    const archive = await create("archive", ARCHIVE_KEY_DAYS);
    const queue = await create("queue", null);
    const advisory = await create("advisory", ARCHIVE_KEY_DAYS);
    const since = archive.created;
    return { archive, incoming: null, rotationBegan: null, queue, advisory, retired: [], generation: 1, since };
  }

  function recordsOf(use: KeyUse): readonly KeyRecord[] {
    if (use !== "archive") return [current[use]];
    return current.incoming ? [current.archive, current.incoming] : [current.archive];
  }

  return {
    state: () => current,
    signing(use) {
      const now = clock.now().toISOString();
      const unexpired = recordsOf(use).filter((record) => record.expires === null || record.expires > now);
      const [first, ...rest] = unexpired.filter((record) => record.created <= now).map((record) => record.fingerprint);
      if (first === undefined) throw new SamedayError("SIGNER_REFUSED", whyNone(use, unexpired[0]));
      return { home: join(directory, use), fingerprints: [first, ...rest] };
    },
    publicKey,
    remembered,
    async list() {
      // What is current can change while gpg works.
      for (let keys = remembered(); ; keys = remembered()) {
        if (keys) return keys;
        for (const use of USES) {
          for (const { fingerprint } of recordsOf(use)) await publicKey(use, fingerprint);
        }
      }
    },
    async beginRotation() {
      if (current.incoming) return;
      const incoming = await create("archive", ARCHIVE_KEY_DAYS);
      const since = incoming.created;
      await save({ ...current, incoming, rotationBegan: since, generation: current.generation + 1, since });
    },
    async finishRotation() {
      if (!current.incoming) throw new SamedayError("CONFLICT", "No rotation has begun.");
      const since = new Date(Math.floor(clock.now().getTime() / 1000) * 1000).toISOString();
      const advisory = await create("advisory", ARCHIVE_KEY_DAYS);
      await save({
        ...current,
        archive: current.incoming,
        incoming: null,
        advisory,
        rotationBegan: null,
        retired: [...current.retired, current.archive.fingerprint, current.advisory.fingerprint],
        generation: current.generation + 1,
        since,
      });
    },
    async deleteRetired() {
      for (const fingerprint of current.retired) {
        for (const home of [join(directory, "archive"), join(directory, "advisory")]) {
          exported.delete(fingerprint);
          await deleteSigningKey(runner, home, fingerprint).catch(() => undefined);
          const left = await exportPublicKey(runner, home, fingerprint).catch(() => "");
          if (left !== "")
            throw new SamedayError("PROCESS_FAILED", `The retired key ${fingerprint} could not be deleted.`);
        }
        await log.append("key-retired", { fingerprint });
      }
      if (current.retired.length > 0) await save({ ...current, retired: [] });
    },
  };
}

function whyNone(use: KeyUse, future: KeyRecord | undefined): string {
  if (!future) return `The ${use} key has expired; rotate it.`;
  const made = formatInstant(new Date(future.created));
  return `The ${use} key was made on ${made}, which the clock has not reached; set the clock, or rotate the key if the clock is right.`;
}

function unlessMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOENT") throw error;
}

function stateOf(state: KeyState, record: KeyRecord): SigningKey["state"] {
  if (!state.incoming) return "signing";
  if (record.fingerprint === state.incoming.fingerprint) return "incoming";
  return record.fingerprint === state.archive.fingerprint ? "outgoing" : "signing";
}
