import type { GlobVariables } from "./match-glob.ts";
import { STANDARD_VARIABLES } from "./standard-variables.ts";
import type { ApparmorFile } from "./types.ts";

/** What `@{…}` means in a file: the standard tunables, then what these files assign and append. */
export function variablesOf(...files: readonly ApparmorFile[]): GlobVariables {
  const known = new Map(STANDARD_VARIABLES);
  for (const { name, values, isAppended } of files.flatMap(({ variables }) => variables))
    known.set(name, isAppended ? [...(known.get(name) ?? []), ...values] : values);
  return known;
}
