import { base } from "./0001-base.ts";
import { updates } from "./0002-updates.ts";
import { accounts } from "./0003-accounts.ts";
import { approvals } from "./0004-approvals.ts";
import { mailTries } from "./0005-mail-tries.ts";
import { embargo } from "./0006-embargo.ts";
import { knownIssues } from "./0007-known-issues.ts";
import { publicationWord } from "./0008-publication-word.ts";
import { cases } from "./0009-cases.ts";
import { caseDesk } from "./0010-case-desk.ts";
import { caseDisclosure } from "./0011-case-disclosure.ts";
import { auditRuns } from "./0012-audit-runs.ts";
import { roleKey } from "./0013-role-key.ts";
import { disclosedAdvisory } from "./0014-disclosed-advisory.ts";
import { givenIds } from "./0015-given-ids.ts";
import type { Migration } from "./migration.ts";

/** Every migration in the order in which they are applied: a new one is a file and a line at the end. */
export const MIGRATIONS: readonly Migration[] = [
  base,
  updates,
  accounts,
  approvals,
  mailTries,
  embargo,
  knownIssues,
  publicationWord,
  cases,
  caseDesk,
  caseDisclosure,
  auditRuns,
  roleKey,
  disclosedAdvisory,
  givenIds,
];
