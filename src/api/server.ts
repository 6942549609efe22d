import type { FastifyInstance } from "fastify";
import type { CaseDesk, DisclosureDesk, SealedDesk } from "../cases/index.ts";
import type { Clock } from "../kernel/index.ts";
import type { KnownBuilder, LineContext } from "../updates/index.ts";
import type { Authenticate } from "./access.ts";
import { type Administration, administrationRoutes } from "./administration-routes.ts";
import { type ArchiveTrees, archiveRoutes } from "./archive/routes.ts";
import { type AuditSchedule, auditRoutes } from "./audit-routes.ts";
import { createBuilderGate } from "./builder/request-signature.ts";
import { builderRoutes } from "./builder/routes.ts";
import type { WorkBell } from "./builder/work-bell.ts";
import { caseRoutes } from "./cases/routes.ts";
import { answerErrorsAsJson } from "./error-answer.ts";
import { type LoginPort, loginRoutes } from "./login-routes.ts";
import { mailRoutes } from "./mail-routes.ts";
import { answerUnknownAsJson } from "./not-found.ts";
import { peopleRoutes } from "./people-routes.ts";
import { queueRoutes } from "./queue-routes.ts";
import type { Changes } from "./updates/changes.ts";
import { evidenceRoutes } from "./updates/evidence-routes.ts";
import { updatesRoutes } from "./updates/routes.ts";
import { takeUploads } from "./upload-body.ts";

export interface ApiOptions {
  readonly context: LineContext;
  readonly clock: Clock;
  readonly changes: Changes;
  readonly bell: WorkBell;
  readonly builders: () => readonly KnownBuilder[];
  readonly authenticate: Authenticate;
  readonly login: LoginPort;
  readonly administration: Administration;
  readonly trees: ArchiveTrees;
  readonly audits: AuditSchedule;
  /** Undefined on a desk that takes no reports. */
  readonly cases?: CaseDesk | undefined;
  readonly disclosures?: DisclosureDesk | undefined;
  readonly sealed?: SealedDesk | undefined;
}

/** Hangs the interfaces for programs on a server: updates, builders, and the published suites for apt. */
export function registerApi(app: FastifyInstance, options: ApiOptions): void {
  const { context, changes } = options;
  answerUnknownAsJson(app);
  app.register(async (scope) => {
    answerErrorsAsJson(scope);
    takeUploads(scope);
    updatesRoutes(scope, context, changes, options.authenticate);
    evidenceRoutes(scope, context, options.builders, options.authenticate);
    queueRoutes(scope, context, options.authenticate);
    peopleRoutes(scope, context, options.authenticate);
    mailRoutes(scope, context, options.authenticate);
    loginRoutes(scope, options.login, options.authenticate, context.publicUrl);
    administrationRoutes(scope, options.administration, options.authenticate);
    auditRoutes(scope, options.audits, options.authenticate);
  });
  app.register(async (scope) => {
    answerErrorsAsJson(scope);
    caseRoutes(scope, options);
  });
  app.register(async (scope) => {
    answerErrorsAsJson(scope);
    builderRoutes(scope, context, createBuilderGate(options.builders, options.clock), options.bell);
  });
  app.register(async (scope) => archiveRoutes(scope, context, options.trees));
}
