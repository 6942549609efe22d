import { keyIdsOf } from "../packets/key-ids.ts";
import { type Key, readKey } from "./library.ts";

/** Keys of possible signers, parsed only when a signature names one. */
export interface KnownKeys {
  /** Those that have a part of this key id (lower-case hex). */
  withId(keyId: string): Promise<readonly Key[]>;
}

/** `certificates` as bytes, binary. One that cannot be read is as good as unknown. */
export function knownKeys(certificates: readonly Uint8Array[]): KnownKeys {
  let listed: readonly { readonly ids: ReadonlySet<string>; readonly bytes: Uint8Array }[] | undefined;
  const parsed = new Map<Uint8Array, Promise<Key | undefined>>();
  const parse = (bytes: Uint8Array): Promise<Key | undefined> => {
    const before = parsed.get(bytes) ?? readKey({ binaryKey: bytes }).catch(() => undefined);
    parsed.set(bytes, before);
    return before;
  };
  return {
    async withId(keyId) {
      listed ??= certificates.map((bytes) => ({ ids: keyIdsOf(bytes), bytes }));
      const keys = await Promise.all(listed.filter(({ ids }) => ids.has(keyId)).map(({ bytes }) => parse(bytes)));
      return keys.filter((key) => key !== undefined);
    },
  };
}
