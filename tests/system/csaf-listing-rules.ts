import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";

/*
 * What the readers of CSAF rely on beside the documents (CSAF 2.0, sections 7.1.7, 7.1.11 to 7.1.15 and 7.1.18): each
 * document is listed once in every listing, with its own name, title, times and hashes, at addresses by TLS.
 */

interface Link {
  readonly rel: string;
  readonly href: string;
}

interface Feed {
  readonly feed: {
    readonly id: string;
    readonly link: readonly Link[];
    readonly updated: string;
    readonly entry: readonly {
      readonly id: string;
      readonly title: string;
      readonly link: readonly Link[];
      readonly published: string;
      readonly updated: string;
      readonly content: { readonly src: string };
    }[];
  };
}

interface Document {
  readonly document: {
    readonly title: string;
    readonly references: readonly { readonly category: string; readonly url: string }[];
    readonly tracking: {
      readonly id: string;
      readonly initial_release_date: string;
      readonly current_release_date: string;
    };
  };
}

/** Every contradiction between the listings of a directory and its documents, whose paths are given. */
export function listingFaults(directory: string, paths: readonly string[]): readonly string[] {
  const read = (path: string): string => readFileSync(join(directory, path), "utf8");
  const { feed } = JSON.parse(read("white/csaf-feed-tlp-white.json")) as Feed;
  const provider = JSON.parse(read("provider-metadata.json"));
  const below = paths.map((path) => path.replace(/^white\//, "")).sort();
  const changes = read("white/changes.csv").trimEnd().split("\n");
  const expected = paths.map((path) => {
    const { title, references, tracking } = (JSON.parse(read(path)) as Document).document;
    const self = references.find(({ category }) => category === "self")?.url ?? "";
    return {
      ...{ id: tracking.id, title, published: tracking.initial_release_date, updated: tracking.current_release_date },
      src: self,
      links: [`self ${self}`, `hash ${self}.sha256`, `hash ${self}.sha512`].join(),
    };
  });
  const listed = feed.entry.map(({ id, title, published, updated, content, link }) => ({
    ...{ id, title, published, updated, src: content.src },
    links: link.map(({ rel, href }) => `${rel} ${href}`).join(),
  }));
  const dates = changes.map((line) => /","(.*)"$/.exec(line)?.[1] ?? "");
  return [
    ...differing("feed", sorted(listed), sorted(expected)),
    ...differing("index.txt", read("white/index.txt").trimEnd().split("\n").sort(), below),
    ...differing("changes.csv", changes.map((line) => line.split('"')[1] ?? "").sort(), below),
    ...differing("order of changes.csv", dates, dates.toSorted().reverse()),
    ...differing("feed's time", feed.updated, dates[0]),
    ...differing("provider's time", provider.last_updated, dates[0]),
    ...differing("provider's feed", provider.distributions[1]?.rolie.feeds[0]?.url, feed.link[0]?.href),
    ...[provider.canonical_url, ...feed.link.map(({ href }) => href), ...listed.map(({ src }) => src)]
      .filter((address) => !/^https:\/\/.+\.json$/.test(address))
      .map((address) => `${address} is no address of a JSON file by TLS`),
    ...paths.flatMap((path) => ["sha256", "sha512"].flatMap((kind) => hashFaults(directory, path, kind))),
  ];
}

function hashFaults(directory: string, path: string, kind: string): readonly string[] {
  const hash = createHash(kind)
    .update(readFileSync(join(directory, path)))
    .digest("hex");
  return differing(
    `${path}.${kind}`,
    readFileSync(join(directory, `${path}.${kind}`), "utf8"),
    `${hash}  ${basename(path)}\n`,
  );
}

function sorted<T extends { readonly id: string }>(entries: readonly T[]): readonly T[] {
  return entries.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

function differing(what: string, found: unknown, expected: unknown): readonly string[] {
  const [said, wanted] = [JSON.stringify(found), JSON.stringify(expected)];
  return said === wanted ? [] : [`${what}: ${said?.slice(0, 300)} instead of ${wanted?.slice(0, 300)}`];
}
