import { z } from "zod";
import { builtWithout, type Statement } from "../../evidence/index.ts";
import { isSha256, isValidVersion, SamedayError } from "../../kernel/index.ts";

/*
 * The findings of a builder's statement, read at the border: they become rows, file names and sentences. A signature says
 * who wrote them, not that they are well formed. builder/protocol.ts says what each means.
 */

const sha = z.string().refine(isSha256, "not a SHA-256");
const text = z.string().max(20_000);
const packageName = z.string().regex(/^[a-z0-9][a-z0-9+.-]{0,254}$/, "not a package name");
const version = z.string().max(200).refine(isValidVersion, "not a version");
const architecture = z.string().regex(/^[a-z0-9][a-z0-9-]{0,49}$/, "not an architecture");

const build = z.object({
  dsc: sha,
  environment: z
    .array(z.object({ package: packageName, version, architecture, sha256: sha }))
    .max(20_000)
    .refine(
      (all) => new Set(all.map((one) => `${one.package} ${one.architecture}`)).size === all.length,
      "a package stands in the environment twice",
    ),
  network: z.literal("none"),
  leftOut: z
    .array(z.object({ suite: text, reason: text }))
    .max(100)
    .default([]),
});

const prove = z.object({
  dsc: sha,
  kind: z.enum(["variation", "recreation"]),
  files: z
    .array(z.object({ name: text, first: sha, second: sha.nullable(), same: z.boolean(), cause: text }))
    .min(1)
    .max(2000),
  report: text.optional(),
});

const test = z.object({
  tests: z
    .array(z.object({ name: text, verdict: z.enum(["pass", "fail", "skip", "neutral"]), detail: text }))
    .max(10_000),
});

const machine = z.object({
  packages: z.array(z.object({ name: packageName, before: text, after: text })).max(2000),
});

export type BuildFacts = z.infer<typeof build>;
export type ProveFacts = z.infer<typeof prove>;
export type TestFacts = z.infer<typeof test>;
export type MachineFacts = z.infer<typeof machine>;

/** Each throws INPUT_INVALID that names the first member that does not fit. */
export const readBuildFindings = (statement: Statement): BuildFacts => {
  // What was left out goes into the approval's text, which has one spelling.
  builtWithout([statement]);
  return read(build, statement);
};
export const readProveFindings = (statement: Statement): ProveFacts => read(prove, statement);
export const readTestFindings = (statement: Statement): TestFacts => read(test, statement);
export const readMachineFindings = (statement: Statement): MachineFacts => read(machine, statement);

function read<T extends z.ZodType>(schema: T, { predicate }: Statement): z.output<T> {
  const found = schema.safeParse(predicate.findings);
  if (found.success) return found.data;
  const [issue] = found.error.issues;
  const where = issue?.path.join(".") || "form";
  throw new SamedayError(
    "INPUT_INVALID",
    `What ${predicate.party} found in the ${predicate.step} cannot be read: ${where}: ${issue?.message ?? "wrong"}.`,
  );
}
