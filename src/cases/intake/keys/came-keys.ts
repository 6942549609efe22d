import type { Certificate, MessageOpener } from "../../../openpgp/index.ts";
import type { CameAlong } from "../content/found.ts";

/** A key that came with a message, read. */
export interface CameKey {
  readonly certificate: Certificate;
  readonly source: CameAlong["source"];
  /** Whether it came out of something encrypted. */
  readonly encrypted: boolean;
}

/** More key files than anybody sends to be answered are not read. */
const MOST_FILES = 20;

/** Reads the keys that came along. Those with a secret part are left out: whoever sent one has shown it to others. */
export async function readCameKeys(
  opener: Pick<MessageOpener, "readCertificates">,
  files: readonly CameAlong[],
): Promise<{ readonly keys: readonly CameKey[]; readonly secret: boolean }> {
  const keys: CameKey[] = [];
  let secret = false;
  for (const { bytes, source, encrypted } of files.slice(0, MOST_FILES)) {
    const read = await opener.readCertificates(bytes);
    if (read.secret) secret = true;
    else keys.push(...read.certificates.map((certificate) => ({ certificate, source, encrypted })));
  }
  return { keys, secret };
}
