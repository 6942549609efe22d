import { auditOf } from "./assemble-audit.ts";
import { intakeOf, teamOf } from "./assemble-intake.ts";
import { isAddress, resolvePath } from "./check/files.ts";
import { type AptRepository, chooseMirror } from "./machine-mirror.ts";
import type { Definition, ReleaseRow, SuiteRow } from "./schema.ts";
import type { Distribution, Policy, Release, Suite } from "./types.ts";

/** Where a suite's address comes from. */
export interface MirrorTaken {
  readonly suite: string;
  readonly url: string;
  readonly taken: "definition" | "machine" | "fallback";
  readonly why: string;
}

/** A checked definition in the shapes of types.ts, with absolute paths and real addresses. */
export function assemble(
  definition: Definition,
  directory: string,
  repositories: readonly AptRepository[],
): { readonly distribution: Distribution; readonly mirrors: readonly MirrorTaken[] } {
  const path = (written: string): string => resolvePath(directory, written);
  const mirrors = definition.release.flatMap((release) => release.suite.map((suite) => mirrorOf(suite, repositories)));
  const addresses = new Map(mirrors.map((mirror) => [mirror.suite, mirror.url]));
  const distribution: Distribution = {
    name: definition.name,
    title: definition.title,
    contact: definition.contact,
    releases: definition.release.map((row) => releaseOf(row, addresses, path)),
    layers: definition.layer.map((row) => ({
      name: row.name.value,
      directory: path(row.directory.value),
      ours: row.ours,
    })),
    people: definition.person.map((row) => ({
      id: row.id.value,
      name: row.name,
      email: row.email,
      role: row.role,
      fingerprints: row.fingerprints.map(({ value }) => value),
      keyFile: path(row["key-file"].value),
      mayUpload: row["may-upload"].map(({ value }) => value),
    })),
    teams: definition.team.map((row) => teamOf(row, definition.person)),
    policy: policyOf(definition.policy),
    queues: definition.queue.map((row) => ({ name: row.name.value, embargoed: row.embargoed })),
    builders: definition.builder.map((row) => ({
      name: row.name.value,
      architectures: row.architectures.map(({ value }) => value),
      embargoed: row.embargoed,
      ...(row["public-key"] ? { publicKey: row["public-key"].value } : {}),
    })),
    images: definition.image.map(({ name, release, manifest }) => ({
      name: name.value,
      release: release.value,
      manifest: isAddress(manifest.value) ? manifest.value : path(manifest.value),
    })),
    audits: definition.audit.map(auditOf),
    advisory: { prefix: definition.advisory.prefix, first: definition.advisory.first },
    mail: { from: definition.mail.from, transport: definition.mail.transport },
    intake: definition.intake && intakeOf(definition.intake, path),
  };
  return { distribution, mirrors };
}

function mirrorOf(suite: SuiteRow, repositories: readonly AptRepository[]): MirrorTaken {
  const name = suite.name.value;
  if (suite.url.value !== "machine" || !suite.fallback) {
    return { suite: name, url: suite.url.value, taken: "definition", why: "the definition says so" };
  }
  const wanted = { suite: name, fallback: suite.fallback.value, components: suite.components };
  return { suite: name, ...chooseMirror(wanted, repositories) };
}

function releaseOf(
  row: ReleaseRow,
  addresses: ReadonlyMap<string, string>,
  path: (written: string) => string,
): Release {
  const suites = row.suite.map(
    (suite): Suite => ({
      name: suite.name.value,
      role: suite.role.value,
      url: addresses.get(suite.name.value) ?? suite.url.value,
      keyring: path(suite.keyring.value),
      components: suite.components,
    }),
  );
  return {
    codename: row.codename.value,
    version: row.version.value,
    architectures: row.architectures.map(({ value }) => value),
    suites,
    phases: row.phase.map(({ name, from, until }) => ({ name, from: from.value, until: until.value })),
  };
}

function policyOf(row: Definition["policy"]): Policy {
  const { build, prove, test, machine } = row.limits;
  return {
    budgetHours: row["budget-hours"],
    approvals: row.approvals,
    approvalDays: row["approval-days"],
    overrideApprovals: row["override-approvals"],
    keyWarningDays: row["key-warning-days"],
    missingIndex: row["missing-index"],
    limits: { build, prove, test, machine, logBytes: row.limits["log-bytes"] },
  };
}
