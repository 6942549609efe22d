import { readFile } from "node:fs/promises";
import type { AptSource, Lease, NamedFile } from "../../builder/index.ts";
import type { Release, StepLimits, Suite } from "../../distribution/index.ts";
import { SamedayError } from "../../kernel/index.ts";
import { toBinaryKeys } from "../../openpgp/index.ts";
import type { LineContext } from "../context.ts";
import type { StepKey } from "../line/state.ts";
import { environmentOf } from "../records/environment.ts";
import { filesOf, type UpdateFile } from "../records/files.ts";
import type { UpdateRecord } from "../records/updates.ts";
import type { LeftOut } from "../suites.ts";
import { machinePackages, targetSource } from "./machine-target.ts";

/** Suites that build dependencies come from: what the release shipped, and its security updates. */
export const BUILD_ROLES: ReadonlySet<string> = new Set(["main", "security"]);

/** What a builder is told to do for a step, complete: it needs to ask nothing else. */
export async function makeLease(
  context: LineContext,
  leaseId: string,
  update: UpdateRecord,
  key: StepKey,
): Promise<Lease> {
  const release = releaseNamed(context, update.release);
  const files = await filesOf(context.store.db, update.id);
  const base = {
    lease: leaseId,
    update: update.id,
    source: update.source,
    version: update.version,
    release: update.release,
    architecture: key.architecture,
    timeLimitMs: minutesFor(context.definition.policy.limits, key.step) * 60_000,
    logLimitBytes: context.definition.policy.limits.logBytes,
  };
  const suites = release.suites.filter((suite) => BUILD_ROLES.has(suite.role));
  const { used, leftOut } = withoutLeftOut(suites, await context.suites.leftOut(update.release, key.architecture));
  const common = { ...base, apt: await aptSources(used), leftOut };
  const source = named(files.filter((file) => file.role === "source"));
  const built = named(files.filter((file) => file.role === "built" && file.architecture === key.architecture));
  const archAll = update.architectures[0] === key.architecture;
  if (key.step === "build") return { ...common, step: "build", files: source, archAll };
  if (key.step === "prove" && key.kind === "variation") {
    return { ...common, step: "prove", kind: "variation", files: source, archAll, built, environment: [] };
  }
  if (key.step === "prove" && key.kind === "recreation") {
    const environment = await environmentOf(context.store.db, update.id, key.architecture);
    return { ...common, step: "prove", kind: "recreation", files: source, archAll, built, environment };
  }
  if (key.step === "test")
    return { ...common, step: "test", files: source, built: await withArchAll(update, files, key) };
  if (key.step === "machine") {
    const target = await targetSource(context, update.release);
    const packages = await machinePackages(context, update, files, key.architecture);
    const shipped = release.suites.filter((suite) => suite.role === "main");
    return { ...base, step: "machine", apt: await aptSources(shipped), leftOut: [], target, packages };
  }
  throw new SamedayError("INTERNAL", `No builder does the step ${key.step}.`);
}

/** Packages of this architecture and those for all, which the first architecture's build made. */
async function withArchAll(update: UpdateRecord, files: readonly UpdateFile[], key: StepKey): Promise<NamedFile[]> {
  const own = files.filter((file) => file.role === "built" && file.architecture === key.architecture);
  const first = update.architectures[0];
  const shared = files.filter(
    (file) => file.role === "built" && file.architecture === first && file.name.endsWith("_all.deb"),
  );
  return named([...own, ...(first === key.architecture ? [] : shared)]);
}

function named(files: readonly UpdateFile[]): NamedFile[] {
  return files.map(({ name, sha256, size }) => ({ name, sha256, size }));
}

function minutesFor(limits: StepLimits, step: string): number {
  const minutes = { build: limits.build, prove: limits.prove, test: limits.test, machine: limits.machine }[step];
  if (minutes === undefined) throw new SamedayError("INTERNAL", `No builder does the step ${step}.`);
  return minutes;
}

export function releaseNamed(context: LineContext, codename: string): Release {
  const release = context.definition.releases.find((one) => one.codename === codename);
  if (!release) throw new SamedayError("NOT_FOUND", `The distribution definition has no release ${codename}.`);
  return release;
}

/**
 * Suites whose packages for this architecture are known, and those without: a builder's apt would refuse the whole for
 * one index that is not the signed one. The main suite stays, since nothing can be built without it.
 */
export function withoutLeftOut(
  suites: readonly Suite[],
  missing: readonly LeftOut[],
): { readonly used: readonly Suite[]; readonly leftOut: readonly LeftOut[] } {
  const leftOut = missing.filter(({ suite: name }) => suites.some((one) => one.name === name && one.role !== "main"));
  return { used: suites.filter((suite) => !leftOut.some((one) => one.suite === suite.name)), leftOut };
}

async function aptSources(suites: readonly Suite[]): Promise<AptSource[]> {
  return Promise.all(
    suites.map(async (suite) => ({
      url: suite.url,
      suite: suite.name,
      components: suite.components,
      keyring: Buffer.from(toBinaryKeys(await readFile(suite.keyring))).toString("base64"),
    })),
  );
}
