import type { AccountsTables } from "./tables/accounts.ts";
import type { AuditRunTables } from "./tables/audit-runs.ts";
import type { BaseTables } from "./tables/base.ts";
import type { CaseDeskTables } from "./tables/case-desk.ts";
import type { CasesTables } from "./tables/cases.ts";
import type { KnownIssuesTables } from "./tables/known-issues.ts";
import type { RoleKeyTables } from "./tables/role-key.ts";
import type { UpdatesTables } from "./tables/updates.ts";

/** All tables, area by area: a new area adds a file in tables/, a migration, and its name here. */
export interface Database
  extends BaseTables,
    UpdatesTables,
    AccountsTables,
    KnownIssuesTables,
    CasesTables,
    CaseDeskTables,
    AuditRunTables,
    RoleKeyTables {}
