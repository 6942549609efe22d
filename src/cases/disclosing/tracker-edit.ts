import type { Advisory } from "../../advisories/index.ts";
import { toSamedayError } from "../../kernel/index.ts";
import { type LandParts, rehearseEdit } from "../../tracker/index.ts";
import type { DisclosingContext } from "./context.ts";
import { trackerRecord } from "./tracker-record.ts";

/** The edit by which the tracker learns of an advisory; undefined where it has nothing to say, or where there is no layer of ours. */
export function trackerEdit(
  context: DisclosingContext,
  advisory: Advisory,
  { by, at }: { readonly by: string; readonly at: Date },
): LandParts | undefined {
  const { definition, runner, clock, trackerDirectory: directory, layersBelow: below } = context;
  const edit = trackerRecord(advisory, { prefix: definition.advisory.prefix, editor: by, day: at });
  if (!edit || directory === "") return undefined;
  const author = definition.people.find(({ id }) => id === by);
  const person = { name: author?.name ?? definition.title, email: author?.email ?? definition.contact };
  return { runner, directory, below, person, clock, edit };
}

/**
 * Why the tracker would not take an advisory now; undefined when it would. `stops` where only a person can mend it: the
 * advisory must not be published before, since whatever was told cannot be taken back.
 */
export async function trackerProblem(
  context: DisclosingContext,
  advisory: Advisory,
  by: string,
): Promise<{ readonly sentence: string; readonly stops: boolean } | undefined> {
  const parts = trackerEdit(context, advisory, { by, at: context.clock.now() });
  if (!parts) return undefined;
  try {
    await rehearseEdit(parts);
    return undefined;
  } catch (thrown) {
    const { code, message } = toSamedayError(thrown);
    return { sentence: `The tracker's data would not take it: ${message}`, stops: code === "INPUT_INVALID" };
  }
}
