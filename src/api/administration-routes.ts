import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { Person } from "../distribution/index.ts";
import { SamedayError } from "../kernel/index.ts";
import { isOfTeam } from "../updates/index.ts";
import { ADMINISTRATOR, type Authenticate, requirePerson } from "./access.ts";
import { responseSchema } from "./schemas.ts";

/** What the administrator of the desk's machine asks of a running desk. */
export interface Administration {
  backup(): Promise<{
    readonly file: string;
    readonly bytes: number;
    readonly manifestSha256: string;
    /** The file that opens the cases in the backup and is not in it; null on a desk without cases. */
    readonly masterKey: string | null;
  }>;
  verifyAuditLog(): Promise<{ readonly entries: number; readonly head: string; readonly broken: string | null }>;
}

const backupAnswer = z.object({
  file: z.string(),
  bytes: z.number().int(),
  manifestSha256: z.string(),
  masterKey: z.string().nullable(),
});
const logAnswer = z.object({ entries: z.number().int(), head: z.string(), broken: z.string().nullable() });

export type BackupAnswer = z.infer<typeof backupAnswer>;
export type AuditLogAnswer = z.infer<typeof logAnswer>;

/** For commands on the desk's own machine: they show that they may read its data directory by the token that lies there. */
export function administrationRoutes(
  app: FastifyInstance,
  administration: Administration,
  authenticate: Authenticate,
): void {
  app.post("/api/v1/backup", { schema: { response: { 200: responseSchema(backupAnswer) } } }, async (request) => {
    requireAdministrator((await requirePerson(request, authenticate)).id);
    return administration.backup();
  });

  app.get(
    "/api/v1/audit-log/verification",
    { schema: { response: { 200: responseSchema(logAnswer) } } },
    async (request) => {
      requireReaderOfLog(await requirePerson(request, authenticate));
      return administration.verifyAuditLog();
    },
  );
}

/** How many entries there are tells how much is done, embargoed work too. */
function requireReaderOfLog(person: Person): void {
  if (isOfTeam(person) || person.role === "auditor") return;
  throw new SamedayError("NOT_ALLOWED", "The audit log is for full members, assistants and auditors.");
}

function requireAdministrator(id: string): void {
  if (id !== ADMINISTRATOR) throw new SamedayError("NOT_ALLOWED", "Only the machine's administrator may do this.");
}
