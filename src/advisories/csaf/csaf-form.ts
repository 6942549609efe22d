import { z } from "zod";

/*
 * What a CSAF document of ours may hold, written from the standard's section 3: strict, so that nothing is in it that the
 * published schema does not define (test 6.2.20). The tests of section 6 come after it, in `csaf-tests/`.
 */

const text = z.string().min(1);
const time = z.iso.datetime();
const ids = z.array(text).min(1);
const NOTES = ["description", "details", "faq", "general", "legal_disclaimer", "other", "summary"] as const;
const note = z.strictObject({ category: z.enum(NOTES), text, title: text.optional() });
const reference = z.strictObject({ category: z.enum(["external", "self"]), summary: text, url: z.url() });

const product = z.strictObject({
  product_id: text,
  name: text,
  product_identification_helper: z.strictObject({ purl: z.string().startsWith("pkg:").min(7) }),
});
const range = z.strictObject({ category: z.literal("product_version_range"), name: text, product });
const name = z.strictObject({ category: z.literal("product_name"), name: text, branches: z.array(range).min(1) });
const family = z.strictObject({ category: z.literal("product_family"), name: text, branches: z.array(name).min(1) });
const vendor = z.strictObject({
  category: z.literal("vendor"),
  name: text,
  branches: z.array(z.union([family, name])).min(1),
});

const vulnerability = z.strictObject({
  title: text.optional(),
  cve: z
    .string()
    .regex(/^CVE-\d{4}-\d{4,}$/)
    .optional(),
  ids: z
    .array(z.strictObject({ system_name: text, text }))
    .min(1)
    .optional(),
  cwe: z.strictObject({ id: z.string().regex(/^CWE-[1-9]\d{0,5}$/), name: text }).optional(),
  notes: z.array(note).min(1),
  product_status: z
    .strictObject({
      known_affected: ids.optional(),
      fixed: ids.optional(),
      known_not_affected: ids.optional(),
      under_investigation: ids.optional(),
    })
    .refine((groups) => Object.keys(groups).length > 0, "no status"),
  scores: z
    .array(
      z.strictObject({
        cvss_v3: z.strictObject({
          version: z.literal("3.1"),
          vectorString: z.string().startsWith("CVSS:3.1/"),
          baseScore: z.number().min(0).max(10),
          baseSeverity: z.enum(["NONE", "LOW", "MEDIUM", "HIGH", "CRITICAL"]),
        }),
        products: ids,
      }),
    )
    .min(1)
    .optional(),
  threats: z
    .array(z.strictObject({ category: z.literal("impact"), details: text, product_ids: ids }))
    .min(1)
    .optional(),
  remediations: z
    .array(
      z.strictObject({
        category: z.enum(["mitigation", "no_fix_planned", "none_available", "vendor_fix"]),
        details: text,
        product_ids: ids,
      }),
    )
    .min(1)
    .optional(),
});

export const CSAF_FORM = z.strictObject({
  document: z.strictObject({
    acknowledgments: z
      .array(z.strictObject({ names: z.array(text).min(1), organization: text.optional(), summary: text }))
      .min(1)
      .optional(),
    aggregate_severity: z.strictObject({ text }),
    category: z.literal("csaf_security_advisory"),
    csaf_version: z.literal("2.0"),
    distribution: z.strictObject({ text, tlp: z.strictObject({ label: z.literal("WHITE") }) }),
    lang: z.literal("en"),
    notes: z.array(note).min(1),
    publisher: z.strictObject({
      category: z.enum(["vendor", "coordinator"]),
      contact_details: text,
      name: text,
      namespace: z.url(),
    }),
    references: z.array(reference).min(1),
    title: text,
    tracking: z.strictObject({
      id: z.string().regex(/^\S(?:.*\S)?$/),
      status: z.literal("final"),
      version: z.string().regex(/^[1-9]\d*$/),
      initial_release_date: time,
      current_release_date: time,
      revision_history: z.array(z.strictObject({ number: text, date: time, summary: text })).min(1),
    }),
  }),
  product_tree: z.strictObject({ branches: z.array(vendor).min(1) }),
  vulnerabilities: z.array(vulnerability).min(1),
});
