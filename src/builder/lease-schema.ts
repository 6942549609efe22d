import { z } from "zod";
import { isSha256, isValidVersion, type Parsed } from "../kernel/index.ts";
import type { Lease } from "./protocol.ts";

/**
 * What a lease may hold. Everything in it ends as a file name, an argument of a program or a line of apt's configuration,
 * so every text is bound to the alphabet of its kind.
 */
const sha = z.string().refine(isSha256, "not a SHA-256");
const fileName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9.+~_:%-]{0,254}$/, "not a plain file name");
const packageName = z.string().regex(/^[a-z0-9][a-z0-9+.-]+$/, "not a package name");
const word = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, "not a plain word");
const version = z.string().refine((text) => /^[0-9A-Za-z]/.test(text) && isValidVersion(text), "not a version");

const namedFile = z.object({ name: fileName, sha256: sha, size: z.number().int().nonnegative() });
const aptSource = z.object({
  url: z.string().regex(/^https?:\/\/[^\s[\]"']+$/, "not the address of an archive"),
  suite: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9./_-]*$/, "not a suite"),
  components: z.array(word).min(1),
  keyring: z.base64().min(1),
});

/** Text for logs and statements: one line, of bounded length. */
const sentence = z
  .string()
  .max(1000)
  .regex(/^[^\p{Cc}]*$/u, "not one line");

const common = {
  lease: word,
  update: z.string(),
  source: packageName,
  version,
  release: z.string(),
  architecture: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, "not an architecture"),
  timeLimitMs: z.number().int().positive(),
  logLimitBytes: z.number().int().positive(),
  apt: z.array(aptSource).min(1),
  leftOut: z.array(z.object({ suite: aptSource.shape.suite, reason: sentence })),
};

const leaseSchema: z.ZodType<Lease> = z.discriminatedUnion("step", [
  z.object({ ...common, step: z.literal("build"), files: z.array(namedFile), archAll: z.boolean() }),
  z.object({
    ...common,
    step: z.literal("prove"),
    kind: z.enum(["variation", "recreation"]),
    files: z.array(namedFile),
    archAll: z.boolean(),
    built: z.array(namedFile),
    environment: z.array(namedFile),
  }),
  z.object({ ...common, step: z.literal("test"), files: z.array(namedFile), built: z.array(namedFile) }),
  z.object({
    ...common,
    step: z.literal("machine"),
    target: aptSource,
    packages: z.array(z.object({ name: packageName, vulnerable: version, fixed: version })).min(1),
    auth: z.string().exactOptional(),
  }),
]);

/** Reads the server's answer to a claim; a lease that is not sound is not begun. */
export function parseLease(json: unknown): Parsed<Lease | undefined> {
  const result = leaseSchema.safeParse(json);
  if (result.success) return { value: result.data, problems: [] };
  const problems = result.error.issues.map((issue) => ({
    code: "lease-invalid",
    severity: "error" as const,
    message: `${issue.path.join(".") || "lease"}: ${issue.message}`,
    place: { line: 1, column: 1 },
  }));
  return { value: undefined, problems };
}
