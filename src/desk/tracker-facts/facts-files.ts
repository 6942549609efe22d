import { z } from "zod";

/**
 * The files of one making of facts. Rows are JSON, one a line; the index beside them says where each begins, so that a
 * reader holds a few numbers a row and reads the rows of one page.
 */
export const FILES = {
  head: "head.json",
  /** Open issues in the order in which they are shown. */
  open: "open.jsonl",
  /** Three 32-bit numbers a row: where it begins, its package, its release (places in the head's lists). */
  openIndex: "open.index",
  /** Packages in the order of the head's list. */
  packages: "packages.jsonl",
  /** One 64-bit number a package: where its line begins. */
  packagesIndex: "packages.index",
  /** Source versions of the suites and of what this desk has published: package, release, role, area, version. */
  sources: "sources.tsv",
  /**
   * Issues that this making saw first, and since when they are known. The server takes them into the database and then
   * removes the file: while it is there, the database may lack them.
   */
  known: "known.txt",
} as const;

/** What was known before a making, in lines as `known` has them; the server writes it for its helper, which has no database. */
export const KNOWN_BEFORE = "known-before.txt";

/** Names the directory of the newest making. */
export const CURRENT = "current";

export const headSchema = z.object({
  stamp: z.string(),
  published: z.array(z.string()),
  releases: z.array(z.string()),
  /** In the order of JavaScript's `<`. */
  packages: z.array(z.string()),
  /** Names the content of the source versions: the same while the archive is the same. */
  sources: z.string().default(""),
  /** Tracker layers that were read. */
  layers: z.array(z.string()),
});

export type Head = z.infer<typeof headSchema>;
