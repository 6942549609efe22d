import { z } from "zod";

/** What the JSON interface says about an update. The server answers only what stands here. */
export const stepSchema = z.object({
  step: z.string(),
  kind: z.string(),
  architecture: z.string(),
  label: z.string(),
  state: z.enum(["waiting", "ready", "running", "done", "failed"]),
  result: z.enum(["passed", "failed", "nothing-to-do"]).nullable(),
  message: z.string(),
  reason: z.string(),
  party: z.string(),
  attempt: z.number().int(),
  readyAt: z.iso.datetime().nullable(),
  startedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
});

export const updateSchema = z.object({
  id: z.string(),
  source: z.string(),
  version: z.string(),
  release: z.string(),
  architectures: z.array(z.string()),
  issues: z.array(z.string()),
  /** The advisory whose regression it repairs. */
  regressionOf: z.string().nullable(),
  /** The advisory's text as it was written so far; may be empty. */
  summary: z.string(),
  embargoed: z.boolean(),
  embargoUntil: z.iso.datetime().nullable(),
  state: z.enum(["open", "published", "refused", "withdrawn"]),
  reason: z.string(),
  uploader: z.string(),
  /** Everybody who signed the source, `uploader` first: none of them may approve. */
  uploaders: z.array(z.string()),
  knownAt: z.iso.datetime(),
  deadline: z.iso.datetime(),
  createdAt: z.iso.datetime(),
  publishedAt: z.iso.datetime().nullable(),
  waiting: z.object({
    on: z.enum(["people", "machine", "nobody"]),
    act: z.enum(["approve", "judge", "disclose", "publish", "mend", "none"]),
    sentence: z.string(),
    forWhom: z.string(),
  }),
  /** Which signed words are taken now: none before the approval's turn, and again after a publication that failed. */
  decisions: z.array(z.enum(["approve", "override-proof"])),
  steps: z.array(stepSchema),
  approvals: z.array(
    z.object({ person: z.string(), decision: z.enum(["approve", "override-proof"]), reason: z.string() }),
  ),
  advisory: z.string().nullable(),
  /** Grows with every change of any update; give it back as `after` to wait for the next. */
  seen: z.number().int(),
});

export type UpdateAnswer = z.infer<typeof updateSchema>;
export type StepAnswer = z.infer<typeof stepSchema>;

export const fileSchema = z.object({
  name: z
    .string()
    .min(1)
    .max(255)
    .regex(/^[A-Za-z0-9][A-Za-z0-9.+~:_-]*$/),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  size: z.number().int().nonnegative(),
});

/** Everything that proves an update; also the form of `evidence.json` in a bundle. */
export const evidenceSchema = z.object({
  format: z.literal(1),
  update: z.object({ id: z.string(), source: z.string(), version: z.string(), release: z.string() }),
  statements: z.array(z.object({ step: z.string(), envelope: z.string() })),
  approvals: z.array(
    z.object({ person: z.string(), decision: z.enum(["approve", "override-proof"]), signed: z.string() }),
  ),
  files: z.array(fileSchema.extend({ role: z.string(), architecture: z.string() })),
  /** Whose statements the desk believes; whoever verifies should know these keys from elsewhere. */
  keys: z.array(z.object({ name: z.string(), publicKey: z.string() })),
});

export type EvidenceAnswer = z.infer<typeof evidenceSchema>;

/** A source as its uploader sends it: the signed .dsc or .changes and all it names, already put by hash. */
export const submissionSchema = z
  .strictObject({
    files: z.array(fileSchema).min(1).max(64),
    /** A tag's name or a commit's id: the files are then one git bundle and upstream's tarballs. */
    git: z.string().min(1).max(500).optional(),
    release: z.string().max(64).optional(),
    issues: z.array(z.string().max(32)).max(200).optional(),
    newIssues: z.array(z.string().max(32)).max(200).optional(),
    embargoed: z.boolean().default(false),
    embargoUntil: z.iso.datetime().optional(),
    knownAt: z.iso.datetime().optional(),
    summary: z.string().max(20_000).default(""),
    regressionOf: z.string().max(64).optional(),
    architectures: z.array(z.string().max(32)).max(16).optional(),
  })
  .refine((wish) => wish.embargoed || wish.embargoUntil === undefined, {
    message: "an hour of embargo needs embargoed: true",
    path: ["embargoUntil"],
  });

export type Submission = z.input<typeof submissionSchema>;

/** What is to be said of an update from now on; what is left out stays as it is. Its approvals lapse. */
export const editSchema = z.strictObject({
  /** All that it fixes, in the place of those named before. */
  issues: z.array(z.string().max(32)).max(200).optional(),
  /** Issues that it fixes too and that no list of the tracker names yet. */
  newIssues: z.array(z.string().max(32)).max(200).optional(),
  regressionOf: z.string().min(1).max(64).nullable().optional(),
  summary: z.string().max(20_000).optional(),
  embargoUntil: z.iso
    .datetime()
    .transform((text) => new Date(text))
    .nullable()
    .optional(),
});

export type Edit = z.input<typeof editSchema>;

/** The number of a row as PostgreSQL's integer holds it; from a body. */
export const rowNumber = z
  .int()
  .positive()
  .max(2 ** 31 - 1);
/** The same from an address. */
export const rowNumberText = z.coerce.number().pipe(rowNumber);

export const errorSchema = z.object({
  error: z.object({ code: z.string(), message: z.string(), next: z.string(), reference: z.string() }),
});

/** zod's schema in the form that Fastify compiles its serializer from. */
export function responseSchema(schema: z.ZodType): Record<string, unknown> {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: "output" }) as Record<string, unknown>;
  return rest;
}
