import type { PolicyRows, SeverityRow } from "./schema.ts";
import {
  POLICY_CLOCKS,
  type Policy,
  SEVERITIES,
  type SensitiveChanges,
  type Severity,
  type SeverityRule,
} from "./types.ts";

/** A checked policy in the shapes of types.ts. `inherited` are the names of what it extends, the furthest first. */
export function assemblePolicy(rows: PolicyRows, inherited: readonly string[]): Policy {
  const { escalation, disclosure } = rows;
  return {
    name: rows.name,
    title: rows.title,
    source: rows.source,
    extends: inherited,
    severities: severitiesOf(rows),
    clocks: Object.fromEntries(POLICY_CLOCKS.map((clock) => [clock, rows.clocks[clock]])) as Policy["clocks"],
    escalation: {
      pointPerson: escalation["point-person"],
      deputy: escalation.deputy,
      lead: escalation.lead,
      director: escalation.director,
      again: escalation.again,
    },
    disclosure: {
      trigger: disclosure.trigger,
      within: disclosure.within,
      atMost: disclosure["at-most"],
      publicPlaceholder: disclosure["public-placeholder"],
      alreadyPublic: disclosure["already-public"],
      credit: disclosure.credit,
    },
    leakWithin: rows.leak.within,
    invitedAtMost: rows.invitations["at-most"],
    ownIds: rows.ids.own && { prefix: rows.ids.own.prefix, digits: rows.ids.own.digits },
    told: [...rows.told].map(([name, { who, what, ahead, severities }]) => ({
      name,
      who,
      what,
      ahead,
      severities: severities.map(({ value }) => value),
    })),
    lists: [...rows.lists].map(([name, list]) => ({
      name,
      address: list.address,
      atMost: list["at-most"],
      preferred: list.preferred,
      atLeast: list["at-least"],
      onlyNonPublic: list["only-non-public"],
      severities: list.severities.map(({ value }) => value),
      afterwards: list.afterwards,
    })),
    duties: [...rows.duties].map(([name, duty]) => ({ name, ...duty })),
    goldenRule: rows["golden-rule"],
    sensitive: rows.sensitive && sensitiveOf(rows.sensitive),
  };
}

function severitiesOf({ severity: rows }: PolicyRows): Record<Severity, SeverityRule> {
  const rules = SEVERITIES.map((severity) => {
    const row = rows.get(severity);
    if (!row) throw new TypeError("The check before has seen that all severities are there.");
    return [severity, severityOf(row)] as const;
  });
  return Object.fromEntries(rules) as Record<Severity, SeverityRule>;
}

function severityOf(row: SeverityRow): SeverityRule {
  const clocks = POLICY_CLOCKS.flatMap((clock) => {
    const own = row.clocks?.[clock];
    return own ? [[clock, own] as const] : [];
  });
  return {
    means: row.means,
    confidential: row.confidential,
    cve: row.cve,
    ownId: row["own-id"],
    advisory: row.advisory,
    reviewers: row.reviewers,
    clocks: Object.fromEntries(clocks),
  };
}

function sensitiveOf(rows: NonNullable<PolicyRows["sensitive"]>): SensitiveChanges {
  return {
    areas: [...rows.area].map(([name, { says, paths, approvals }]) => ({
      name,
      says,
      paths: paths.map(({ value }) => value),
      approvals,
    })),
    largeLines: rows["large-lines"],
    largeFiles: rows["large-files"],
    trailer: rows.trailer,
    approvalDirectory: rows["approval-directory"].replace(/\/+$/, ""),
  };
}
