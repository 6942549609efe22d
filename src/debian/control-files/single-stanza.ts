import type { Parsed, Problem } from "../../kernel/index.ts";
import { parseStanzas } from "../deb822/parse-stanzas.ts";
import type { Stanza } from "../deb822/stanza.ts";
import { errorAt } from "../problems.ts";

const LARGEST = 16 * 1024 * 1024;

/** The one stanza of a .dsc, .changes, .buildinfo, control or Release file; anything before or after it is refused. */
export function parseSingleStanza(input: string | Uint8Array, file?: string): Parsed<Stanza | undefined> {
  const start = { ...(file === undefined ? {} : { file }), line: 1, column: 1 };
  if (input.length > LARGEST) return refusal(errorAt(start, "control-too-large", "The file is larger than 16 MiB."));
  const { value, problems } = parseStanzas(input, file);
  const [stanza, second] = value;
  if (second)
    return refusal(...problems, errorAt(second.place, "control-second-stanza", "One stanza is expected here."));
  if (stanza) return { value: stanza, problems };
  return refusal(...(problems.length > 0 ? problems : [errorAt(start, "control-empty", "The file has no stanza.")]));
}

function refusal(...problems: Problem[]): Parsed<undefined> {
  return { value: undefined, problems };
}
