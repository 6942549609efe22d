import { z } from "zod";
import { type Clock, type IssueId, type ProcessRunner, SamedayError, type Sha256 } from "../../kernel/index.ts";
import {
  type DataEdit,
  dataEdit,
  decisionEdit,
  type Landed,
  type LayerDirectory,
  landEdit,
  parseDecisionLine,
  type RecordChange,
  type TrackerEdit,
  triageEdit,
} from "../../tracker/index.ts";
import { helperError } from "../helper-words.ts";
import { OWN_ENTRY } from "../program.ts";

/** What the server asks of a helper: one edit, of whom, and into which layer. */
export interface LandWish {
  readonly directory: string;
  /** Lowest first. */
  readonly below: readonly LayerDirectory[];
  readonly person: { readonly name: string; readonly email: string };
  readonly edit: TrackerEdit | TriageWish;
  /** Hash of the record that the person saw. */
  readonly seen: Sha256 | null;
}

/** A decision about a new issue, in the words of `parseDecisionLine`; and the taking back of one that was written. */
export type TriageWish =
  | { readonly act: "triage"; readonly issue: IssueId; readonly line: string }
  | { readonly act: "triage-undo"; readonly change: RecordChange };

export interface LandedWish extends Landed {
  /** What a decision changed, for taking it back. */
  readonly change?: RecordChange;
}

const LONGEST_MS = 5 * 60_000;

/**
 * Has an edit landed by a process of its own: parsing and checking lists of 44 MB takes seconds, in which the server goes on
 * answering. Throws what the helper said, as if it had been done here.
 */
export async function landInHelper(runner: ProcessRunner, wish: LandWish): Promise<LandedWish> {
  const landing = runner.run({
    argv: [process.execPath, OWN_ENTRY, "--json", "desk", "edit-tracker"],
    input: JSON.stringify(wish),
    timeLimitMs: LONGEST_MS,
    okExitCodes: [0],
  });
  const { stdout } = await landing.catch((thrown: unknown) => {
    throw helperError(thrown) ?? thrown;
  });
  return JSON.parse(Buffer.from(stdout).toString("utf8")) as LandedWish;
}

const landWish = z.looseObject({
  directory: z.string(),
  below: z.array(z.object({ name: z.string(), directory: z.string() })),
  person: z.object({ name: z.string(), email: z.string() }),
  edit: z.looseObject({ act: z.string() }),
  seen: z.string().nullable(),
});

/** The helper's part. Throws USAGE for what is no wish, and what `landEdit` throws. */
export async function landWished(
  text: string,
  { runner, clock }: { readonly runner: ProcessRunner; readonly clock: Clock },
): Promise<LandedWish> {
  const wish = readWish(text);
  const { directory, below, person } = wish;
  const { edit, change } = editOf(wish, clock.now());
  const landed = await landEdit({ runner, directory, below, person, clock, edit });
  const changed = change?.();
  return changed === undefined ? landed : { ...landed, change: changed };
}

function editOf(
  { edit: wish, person, seen }: LandWish,
  today: Date,
): { readonly edit: DataEdit; readonly change?: () => RecordChange | undefined } {
  switch (wish.act) {
    case "triage": {
      const read = parseDecisionLine(`${wish.issue} ${wish.line}`);
      if (!("decision" in read) || seen === null) throw new SamedayError("USAGE", "The wish holds no decision.");
      return decisionEdit(wish.issue, seen, read.decision);
    }
    case "triage-undo":
      return { edit: triageEdit(wish.change) };
    default:
      return { edit: dataEdit(wish, { name: person.name, today, ...(seen === null ? {} : { seen }) }) };
  }
}

function readWish(text: string): LandWish {
  try {
    const wish = landWish.parse(JSON.parse(text)) as unknown as LandWish;
    return wish.edit.act === "advisory" ? { ...wish, edit: withDate(wish.edit) } : wish;
  } catch (cause) {
    throw new SamedayError("USAGE", "Standard input holds no wish for an edit.", cause);
  }
}

/** JSON has no dates. */
function withDate(edit: Extract<TrackerEdit, { act: "advisory" }>): TrackerEdit {
  return { ...edit, entry: { ...edit.entry, date: new Date(z.iso.datetime().parse(edit.entry.date)) } };
}
