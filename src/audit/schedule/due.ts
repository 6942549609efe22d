import type { AuditPeriod, Distribution, Image, ScheduledAudit } from "../../distribution/index.ts";

/** The last recorded run of an audit, as far as the schedule asks for it. */
export interface LastRun {
  readonly at: Date;
  /** See `basesOf`, on that day. */
  readonly bases: string;
}

/** How an audit stands. */
export interface AuditStanding {
  /** When it is or becomes due; null for one that waits for a new base, or that never had a run and is due at once. */
  readonly dueAt: Date | null;
  readonly isDue: boolean;
  /** One sentence: why it is due, or when it will be. */
  readonly why: string;
}

/** When an audit is due: never had a run, its time is over, or an image has moved to another base since. */
export function standingOf(
  audit: ScheduledAudit,
  last: LastRun | undefined,
  images: readonly Image[],
  now: Date,
): AuditStanding {
  if (!last) return neverRun(audit, now);
  if (audit.every) {
    const dueAt = later(last.at, audit.every);
    const isDue = dueAt <= now;
    const span = periodWords(audit.every);
    const why = isDue ? `The last run is more than ${span} ago.` : `The last run counts for ${span}.`;
    return { dueAt, isDue, why };
  }
  const moved = movedBases(last.bases, basesOf(audit, images));
  if (moved.length === 0) return { dueAt: null, isDue: false, why: "No image has moved to another base since." };
  return { dueAt: null, isDue: true, why: `Since the last run ${moved.join(", and ")}.` };
}

function neverRun({ first }: ScheduledAudit, now: Date): AuditStanding {
  if (first && first > now) return { dueAt: first, isDue: false, why: "It has not been run yet." };
  return { dueAt: first ?? null, isDue: true, why: "No run of it was ever recorded." };
}

/** The releases that the images of an audit are made from, by name: `desktop=bookworm server=bookworm`. */
export function basesOf({ image }: Pick<ScheduledAudit, "image">, images: readonly Image[]): string {
  return images
    .filter(({ name }) => image === undefined || name === image)
    .map(({ name, release }) => `${name}=${release}`)
    .sort()
    .join(" ");
}

/** An image that has gone is nothing to look at. */
function movedBases(before: string, now: string): readonly string[] {
  const old = new Map(before.split(" ").map((pair) => pair.split("=") as [string, string | undefined]));
  return now
    .split(" ")
    .filter((pair) => pair !== "")
    .flatMap((pair) => {
      const [name = "", release = ""] = pair.split("=");
      const was = old.get(name);
      if (was === release) return [];
      return [was === undefined ? `${name} has come, from ${release}` : `${name} has moved from ${was} to ${release}`];
    });
}

/** A calendar's months and years, so that half a year after 31 August is the last day of February. In UTC. */
export function later(at: Date, { count, unit }: AuditPeriod): Date {
  const end = new Date(at);
  if (unit === "days" || unit === "weeks") {
    end.setUTCDate(end.getUTCDate() + count * (unit === "weeks" ? 7 : 1));
    return end;
  }
  const day = end.getUTCDate();
  end.setUTCDate(1);
  end.setUTCMonth(end.getUTCMonth() + count * (unit === "years" ? 12 : 1));
  const last = new Date(Date.UTC(end.getUTCFullYear(), end.getUTCMonth() + 1, 0)).getUTCDate();
  end.setUTCDate(Math.min(day, last));
  return end;
}

export function periodWords({ count, unit }: AuditPeriod): string {
  return `${count} ${count === 1 ? unit.slice(0, -1) : unit}`;
}

/** Ids of those who do an audit: the team's members, or everybody of the role. */
export function ownersOf(
  { team, role }: Pick<ScheduledAudit, "team" | "role">,
  { teams, people }: Pick<Distribution, "teams" | "people">,
): readonly string[] {
  if (team !== undefined) return teams.find(({ name }) => name === team)?.members ?? [];
  return people.filter((person) => person.role === role).map(({ id }) => id);
}
