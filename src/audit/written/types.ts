/** A text that a script or a patch of the tree puts into another file. */
export interface WrittenText {
  /** The path of that file, as far as it is known: what only a run would tell stands as `$NAME`. */
  readonly target: string;
  readonly text: string;
  /** For each line of the text its line in the script or patch. */
  readonly lines: readonly number[];
  /** Whether the author of the script or patch wrote this line of the text; a patch also shows what was there. */
  readonly isOwn: (line: number) => boolean;
  /** A shell puts values into it: a name that it does not escape is what a run would tell. */
  readonly isExpanded?: boolean;
}
