import type { Distribution, Release } from "../distribution/index.ts";
import { SamedayError } from "../kernel/index.ts";
import type { Actor, Cast } from "./people.ts";
import { REPORTS } from "./role-key.ts";

export interface DrillDefinition {
  /** The team's own definition: releases and suites come from it, nothing else. */
  readonly base: Distribution;
  readonly release: string;
  readonly architectures: readonly string[];
  readonly cast: Cast;
  /** Absolute path of a scratch copy of tracker data. */
  readonly trackerDirectory: string;
  readonly builder: string;
}

/**
 * The definition of a drill's scratch desk as TOML: the one release of the team's own, with two scripted people,
 * queues and an advisory list that exist only there.
 */
export function drillDefinition(drill: DrillDefinition): string {
  const release = drill.base.releases.find((one) => one.codename === drill.release);
  if (!release) throw new SamedayError("NOT_FOUND", `The distribution definition has no release ${drill.release}.`);
  return [
    ...pairs({ name: "drill", title: `${drill.base.title} drill`, contact: "security@drill.invalid" }),
    ...releaseTables(release, drill.architectures),
    ...table("[[layer]]", { name: "drill", directory: drill.trackerDirectory, ours: true }),
    ...castOf(drill).flatMap(personTable),
    ...table("[[team]]", {
      name: "security",
      title: "Security team of the drill",
      members: castOf(drill).map((actor) => actor.id),
    }),
    ...policyTables(drill.base),
    ...table("[[queue]]", { name: "embargoed", embargoed: true }),
    ...table("[[queue]]", { name: "public", embargoed: false }),
    ...table("[[builder]]", { name: drill.builder, architectures: drill.architectures, embargoed: true }),
    ...table("[advisory]", { prefix: "DRILL", first: 1 }),
    ...table("[mail]", { from: "security@drill.invalid", transport: "outbox" }),
    ...intakeTable(drill.cast),
    "",
  ].join("\n");
}

/** Reports can be tried out too, in clear or encrypted to `people/reports.asc`. */
function intakeTable({ approver }: Cast): string[] {
  return table("[intake]", {
    address: REPORTS,
    policy: "default",
    director: approver.id,
    lmtp: "mail/lmtp",
  });
}

function castOf({ cast }: DrillDefinition): Actor[] {
  return [cast.uploader, cast.approver, cast.bystander];
}

function releaseTables(release: Release, architectures: readonly string[]): string[] {
  return [
    ...table("[[release]]", { codename: release.codename, version: release.version, architectures }),
    ...release.phases.flatMap((phase) =>
      table("[[release.phase]]", { name: phase.name, from: phase.from, until: phase.until }),
    ),
    ...release.suites
      .filter((suite) => suite.role === "main" || suite.role === "security")
      .flatMap((suite) =>
        table("[[release.suite]]", {
          name: suite.name,
          role: suite.role,
          url: suite.url,
          keyring: suite.keyring,
          components: suite.components,
        }),
      ),
  ];
}

function personTable(actor: Actor): string[] {
  return table("[[person]]", {
    id: actor.id,
    name: actor.name,
    email: actor.email,
    role: actor.role,
    fingerprints: [actor.fingerprint],
    "key-file": actor.keyFile,
    "may-upload": ["*"],
  });
}

/** The team's own day and limits, but one approval: of the two full members in the cast one plays. */
function policyTables({ policy }: Distribution): string[] {
  const { build, prove, test, machine, logBytes } = policy.limits;
  return [
    ...table("[policy]", {
      "budget-hours": policy.budgetHours,
      approvals: 1,
      "override-approvals": 2,
      "approval-days": policy.approvalDays,
      "key-warning-days": policy.keyWarningDays,
      // Nobody installs what a drill publishes, and a mirror between two pushes must not stop it.
      "missing-index": "leave-out",
    }),
    ...table("[policy.limits]", { build, prove, test, machine, "log-bytes": logBytes }),
  ];
}

type Value = string | number | boolean | Date | readonly (string | number)[];

function table(head: string, values: Readonly<Record<string, Value>>): string[] {
  return ["", head, ...pairs(values)];
}

function pairs(values: Readonly<Record<string, Value>>): string[] {
  return Object.entries(values).map(([key, value]) => `${key} = ${tomlValue(value)}`);
}

/** JSON's strings, numbers and lists are TOML's too; a date stands bare. */
function tomlValue(value: Value): string {
  return value instanceof Date ? value.toISOString().slice(0, 10) : JSON.stringify(value);
}
