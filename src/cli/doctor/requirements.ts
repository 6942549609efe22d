/** One line of packaging/debian/requirements.txt. */
export interface Requirement {
  readonly purpose: "run" | "check";
  /** Alternatives; one of them is enough. */
  readonly names: readonly string[];
  readonly what: string;
}

/** `purpose  package|alternative  # what for`; a line without a purpose counts as `run`, as in scripts/prepare. */
export function parseRequirements(text: string): readonly Requirement[] {
  return text.split("\n").flatMap((line): Requirement[] => {
    const [before = "", what = ""] = line.split(/#(.*)/, 2);
    const words = before.trim().split(/\s+/);
    const names = words.at(-1);
    if (!names) return [];
    return [
      {
        purpose: words.length > 1 && words[0] === "check" ? "check" : "run",
        names: names.split("|"),
        what: what.trim(),
      },
    ];
  });
}
