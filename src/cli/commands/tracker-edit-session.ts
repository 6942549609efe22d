import { SamedayError } from "../../kernel/index.ts";
import type { TrackerEdit } from "../../tracker/index.ts";
import type { CommandContext } from "../frame/verb.ts";
import { printable } from "../printable.ts";
import { actingPerson, PERSON_OPTION } from "../tracker/person.ts";

/** What every command that edits tracker data shares: whose commit it is, and how it lands. */

export const EDIT_OPTIONS = {
  as: PERSON_OPTION,
} as const;

export const RECORD_OPTIONS = {
  ...EDIT_OPTIONS,
  seen: {
    kind: "text",
    value: "HASH",
    summary: "refuse when the record is no longer what `show-record` printed with this hash",
  },
} as const;

export const RELEASE = { kind: "text", value: "RELEASE", summary: "codename; without it, the default line" } as const;

export const EDIT_EXITS = {
  0: "the change is committed, or the data said so already",
  1: "no list has that issue, line or entry; nothing was changed",
  2: "wrong usage, what a line cannot say, or the data would have an error that they had not; nothing was changed",
  3: "somebody else changed the record, holds the entry or left a file uncommitted; nothing was changed",
} as const;

interface EditOptions {
  readonly as: string | undefined;
  readonly seen?: string | undefined;
}

/** Lands one edit in the uppermost data directory and says so. */
export async function landAndTell(context: CommandContext, wish: TrackerEdit, options: EditOptions): Promise<void> {
  const { dataEdit, landEdit } = await import("../../tracker/index.ts");
  const directories = context.layerDirectories.map((directory) => ({ name: directory, directory }));
  const directory = uppermost(context);
  const person = await actingPerson(context, directory, options.as);
  const { seen } = options;
  if (seen !== undefined && !/^[0-9a-f]{64}$/.test(seen)) {
    throw new SamedayError("USAGE", "--seen takes the hash that `sameday tracker show-record` printed.");
  }
  const editing = { name: person.name, today: context.clock.now(), ...(seen === undefined ? {} : { seen }) };
  const edit = dataEdit(wish, editing);
  const { processes: runner, clock } = context;
  const landed = await landEdit({ runner, directory, below: directories.slice(0, -1), person, clock, edit });
  const { subject } = edit;
  context.answer({ ...landed, subject }, () =>
    landed.files.length === 0
      ? "The data say so already; nothing was changed."
      : printable(`${landed.commit.slice(0, 12)} ${subject}`),
  );
}

export function uppermost(context: CommandContext): string {
  const directory = context.layerDirectories.at(-1);
  if (directory === undefined) throw new SamedayError("USAGE", "Name the directory of tracker data with --data.");
  return directory;
}

/** A number above 0. Throws USAGE. */
export function bugNumber(text: string): number {
  const digits = /^#?(\d{1,9})$/.exec(text)?.[1];
  if (digits === undefined || Number(digits) === 0) throw new SamedayError("USAGE", `${text} is not a bug's number.`);
  return Number(digits);
}
