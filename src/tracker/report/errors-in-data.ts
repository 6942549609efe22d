import type { Layer } from "../layers/layer.ts";
import { countsIn, severityOf } from "../problem-tally.ts";

/** A sentence for whoever is answered from data with errors: what they set aside may be what was asked. undefined without errors. */
export function errorsInData(layers: readonly Layer[]): string | undefined {
  let errors = 0;
  for (const layer of layers) {
    for (const [code, count] of countsIn(layer)) if (severityOf(code) === "error") errors += count;
  }
  if (errors === 0) return undefined;
  const [stand, they] =
    errors === 1 ? ["1 error in the data sets", "names it"] : [`${errors} errors in the data set`, "names them"];
  return `${stand} something aside, and no answer takes it into account; \`sameday tracker check\` ${they}.`;
}
