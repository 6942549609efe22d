/** Where in an input something stands; lines and columns count from 1, columns in bytes of the line as read. */
export interface Place {
  readonly file?: string;
  readonly line: number;
  readonly column: number;
}

/** What a parser has to say about its input. An error sets the record aside; a warning leaves it in service. */
export interface Problem {
  /** Stable and kebab-case, prefixed by the format: `deb822-no-colon`. Documented, never reused. */
  readonly code: string;
  readonly severity: "error" | "warning";
  /** One sentence that says what is wrong and, where possible, what to write instead. */
  readonly message: string;
  readonly place: Place;
}

/** Border parsers return what they understood beside what they did not; they never throw on bad input. */
export interface Parsed<T> {
  readonly value: T;
  readonly problems: readonly Problem[];
}

/** `list:12:3: error: … [code]`, the form that editors and terminals can follow. */
export function formatProblem(problem: Problem): string {
  const { file, line, column } = problem.place;
  return `${file ?? "input"}:${line}:${column}: ${problem.severity}: ${problem.message} [${problem.code}]`;
}

export function hasErrors(problems: readonly Problem[]): boolean {
  return problems.some((problem) => problem.severity === "error");
}
