import type { Fault } from "./parse-note.ts";
import type { Reference } from "./types.ts";

/** An issue, an advisory of any house, or a CERT vulnerability note. Whether it exists is checked over all layers. */
const NAME = /^(?:CVE-\d{4}-\d{4,}|(?!CVE-)[A-Z][A-Z0-9-]*-\d+(?:-\d+)?|VU#\d{6})$/;
const WORDS = /[^\s{}]+|[{}]/g;

/** `{DSA-5380-1 CVE-2023-1393}`: names separated by white space. `column` is that of the opening brace, from 0. */
export function parseReferences(
  body: string,
  line: number,
  column: number,
): { readonly references: readonly Reference[] } | { readonly fault: Fault; readonly at: number } {
  const references: Reference[] = [];
  if (!body.endsWith("}")) return fault("Close the line with `}`.", body.length);
  WORDS.lastIndex = 1;
  for (let match = WORDS.exec(body); match !== null && match.index < body.length - 1; match = WORDS.exec(body)) {
    if (!NAME.test(match[0])) return fault(`\`${match[0]}\` is not the name of an issue or an advisory.`, match.index);
    references.push({ name: match[0], line, column: column + match.index + 1 });
  }
  return references.length === 0 ? fault("Nothing stands between the braces.", 1) : { references };
}

function fault(message: string, at: number): { readonly fault: Fault; readonly at: number } {
  return { fault: { code: "tracker-reference", message }, at };
}
