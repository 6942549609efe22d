import type { Mail } from "../../../mail/index.ts";
import type { KeySource } from "../key-source.ts";
import { autocryptKey } from "../keys/autocrypt.ts";
import { type CameKey, readCameKeys } from "../keys/came-keys.ts";
import type { Found } from "./found.ts";
import { readContent } from "./read-part.ts";
import { rememberOpened } from "./remember-opened.ts";

/**
 * First with the keys of staff and of whoever says that they wrote it. Keys may lie inside what they vouch for, and somebody
 * else whom we know may have signed: where a signature's key is unknown, the message is read again with all that there are.
 */
export async function readTwice(
  mail: Mail,
  from: string | undefined,
  source: KeySource,
): Promise<{ readonly found: Found; readonly came: readonly CameKey[]; readonly secret: boolean }> {
  const near = await source.near(from);
  const once = rememberOpened(source);
  const found = await readContent(mail, once, near);
  const files = [...autocryptKey(mail.root.headers, from), ...found.keys];
  const { keys: came, secret } = await readCameKeys(source, files);
  const isUnknown = found.signatures.some(({ state: worth }) => worth === "unknown-key");
  const onFile = isUnknown ? await source.all() : near;
  const isMore = isUnknown && came.length + onFile.length > near.length;
  if (!isMore && !came.some(({ certificate }) => certificate.revoked)) return { found, came, secret };
  const known = new Map(onFile.map((one) => [one.fingerprint, one]));
  // A copy that came along may have a newer signing key, or say that the key is revoked.
  for (const { certificate } of came) {
    if (!known.has(certificate.fingerprint) || certificate.revoked) known.set(certificate.fingerprint, certificate);
  }
  return { found: await readContent(mail, once, [...known.values()]), came, secret };
}
