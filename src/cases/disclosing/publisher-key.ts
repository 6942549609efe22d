import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Advisory } from "../../advisories/index.ts";
import type { Certificate } from "../../openpgp/index.ts";
import { keysOf } from "../sealed-mode/signed-by.ts";
import type { DisclosingContext } from "./context.ts";

/** The key that the publisher's file names, where people sign with it. */
export interface PublisherKey {
  readonly certificate: Certificate;
  /** Whom a signature waits for, by id; nobody where the desk cannot say who has it. */
  readonly holders: readonly string[];
}

type NamedKey = NonNullable<Advisory["publisher"]["openpgp"]>;

/**
 * The public part of the named key: a person's of the definition, the role key, or what the file beside the publisher's holds.
 * Undefined when it is none of these.
 */
export async function publisherKey(context: DisclosingContext, named: NamedKey): Promise<PublisherKey | undefined> {
  const { definition, opener, signer, definitionFile } = context;
  const isNamed = ({ fingerprint }: Certificate): boolean => fingerprint === named.fingerprint;
  for (const { id, fingerprints } of definition.people) {
    if (!fingerprints.includes(named.fingerprint)) continue;
    const certificate = (await keysOf(context, id)).find(isNamed);
    if (certificate) return { certificate, holders: [id] };
  }
  const inBytes = async (bytes: Uint8Array | undefined): Promise<PublisherKey | undefined> => {
    const { certificates } = bytes ? await opener.readCertificates(bytes) : { certificates: [] };
    const certificate = certificates.find(isNamed);
    return certificate && { certificate, holders: [] };
  };
  // Before anybody handed the role key out there is none.
  const role = await inBytes(await signer.certificate().catch(() => undefined));
  if (role || named.keyFile === undefined) return role;
  return inBytes(await readFile(join(dirname(definitionFile), named.keyFile)).catch(() => undefined));
}
