import { z } from "zod";
import { compareVersions } from "../../src/kernel/index.ts";

/**
 * Readers of the exported formats, written from the formats' specifications and not from our writers: strict about what a
 * document may hold, and each answers as a scanner would that has nothing but the document.
 */

export type Said = "vulnerable" | "not vulnerable" | "unknown" | "silent";

const OSV = z.strictObject({
  schema_version: z.string().regex(/^1\.[67]\.\d+$/),
  id: z.string().regex(/^(?:DEBIAN|x_[A-Z0-9-]+)-(?:CVE-\d{4}-\d{4,}|TEMP-\d{7,}-[0-9A-F]{6})$/),
  modified: z.iso.datetime(),
  withdrawn: z.iso.datetime().optional(),
  upstream: z.array(z.string().regex(/^CVE-\d{4}-\d{4,}$/)).optional(),
  related: z.array(z.string()).optional(),
  details: z.string().min(1).optional(),
  affected: z.array(
    z.strictObject({
      package: z.strictObject({
        ecosystem: z.string().regex(/^Debian:(?:\d+|sid)$/),
        name: z.string().min(2),
        purl: z.string().startsWith("pkg:deb/debian/"),
      }),
      ranges: z
        .array(
          z.strictObject({
            type: z.literal("ECOSYSTEM"),
            // One kind of event an object, at least one of them `introduced`.
            events: z
              .array(
                z.union([z.strictObject({ introduced: z.string() }), z.strictObject({ fixed: z.string().min(1) })]),
              )
              .refine((events) => events.some((event) => "introduced" in event)),
          }),
        )
        .min(1),
      ecosystem_specific: z.strictObject({ urgency: z.string() }),
    }),
  ),
  references: z.array(
    z.strictObject({
      type: z.enum(["ADVISORY", "ARTICLE", "DETECTION", "DISCUSSION", "REPORT", "FIX", "PACKAGE", "EVIDENCE", "WEB"]),
      url: z.url(),
    }),
  ),
  database_specific: z.strictObject({
    answers: z.array(
      z.object({
        package: z.string(),
        release: z.string(),
        status: z.string(),
        urgency: z.string(),
        decision: z.looseObject({ kind: z.string() }).optional(),
      }),
    ),
  }),
});
export type OsvRecord = z.infer<typeof OSV>;

export function readOsv(text: string): OsvRecord {
  return OSV.parse(JSON.parse(text));
}

/** OSV's own evaluation: events in the order of versions; "0" comes before every version. */
export function osvSays(record: OsvRecord, ecosystem: string, name: string, version: string): Said {
  const affected = record.affected.filter(({ package: p }) => p.ecosystem === ecosystem && p.name === name);
  if (affected.length === 0) return "silent";
  const hit = affected.some(({ ranges }) =>
    ranges.some(({ events }) => {
      const fixes = events.flatMap((event) => ("fixed" in event ? [event.fixed] : []));
      const starts = events.flatMap((event) => ("introduced" in event ? [event.introduced] : []));
      const after = starts.some((start) => start === "0" || compareVersions(version, start) >= 0);
      return after && !fixes.some((fix) => compareVersions(version, fix) >= 0);
    }),
  );
  return hit ? "vulnerable" : "not vulnerable";
}

const PRODUCTS = z
  .array(z.strictObject({ "@id": z.string(), identifiers: z.strictObject({ purl: z.string() }) }))
  .min(1);
const STATEMENT = {
  vulnerability: z.strictObject({ "@id": z.url(), name: z.string().min(1), description: z.string().min(1).optional() }),
  products: PRODUCTS,
};

/** Not affected needs a reason, either form of it alone; affected needs what to do. */
const OPENVEX = z.strictObject({
  "@context": z.literal("https://openvex.dev/ns/v0.2.0"),
  "@id": z.url(),
  author: z.string().min(1),
  role: z.string(),
  timestamp: z.iso.datetime(),
  last_updated: z.iso.datetime().optional(),
  version: z.int().min(1),
  statements: z
    .array(
      z.union([
        z.strictObject({ ...STATEMENT, status: z.literal("fixed") }),
        z.strictObject({ ...STATEMENT, status: z.literal("under_investigation") }),
        z.strictObject({ ...STATEMENT, status: z.literal("affected"), action_statement: z.string().min(1) }),
        z.strictObject({ ...STATEMENT, status: z.literal("not_affected"), impact_statement: z.string().min(1) }),
        z.strictObject({
          ...STATEMENT,
          status: z.literal("not_affected"),
          justification: z.enum([
            "component_not_present",
            "vulnerable_code_not_present",
            "vulnerable_code_not_in_execute_path",
            "vulnerable_code_cannot_be_controlled_by_adversary",
            "inline_mitigations_already_exist",
          ]),
        }),
      ]),
    )
    .min(1),
});
export type OpenvexDocument = z.infer<typeof OPENVEX>;

export function readOpenvex(text: string): OpenvexDocument {
  return OPENVEX.parse(JSON.parse(text));
}

/** Statuses of every statement about a package URL. */
export function openvexStatuses(document: OpenvexDocument): ReadonlyMap<string, readonly string[]> {
  const statuses = new Map<string, string[]>();
  for (const { products, status } of document.statements) {
    for (const { identifiers } of products) {
      const key = identifiers.purl;
      statuses.set(key, [...(statuses.get(key) ?? []), status]);
    }
  }
  return statuses;
}

/** Package URLs by their specification: type, namespace, name, version and qualifiers, each percent-decoded. */
export function readPurl(purl: string): { name: string; version: string | undefined; release: string | null } {
  const [, name = "", version, qualifiers = ""] = /^pkg:deb\/debian\/([^@?]+)(?:@([^?]+))?\?(.+)$/.exec(purl) ?? [];
  return {
    name: decodeURIComponent(name),
    version: version === undefined ? undefined : decodeURIComponent(version),
    release: new URLSearchParams(qualifiers).get("distro"),
  };
}

export interface Branch {
  readonly category: string;
  readonly name: string;
  readonly branches?: readonly Branch[];
  readonly product?: { readonly product_id: string; readonly product_identification_helper: { readonly purl: string } };
}

export interface CsafDocument {
  readonly document: { readonly tracking: { readonly id: string } };
  readonly product_tree: { readonly branches: readonly Branch[] };
  readonly vulnerabilities: readonly [{ readonly product_status: Readonly<Record<string, readonly string[]>> }];
}

/** Every status of the products that a version of a package in a release belongs to. */
export function csafStatuses(
  document: CsafDocument,
  release: string,
  name: string,
  version: string,
): readonly string[] {
  const { product_status } = document.vulnerabilities[0];
  return leaves(document.product_tree.branches).flatMap((leaf) => {
    const purl = readPurl(leaf.product?.product_identification_helper.purl ?? "");
    if (purl.name !== name || purl.release !== release || !inVers(leaf.name, version)) return [];
    const id = leaf.product?.product_id ?? "";
    return Object.entries(product_status).flatMap(([status, ids]) => (ids.includes(id) ? [status] : []));
  });
}

function leaves(branches: readonly Branch[]): readonly Branch[] {
  return branches.flatMap((branch) => (branch.branches ? leaves(branch.branches) : [branch]));
}

/** `vers:deb/*`, `vers:deb/<1.2`, `vers:deb/>=1.2`: the comparators that vers has for one bound. */
function inVers(range: string, version: string): boolean {
  const [, comparator = "", bound = ""] = /^vers:deb\/(\*|<=?|>=?)(.*)$/.exec(range) ?? [];
  if (comparator === "*") return bound === "";
  const order = compareVersions(version, decodeURIComponent(bound));
  return { "<": order < 0, "<=": order <= 0, ">": order > 0, ">=": order >= 0 }[comparator] ?? false;
}
