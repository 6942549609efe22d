import type { AuditRow, AuditRunRow, AuditSchedule } from "../../api/index.ts";
import { basesOf, ownersOf, periodWords, standingOf } from "../../audit/index.ts";
import type { Distribution, Person, ScheduledAudit } from "../../distribution/index.ts";
import { type Clock, SamedayError } from "../../kernel/index.ts";
import { type AuditRunTable, appendAudit, type Store } from "../../store/index.ts";

export interface ScheduleContext {
  readonly store: Store;
  readonly definition: Distribution;
  readonly clock: Clock;
  /** Told after each record, so that pages are made anew. */
  readonly changed: (updateId: string) => void;
}

type Run = Omit<AuditRunTable, "id">;

/** The schedule of audits over the database: what the definition asks for, held against what people have recorded. */
export function createAuditSchedule({ store, definition, clock, changed }: ScheduleContext): AuditSchedule {
  const { audits } = definition;
  const newest = async (): Promise<ReadonlyMap<string, Run>> => {
    if (audits.length === 0) return new Map();
    const rows = await store.db
      .selectFrom("audit_run")
      .distinctOn("audit")
      .selectAll()
      .orderBy("audit")
      .orderBy("id", "desc")
      .execute();
    return new Map(rows.map((row) => [row.audit, row]));
  };
  return {
    async list(reader) {
      const runs = await newest();
      const now = clock.now();
      return audits.map((audit) => rowOf(audit, runs.get(audit.name), definition, reader, now)).sort(inOrder);
    },

    async record(name, wish, by) {
      const audit = audits.find((one) => one.name === name);
      if (!audit) throw new SamedayError("NOT_FOUND", `No audit "${name}" is scheduled.`);
      if (by.role !== "full" && !ownersOf(audit, definition).includes(by.id)) {
        throw new SamedayError("NOT_ALLOWED", `${ownerWords(audit)} records this audit, and full members may.`);
      }
      const at = clock.now();
      const { result, high, medium, low, subject, note } = wish;
      const run: Run = { audit: name, at, by: by.id, ...wish, bases: basesOf(audit, definition.images) };
      await store.transaction(async (trx) => {
        await trx.insertInto("audit_run").values(run).execute();
        const details = { result, high, medium, low, subject, note };
        await appendAudit(trx, { at, actor: by.id, action: "audit-run", object: `audit ${name}`, details });
      });
      changed("");
      return rowOf(audit, run, definition, by, clock.now());
    },
  };
}

function rowOf(
  audit: ScheduledAudit,
  run: Run | undefined,
  definition: Distribution,
  reader: Person,
  now: Date,
): AuditRow {
  const { name, title, rule, class: letter } = audit;
  return {
    name,
    title,
    runs: rule ?? letter ?? "",
    comesRound: roundWords(audit),
    owner: ownerWords(audit),
    ...standingOf(audit, run, definition.images, now),
    isYours: ownersOf(audit, definition).includes(reader.id),
    last: run ? lastOf(run) : null,
  };
}

function lastOf({ at, by, result, high, medium, low, subject, note }: Run): AuditRunRow {
  return { at, by, result, high, medium, low, subject, note };
}

function roundWords({ every, image }: ScheduledAudit): string {
  if (every) return `every ${every.count === 1 ? every.unit.slice(0, -1) : periodWords(every)}`;
  return `when the base of ${image ?? "an image"} changes`;
}

function ownerWords({ team, role }: ScheduledAudit): string {
  if (team !== undefined) return `team ${team}`;
  return role === "full" ? "every full member" : `every ${role}`;
}

function inOrder(one: AuditRow, other: AuditRow): number {
  const days = (row: AuditRow) => row.dueAt?.getTime() ?? (row.isDue ? 0 : Number.MAX_SAFE_INTEGER);
  return Number(other.isDue) - Number(one.isDue) || days(one) - days(other) || (one.name < other.name ? -1 : 1);
}
