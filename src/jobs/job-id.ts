import { SamedayError } from "../kernel/index.ts";

/** One attempt at one job, as the engine names it. */
export interface Attempt {
  readonly queue: string;
  readonly uuid: string;
  readonly attempt: number;
}

/** `builder-amd64-public-0d3f…-1`: the queue, the job's UUID without dashes, the attempt. */
export function formatJobId({ queue, uuid, attempt }: Attempt): string {
  return `${formatHeldAs({ queue, uuid })}${attempt}`;
}

/** What the ids of all attempts at one job begin with. */
export function formatHeldAs({ queue, uuid }: Pick<Attempt, "queue" | "uuid">): string {
  return `${queue}-${uuid.replaceAll("-", "")}-`;
}

/** Throws NOT_FOUND for a text that names no job. */
export function parseJobId(id: string): Attempt {
  const match =
    /^([A-Za-z0-9-]{1,100})-([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})-(\d{1,6})$/.exec(id);
  if (!match) throw new SamedayError("NOT_FOUND", "This names no job.");
  const [, queue, ...rest] = match;
  return { queue: queue as string, uuid: rest.slice(0, 5).join("-"), attempt: Number(rest[5]) };
}
