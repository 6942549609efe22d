import { type Clock, type ProcessRunner, SamedayError, toSamedayError } from "../../kernel/index.ts";
import { createKeyHolder, type KeyHolder } from "../../openpgp/index.ts";
import { readRoleKeys, versionOf } from "./key-files.ts";

export interface HeldKeysOptions {
  readonly directory: string;
  readonly runner: ProcessRunner;
  readonly clock: Clock;
  /** Told of keys that were taken up, and of a directory that cannot be used. */
  readonly say: (text: string) => void;
}

/** The keys of a directory, in use. */
export interface HeldKeys {
  /** Lends them as they are now. Throws ROLE_KEY_UNAVAILABLE while there is none that can be used. */
  with<T>(use: (keys: KeyHolder) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

interface Generation {
  readonly keys: KeyHolder;
  readonly version: string;
  users: number;
}

/**
 * Looks at the directory before each use, so that a key that was installed counts from then on. What is under way ends with
 * the keys that it began with; keys that cannot be read leave those of before in use.
 */
export function createHeldKeys({ directory, runner, clock, say }: HeldKeysOptions): HeldKeys {
  let present: Generation | undefined;
  let failed = "";
  let looking: Promise<Generation | undefined> = Promise.resolve(undefined);

  async function look(): Promise<Generation | undefined> {
    const version = await versionOf(directory);
    if (version === present?.version || version === failed) return present;
    try {
      const secretKeys = await readRoleKeys(directory);
      const fresh = secretKeys.length === 0 ? undefined : await started(secretKeys, version);
      const before = present;
      present = fresh;
      const several = `${secretKeys.length} role keys are in use`;
      say(["no role key is installed", "1 role key is in use"][secretKeys.length] ?? several);
      if (before?.users === 0) await before.keys.close();
      failed = fresh ? "" : version;
    } catch (thrown) {
      failed = version;
      say(`the role key's directory cannot be used: ${toSamedayError(thrown).message}`);
    }
    return present;
  }

  /** A key that its workers refuse is no reason to give up those of before. */
  async function started(secretKeys: readonly Uint8Array[], version: string): Promise<Generation> {
    const keys = createKeyHolder({ secretKeys, runner, now: () => clock.now() });
    try {
      await keys.keys();
      return { keys, version, users: 0 };
    } catch (error) {
      await keys.close();
      throw error;
    }
  }

  return {
    async with(use) {
      // One after the other, and each after it was asked: a look that began before could miss what was installed since.
      looking = looking.then(look);
      const generation = await looking;
      if (!generation) throw new SamedayError("ROLE_KEY_UNAVAILABLE", "No role key is installed that can be used.");
      generation.users += 1;
      try {
        return await use(generation.keys);
      } finally {
        generation.users -= 1;
        if (generation.users === 0 && generation !== present) await generation.keys.close();
      }
    },
    async close() {
      await looking;
      await present?.keys.close();
      present = undefined;
    },
  };
}
