import type { Person } from "../../distribution/index.ts";
import { isOfTeam, isSealed, type UpdateRow as Read, uploadersOf } from "../../updates/index.ts";
import type { Paged, UpdateRow } from "../../web/index.ts";

/** An update as one row, with whose turn it is from where the reader stands. */
export function toRow({ update, waiting, approvals }: Omit<Read, "steps">, reader: Person | null): UpdateRow {
  return {
    id: update.id,
    source: update.source,
    version: update.version,
    release: update.release,
    issues: update.issues,
    embargoed: isSealed(update),
    embargoUntil: update.embargo_until,
    state: update.state,
    knownAt: update.known_at,
    deadline: update.deadline_at,
    publishedAt: update.published_at,
    waiting: { turn: turnOf(), sentence: waiting.sentence, forWhom: waiting.forWhom },
  };

  function turnOf(): UpdateRow["waiting"]["turn"] {
    if (waiting.on === "nobody") return "nobody";
    if (waiting.on === "machine") return "itself";
    return reader && canAct(reader) ? "you" : "others";
  }

  function canAct(person: Person): boolean {
    const uploaded = uploadersOf(update).includes(person.id);
    const said = (decision: string) => approvals.some((one) => one.person === person.id && one.decision === decision);
    switch (waiting.act) {
      case "approve":
        return person.role === "full" && !uploaded && !said("approve");
      case "judge":
        return person.role === "full" && !uploaded && !said("override-proof");
      case "disclose":
      case "publish":
        return person.role === "full";
      case "mend":
        return uploaded || isOfTeam(person);
      default:
        return false;
    }
  }
}

/** One page of a list that is whole in memory. Pages count from 1. */
export function pageOf<Row>(rows: readonly Row[], page: number, pageSize: number): Paged<Row> {
  const from = (Math.max(1, page) - 1) * pageSize;
  return { total: rows.length, page: Math.max(1, page), pageSize, rows: rows.slice(from, from + pageSize) };
}
