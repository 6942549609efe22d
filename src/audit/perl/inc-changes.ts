import type { AuditedFile } from "../model.ts";
import { parsedOf } from "../parse/parsed-of.ts";
import { incChanges } from "../parse/perl/inc/changes.ts";
import { textDirectory } from "../parse/perl/inc/directory.ts";
import type { IncChange } from "../parse/perl/inc/types.ts";
import { readPerl } from "../parse/perl/read-perl.ts";
import { switchesOf } from "../parse/perl/switches.ts";

/** A program without any of these does nothing to @INC; most only name `/usr/lib`. */
const HINT =
  /\b(?:use|import)\s+(?:if\b|(?:lib|rlib|blib|local::lib|FindBin::libs|ExtUtils::testlib)\b)|\blib\b['"]?\s*->|[@$][{\s]*(?:main)?(?:::)?INC\b(?!\s*\{)|PERL5?(?:LIB|OPT)\b|PERL_USE_UNSAFE_INC|^#!.*\s-\w*[IM]|["'`{(]\s*(?:\/[\w/.-]*\/)?perl[\d.]*(?:['"]\s*,|[ \t]+-)/m;

const known = new WeakMap<AuditedFile, readonly IncChange[]>();

/** What a Perl file does to @INC, by its first line and by its statements. */
export function incChangesOf(file: AuditedFile): readonly IncChange[] {
  const before = known.get(file);
  if (before) return before;
  const changes = HINT.test(file.text()) ? changesOf(file) : [];
  known.set(file, changes);
  return changes;
}

function changesOf(file: AuditedFile): readonly IncChange[] {
  const program = parsedOf(file, readPerl).value;
  const perl = program.interpreter.findIndex((word) => /(?:^|\/)perl[\d.]*$/.test(word));
  const directories = switchesOf(program.interpreter.slice(perl + 1)).directories.map((text) => textDirectory(text));
  const first =
    perl >= 0 && directories.length > 0
      ? [{ way: "the first line's -I", line: 1, directories, isInSub: false, isForDo: false }]
      : [];
  try {
    return [...first, ...incChanges(program)];
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // Kept as a problem of the file, so that other files are judged nevertheless.
    const place = { line: 1, column: 1 };
    parsedOf(file, () => ({ value: undefined, problems: [{ code: "perl-lists", severity: "error", message, place }] }));
    return first;
  }
}
