import type { Advisory } from "../model.ts";
import { isoTime } from "../words/products.ts";

/** Folder of the documents: everything here is public, which CSAF 2.0 calls TLP:WHITE. */
export const CSAF_FOLDER = ".well-known/csaf/white";

/** The file's name of a document (CSAF 2.0, section 5.1). */
export function csafFileName(trackingId: string): string {
  return `${trackingId.toLowerCase().replace(/[^+\-a-z0-9]+/g, "_")}.json`;
}

/** Where a document stands in the tree: below the year of its first publication (section 7.1.11). */
export function csafPath({ id, revisions }: Advisory): string {
  const [first] = revisions;
  const year = first === undefined ? "0000" : isoTime(first.at).slice(0, 4);
  return `${CSAF_FOLDER}/${year}/${csafFileName(id)}`;
}
