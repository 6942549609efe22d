import { SamedayError } from "../../kernel/index.ts";
import type { DataNow, LayerDirectory, ReadData, TrackerEdit } from "../../tracker/index.ts";
import type { CommandContext } from "../frame/verb.ts";
import { printable } from "../printable.ts";
import { actingPerson, PERSON_OPTION } from "../tracker/person.ts";
import { layerDirectories, tell } from "./tracker-sources.ts";

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

/** Lands one edit in the uppermost data directory and says so. `require` throws where it should not land. */
export async function landAndTell(
  context: CommandContext,
  wish: TrackerEdit,
  options: EditOptions,
  require: (now: DataNow) => void = () => undefined,
): Promise<void> {
  const { dataEdit, landEdit, unfamiliarPackage } = await import("../../tracker/index.ts");
  const { directory, below } = await editedLayers(context);
  const person = await actingPerson(context, directory, options.as);
  const { seen } = options;
  if (seen !== undefined && !/^[0-9a-f]{64}$/.test(seen)) {
    throw new SamedayError("USAGE", "--seen takes the hash that `sameday tracker show-record` printed.");
  }
  const editing = { name: person.name, today: context.clock.now(), ...(seen === undefined ? {} : { seen }) };
  const wished = dataEdit(wish, editing);
  let doubt: string | undefined;
  const edit = {
    ...wished,
    async apply(read: ReadData, now: DataNow) {
      const name = "package" in wish ? wish.package : wish.act === "advisory" ? wish.entry.package : undefined;
      require(now);
      doubt = name === undefined ? undefined : unfamiliarPackage(now.tracker, name);
      return wished.apply(read, now);
    },
  };
  const { processes: runner, clock } = context;
  const landed = await landEdit({ runner, directory, below, person, clock, edit });
  if (doubt !== undefined) tell(context, doubt);
  const { behind = [] } = landed;
  if (behind.length > 0) {
    tell(
      context,
      `${behind.join(", ")}: the work tree does not have the commit yet; the next edit brings it along, or says why not.`,
    );
  }
  const { subject } = edit;
  context.answer({ ...landed, subject }, () =>
    landed.files.length === 0
      ? "The data say so already; nothing was changed."
      : printable(`${landed.commit.slice(0, 12)} ${subject}`),
  );
}

/** New contents of files, and what the command says about them. */
export interface Made<T> {
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly made: T;
}

/**
 * Changes files of the uppermost data directory: one commit under the person's name where git keeps the data, else in place.
 * `apply` works on what is there now and is asked again when somebody else commits meanwhile.
 */
export async function landFiles<T>(
  context: CommandContext,
  options: { readonly as: string | undefined },
  subject: string,
  apply: (read: ReadData, now: DataNow) => Promise<Made<T>>,
): Promise<{ readonly commit: string | null; readonly files: readonly string[]; readonly made: T }> {
  const { landOrWrite } = await import("../../tracker/index.ts");
  const { directory, below } = await editedLayers(context);
  let made: T | undefined;
  const { commit, files } = await landOrWrite({
    runner: context.processes,
    directory,
    below,
    person: () => actingPerson(context, directory, options.as),
    clock: context.clock,
    edit: {
      subject,
      async apply(read, now) {
        const result = await apply(read, now);
        made = result.made;
        return result.files;
      },
    },
  });
  return { commit: commit ?? null, files, made: made as T };
}

/** The layer that edits go into, and those below it, lowest first. */
export interface EditedLayers {
  readonly directory: string;
  readonly below: readonly LayerDirectory[];
}

/** The uppermost directory that --data names, else of the desk's definition. Throws USAGE when neither does. */
export async function editedLayers(context: CommandContext): Promise<EditedLayers> {
  const layers = await layerDirectories(context, { definition: undefined });
  const directory = layers.at(-1)?.directory;
  if (directory === undefined) throw new SamedayError("USAGE", "Name the directory of tracker data with --data.");
  return { directory, below: layers.slice(0, -1) };
}

/** A number above 0. Throws USAGE. */
export function bugNumber(text: string): number {
  const digits = /^#?(\d{1,9})$/.exec(text)?.[1];
  if (digits === undefined || Number(digits) === 0) throw new SamedayError("USAGE", `${text} is not a bug's number.`);
  return Number(digits);
}
