import type { Calls } from "../protocol.ts";
import { readCertificate } from "./certificates.ts";
import { readKey } from "./library.ts";

/** What all copies of one key say together. The library takes over parts and signatures that are valid by themselves. */
export async function merge({ copies, now }: Calls["merge"]["job"]): Promise<Calls["merge"]["answer"]> {
  const read = await Promise.all(copies.map((binaryKey) => readKey({ binaryKey }).catch(() => undefined)));
  const [first, ...others] = read;
  if (!first) return undefined;
  let merged = first;
  for (const other of others) {
    if (!other || other.getFingerprint() !== merged.getFingerprint()) continue;
    merged = await merged.update(other, now).catch(() => merged);
  }
  const certificate = await readCertificate(merged.toPublic().write(), now);
  return typeof certificate === "string" ? undefined : certificate;
}
