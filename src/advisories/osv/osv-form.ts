import { z } from "zod";

/** What an OSV record of an advisory may hold, written from the schema's text (https://ossf.github.io/osv-schema/): strict. */
const time = z.iso.datetime();
const TYPES = ["ADVISORY", "ARTICLE", "DISCUSSION", "EVIDENCE", "FIX", "REPORT", "WEB"] as const;
const CREDITS = [
  ...["FINDER", "REPORTER", "ANALYST", "COORDINATOR", "REMEDIATION_DEVELOPER", "REMEDIATION_REVIEWER"],
  ...["REMEDIATION_VERIFIER", "TOOL", "SPONSOR", "OTHER"],
];

export const OSV_FORM = z.strictObject({
  schema_version: z.string().regex(/^1\.\d+\.\d+$/),
  id: z.string().min(1),
  published: time,
  modified: time,
  upstream: z.array(z.string().min(1)),
  related: z.array(z.string().min(1)).optional(),
  summary: z.string().min(1),
  details: z.string().min(1),
  severity: z
    .array(
      z.union([
        z.strictObject({ type: z.literal("CVSS_V3"), score: z.string().startsWith("CVSS:3.1/") }),
        z.strictObject({ type: z.literal("CVSS_V4"), score: z.string().startsWith("CVSS:4.0/") }),
      ]),
    )
    .min(1)
    .optional(),
  affected: z.array(
    z.strictObject({
      package: z.strictObject({
        ecosystem: z.string().regex(/^Debian:.+$/),
        name: z.string().min(2),
        purl: z.string().startsWith("pkg:deb/debian/"),
      }),
      ranges: z
        .array(
          z.strictObject({
            type: z.literal("ECOSYSTEM"),
            events: z
              .array(
                z.union([
                  z.strictObject({ introduced: z.string().min(1) }),
                  z.strictObject({ fixed: z.string().min(1) }),
                ]),
              )
              .min(1),
          }),
        )
        .min(1),
    }),
  ),
  references: z.array(z.strictObject({ type: z.enum(TYPES), url: z.url() })).min(1),
  credits: z.array(z.strictObject({ name: z.string().min(1), type: z.enum(CREDITS) })).optional(),
  database_specific: z.strictObject({ severity: z.string(), issues: z.array(z.record(z.string(), z.unknown())) }),
});
