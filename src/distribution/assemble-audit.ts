import type { AuditRow } from "./schema.ts";
import type { AuditPeriod, ScheduledAudit } from "./types.ts";

export function auditOf(row: AuditRow): ScheduledAudit {
  return {
    name: row.name.value,
    title: row.title,
    rule: row.rule?.value,
    class: row.class?.value,
    every: row.every && periodOf(row.every.value),
    image: row.image?.value,
    first: row.first?.value,
    team: row.team?.value,
    role: row.role?.value,
  };
}

/** Of a text that the schema has let through. */
function periodOf(written: string): AuditPeriod {
  const [count = "1", unit = "days"] = written.split(" ");
  const plural = unit.endsWith("s") ? unit : `${unit}s`;
  return { count: Number(count), unit: plural as AuditPeriod["unit"] };
}
