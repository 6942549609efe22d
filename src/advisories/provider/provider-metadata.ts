import { csafPublisher } from "../csaf/csaf-document.ts";
import { CSAF_FOLDER } from "../csaf/file-name.ts";
import type { Publisher } from "../model.ts";

/** Where it stands below the tree (CSAF 2.0, section 7.1.9). */
export const PROVIDER_METADATA = ".well-known/csaf/provider-metadata.json";

/** What speaks of all documents of a tree. */
export interface TreeState {
  /** When one of them last changed, RFC 3339. */
  readonly lastUpdated: string;
  /** Whether each has its signature beside it. */
  readonly signed: boolean;
}

/** Where the documents lie, who answers for them and with which key (section 7.1.7); a trusted provider signs all. */
export function providerMetadata(publisher: Publisher, { lastUpdated, signed }: TreeState): object {
  const { address, openpgp } = publisher;
  return {
    canonical_url: `${address}/${PROVIDER_METADATA}`,
    distributions: [{ directory_url: `${address}/${CSAF_FOLDER}/` }],
    last_updated: lastUpdated,
    list_on_CSAF_aggregators: true,
    metadata_version: "2.0",
    mirror_on_CSAF_aggregators: true,
    public_openpgp_keys: openpgp === undefined ? [] : [{ fingerprint: openpgp.fingerprint, url: openpgp.url }],
    publisher: csafPublisher({ publisher }),
    role: signed && openpgp !== undefined ? "csaf_trusted_provider" : "csaf_provider",
  };
}
