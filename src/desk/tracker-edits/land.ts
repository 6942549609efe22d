import { z } from "zod";
import { type Clock, type ProcessRunner, SamedayError } from "../../kernel/index.ts";
import { dataEdit, type Landed, type LayerDirectory, landEdit, type TrackerEdit } from "../../tracker/index.ts";
import { helperError } from "../helper-words.ts";
import { OWN_ENTRY } from "../program.ts";

/** What the server asks of a helper: one edit, of whom, and into which layer. */
export interface LandWish {
  readonly directory: string;
  /** Lowest first. */
  readonly below: readonly LayerDirectory[];
  readonly person: { readonly name: string; readonly email: string };
  readonly edit: TrackerEdit;
  readonly seen: string | null;
}

const LONGEST_MS = 5 * 60_000;

/**
 * Has an edit landed by a process of its own: parsing and checking lists of 44 MB takes seconds, in which the server goes on
 * answering. Throws what the helper said, as if it had been done here.
 */
export async function landInHelper(runner: ProcessRunner, wish: LandWish): Promise<Landed> {
  const landing = runner.run({
    argv: [process.execPath, OWN_ENTRY, "--json", "desk", "edit-tracker"],
    input: JSON.stringify(wish),
    timeLimitMs: LONGEST_MS,
    okExitCodes: [0],
  });
  const { stdout } = await landing.catch((thrown: unknown) => {
    throw helperError(thrown) ?? thrown;
  });
  return JSON.parse(Buffer.from(stdout).toString("utf8")) as Landed;
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
): Promise<Landed> {
  const { directory, below, person, edit: wish, seen } = readWish(text);
  const edit = dataEdit(wish, { name: person.name, today: clock.now(), ...(seen === null ? {} : { seen }) });
  return landEdit({ runner, directory, below, person, clock, edit });
}

function readWish(text: string): LandWish {
  try {
    return landWish.parse(JSON.parse(text)) as unknown as LandWish;
  } catch (cause) {
    throw new SamedayError("USAGE", "Standard input holds no wish for an edit.", cause);
  }
}
