import { basename } from "node:path";
import type { House } from "../house.ts";
import { DIGESTS, type ExportEntry } from "../write/export-file.ts";
import { csafTitle, publisher } from "./csaf-document.ts";

export const ROLIE_FEED = "csaf-feed-tlp-white.json";
const SCHEMA = "https://docs.oasis-open.org/csaf/csaf/v2.0/csaf_json_schema.json";

/** `index.txt`: every document, below the folder (section 7.1.12). */
export function indexText(entries: readonly Pick<ExportEntry, "path">[], folder: string): string {
  return entries.map(({ path }) => `${below(path, folder)}\n`).join("");
}

/** `changes.csv`: document and time of its last change, newest first (section 7.1.13). */
export function changesCsv(entries: readonly Pick<ExportEntry, "path" | "changed">[], folder: string): string {
  return newestFirst(entries)
    .map(({ path, changed }) => `"${below(path, folder)}","${changed}"\n`)
    .join("");
}

/** The feed by which readers learn of new and changed documents (section 7.1.15, RFC 8322). */
export function rolieFeed(entries: readonly ExportEntry[], house: House, folder: string): object {
  const address = (path: string): string => `${house.files}/${path}`;
  return {
    feed: {
      id: "csaf-feed-tlp-white",
      title: `${house.name}: security documents`,
      link: [{ rel: "self", href: address(`${folder}/${ROLIE_FEED}`) }],
      category: [{ scheme: "urn:ietf:params:rolie:category:information-type", term: "csaf" }],
      updated: lastChange(entries),
      entry: newestFirst(entries).map(({ path, changed, revisions }) => ({
        id: trackingId(path),
        title: csafTitle(house, trackingId(path)),
        link: [
          { rel: "self", href: address(path) },
          ...DIGESTS.map((ending) => ({ rel: "hash", href: address(`${path}.${ending}`) })),
        ],
        published: revisions?.[0] ?? changed,
        updated: changed,
        content: { type: "application/json", src: address(path) },
        format: { schema: SCHEMA, version: "2.0" },
      })),
    },
  };
}

/** Where the documents lie and who answers for them (section 7.1.7). */
export function providerMetadata(entries: readonly ExportEntry[], house: House, folder: string): object {
  return {
    canonical_url: `${house.files}/provider-metadata.json`,
    distributions: [
      { directory_url: `${house.files}/${folder}/` },
      {
        rolie: {
          feeds: [
            {
              summary: `Every issue in ${house.name}`,
              tlp_label: "WHITE",
              url: `${house.files}/${folder}/${ROLIE_FEED}`,
            },
          ],
        },
      },
    ],
    last_updated: lastChange(entries),
    list_on_CSAF_aggregators: true,
    metadata_version: "2.0",
    mirror_on_CSAF_aggregators: true,
    public_openpgp_keys: [],
    publisher: publisher(house),
    role: "csaf_provider",
  };
}

/** The name, of which the file's is the lower case: it has no other letters. */
function trackingId(path: string): string {
  return basename(path, ".json").toUpperCase();
}

function newestFirst<E extends Pick<ExportEntry, "path" | "changed">>(entries: readonly E[]): readonly E[] {
  return [...entries].sort((a, b) =>
    a.changed === b.changed ? (a.path < b.path ? -1 : 1) : a.changed > b.changed ? -1 : 1,
  );
}

/** An export without a document has never changed. */
function lastChange(entries: readonly ExportEntry[]): string {
  return entries.reduce((last, { changed }) => (changed > last ? changed : last), "1970-01-01T00:00:00.000Z");
}

function below(path: string, folder: string): string {
  return path.slice(folder.length + 1);
}
