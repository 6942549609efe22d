import { z } from "zod";

const instant = z.iso.datetime().transform((text) => new Date(text));
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const storedIndex = z.object({
  kind: z.enum(["sources", "packages"]),
  component: z.string(),
  /** `source` for Sources. */
  architecture: z.string(),
  /** Below the suite's directory, without the ending of its packing. */
  path: z.string(),
  /** Of the plain file, under which it is stored. */
  sha256,
  size: z.number().int().nonnegative(),
});

/** Packages of an architecture that the Release file vouches for and the mirror could not give. */
const leftOutIndex = z.object({
  component: z.string(),
  architecture: z.string(),
  /** One sentence for people. */
  reason: z.string(),
});

export const suiteState = z.object({
  format: z.literal(1),
  suite: z.string(),
  url: z.string(),
  release: z.object({
    codename: z.string(),
    suite: z.string(),
    origin: z.string(),
    version: z.string(),
    date: instant,
    validUntil: instant.nullable(),
    /** Of what was signed. */
    sha256,
  }),
  /** Primary keys whose signatures were good. */
  signers: z.array(z.string()),
  fetchedAt: instant,
  validators: z.object({ etag: z.string().exactOptional(), lastModified: z.string().exactOptional() }),
  indexes: z.array(storedIndex),
  /** States that were written before this was kept have none. */
  leftOut: z.array(leftOutIndex).default([]),
});

export const lastTry = z.object({
  at: instant,
  /** Absent when the last try went well. */
  trouble: z.object({ code: z.string(), message: z.string(), since: instant }).exactOptional(),
});

/** One verified state of a suite: what its Release file said and where its indexes are stored. */
export type SuiteState = z.output<typeof suiteState>;
export type StoredIndex = z.output<typeof storedIndex>;
export type LeftOutIndex = z.output<typeof leftOutIndex>;
export type LastTry = z.output<typeof lastTry>;
