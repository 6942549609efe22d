const POD = /^=[a-zA-Z]\w*/;
const POD_ENDS = /^=cut\b/;
/** A text of several lines that is a statement by itself, or has the name of what people are told. */
const TOLD =
  /^[ \t]*(?:(?:DOCUMENTATION|EXAMPLES?|RETURN|USAGE|HELP|DESCRIPTION|EPILOG|__doc__|usage|help_text|description|epilog)[ \t]*(?::[ \t]*\w+[ \t]*)?=[ \t]*)?[rRuUbB]{0,2}("""|''')/;

/**
 * A program without what it documents: Perl's POD, Python's docstrings and usage texts of several lines. What stands there is
 * read by people, and a rule of sudo in it is an example. Lines keep their numbers.
 */
export function withoutDocumentation(text: string): string {
  if (!text.includes("\n=") && !text.includes('"""') && !text.includes("'''")) return text;
  const kept: string[] = [];
  let inside: Passage | undefined;
  for (const line of text.split("\n")) {
    const here = inside ?? begun(line);
    kept.push(here?.isTold ? "" : line);
    if (inside) inside = inside.endsOn(line) ? undefined : inside;
    else inside = here;
  }
  return kept.join("\n");
}

/** Lines that belong together, from the one after which this is known. */
interface Passage {
  readonly isTold: boolean;
  readonly endsOn: (line: string) => boolean;
}

/** What begins on a line and ends on a later one. */
function begun(line: string): Passage | undefined {
  if (POD.test(line) && !POD_ENDS.test(line)) return { isTold: true, endsOn: (later) => POD_ENDS.test(later) };
  const quote = openAtEnd(line);
  if (quote === undefined) return undefined;
  const isTold = TOLD.exec(line)?.[1] === quote;
  return { isTold, endsOn: (later) => later.includes(quote) };
}

/** The threefold quote that is open when a line ends. */
function openAtEnd(line: string): string | undefined {
  let open: string | undefined;
  for (const [quote] of line.matchAll(/"""|'''/g)) {
    if (open === undefined) open = quote;
    else if (open === quote) open = undefined;
  }
  return open;
}
