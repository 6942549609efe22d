import type { Distribution, Person } from "../../distribution/index.ts";
import { SamedayError } from "../../kernel/index.ts";
import { appendAudit } from "../../store/index.ts";
import {
  createLanding,
  decisionEdit,
  decisionWords,
  parseDecisionLine,
  type RecordChange,
  undoOf,
} from "../../tracker/index.ts";
import type { LineContext } from "../../updates/index.ts";
import type { TriageActs } from "../../web/index.ts";
import type { LandedWish, LandWish, TriageWish } from "../tracker-edits/land.ts";

/** Until the tracker has surely read what was written; afterwards its word counts alone. */
const READ_MS = 60_000;
/** For how long a person is told what could not be written. */
const FAILURE_MS = 10 * 60_000;
/** How far back one person's decisions can be taken back, and how many failures are kept for them. */
const MOST_KEPT = 20;

interface Act {
  readonly issue: string;
  readonly seen: string;
  readonly line: string;
  readonly by: Person;
  /** What was changed, once it was written. */
  change: RecordChange | undefined;
  /** When it was written, in milliseconds; undefined while it waits. */
  landed: number | undefined;
}

interface Failure {
  readonly issue: string;
  readonly sentence: string;
  readonly at: number;
}

type Parts = Pick<LineContext, "clock" | "store"> & {
  /** Lands one edit; `landInHelper`. */
  land(wish: LandWish): Promise<LandedWish>;
  readonly definition: Pick<Distribution, "layers">;
};

/**
 * Decisions about new issues, written into the definition's own layer one after the other, each as a commit under the
 * person's name with an entry in the audit log. What a person may take back is known until the desk is restarted; what is
 * written stays in git. Undefined when no layer is ours.
 */
export function createTriageActs(context: Parts): (TriageActs & { settled(): Promise<void> }) | undefined {
  const { layers } = context.definition;
  const at = layers.findIndex((layer) => layer.ours);
  const own = layers[at];
  if (own === undefined) return undefined;
  const below = layers.slice(0, at);
  const done = new Map<string, Act[]>();
  const failures = new Map<string, Failure[]>();
  const decided = new Map<string, Act>();
  const keyOf = ({ issue, seen }: { readonly issue: string; readonly seen: string }): string => `${issue} ${seen}`;

  const now = (): number => context.clock.now().getTime();

  const isDecided = (row: { readonly issue: string; readonly seen: string }): boolean => {
    const act = decided.get(keyOf(row));
    if (act?.landed !== undefined && now() - act.landed > READ_MS) decided.delete(keyOf(row));
    return decided.has(keyOf(row));
  };

  const land = async (
    edit: TriageWish,
    seen: Act["seen"] | null,
    { by, issue }: Act,
    says: string,
  ): Promise<LandedWish> => {
    const { clock, store } = context;
    const person = { name: by.name, email: by.email };
    const landed = await context.land({ directory: own.directory, below, person, edit, seen });
    const details = { says, commit: landed.commit };
    await store.transaction((trx) =>
      appendAudit(trx, { at: clock.now(), actor: by.id, action: "triage", object: issue, details }),
    );
    return landed;
  };

  const landing = createLanding<Act>({
    progressed: () => undefined,
    failed(act, reason, wasReverse) {
      const { issue, by } = act;
      const what = wasReverse ? "was not taken back" : "was not written";
      keep(failures, by.id, { issue, sentence: `${issue} ${what}: ${reason}`, at: now() });
      if (wasReverse) decided.set(keyOf(act), act);
      else forget(act);
    },
  });

  const forget = (act: Act): void => {
    if (decided.get(keyOf(act)) === act) decided.delete(keyOf(act));
    const acts = done.get(act.by.id) ?? [];
    done.set(
      act.by.id,
      acts.filter((one) => one !== act),
    );
  };

  return {
    decide({ issue, seen, choice }, by) {
      const read = parseDecisionLine(`${issue} ${choice}`);
      if (!("decision" in read)) throw new SamedayError("INPUT_INVALID", "Choose what is to be said of the issue.");
      const { subject } = decisionEdit(issue, seen, read.decision).edit;
      const line = decisionWords(read.decision);
      const act: Act = { issue, seen, line, by, change: undefined, landed: undefined };
      if (isDecided(act)) {
        throw new SamedayError("CONFLICT", `Somebody has just decided about ${issue}; it is being written.`);
      }
      decided.set(keyOf(act), act);
      keep(done, by.id, act);
      landing.add(act, async () => {
        const { change } = await land({ act: "triage", issue, line: choice }, seen, act, subject);
        act.change = change;
        act.landed = now();
      });
    },
    undo(by) {
      const act = done.get(by.id)?.[0];
      if (act === undefined) throw new SamedayError("NOT_FOUND", "There is no decision of yours to be taken back.");
      forget(act);
      landing.takeBack(act, async () => {
        if (act.change === undefined) return;
        const change = undoOf(act.change);
        await land({ act: "triage-undo", change }, null, act, change.subject);
      });
    },
    state(reader) {
      const last = (reader && done.get(reader.id)?.[0]) ?? null;
      return {
        last: last && { issue: last.issue, line: last.line },
        waiting: landing.waiting,
        failures: ((reader && failures.get(reader.id)) ?? []).filter(({ at }) => now() - at < FAILURE_MS),
        isDecided,
      };
    },
    settled: () => landing.settled(),
  };
}

/** The newest first. */
function keep<T>(kept: Map<string, T[]>, person: string, one: T): void {
  kept.set(person, [one, ...(kept.get(person) ?? [])].slice(0, MOST_KEPT));
}
