import type { Parsed, Problem } from "../../kernel/index.ts";

const MOST_PROBLEMS = 20;

/**
 * How many packages dpkg's status has (dpkg-query(1)). A paragraph without a package or its state is a problem: rules that ask
 * for packages would take it for none.
 */
export function checkStatus(text: string): Parsed<number> {
  const problems: Problem[] = [];
  let packages = 0;
  let line = 1;
  for (const [index, part] of text.split(/(\n(?:[ \t]*\r?\n)+)/).entries()) {
    if (index % 2 === 0 && part.trim() !== "") {
      if (/^Package:[ \t]*\S/m.test(part) && /^Status:[ \t]*\w+ \w+ [\w-]+[ \t]*\r?$/m.test(part)) packages += 1;
      else if (problems.length < MOST_PROBLEMS)
        problems.push({
          code: "dpkg-status",
          severity: "error",
          message: "This paragraph names no package with its state, so that nobody can tell what is installed.",
          place: { line: line + (/^\n*/.exec(part)?.[0].length ?? 0), column: 1 },
        });
    }
    line += part.split("\n").length - 1;
  }
  return { value: packages, problems };
}
