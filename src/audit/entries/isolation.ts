/**
 * How far options of python3(1) keep the caller out: `full` with `-I`, or with `-E`, `-s` and `-P`, which are the same;
 * `some` when a part of it is there; `none` else.
 */
export type Isolation = "full" | "some" | "none";

/** Reads letters of options as written, such as `-IBu` or `-E` and `-s`. */
export function isolationOf(options: readonly string[]): Isolation {
  const letters = new Set(
    options.filter((option) => /^-[A-Za-z]/.test(option)).flatMap((option) => [...option.slice(1)]),
  );
  if (letters.has("I") || ["E", "s", "P"].every((letter) => letters.has(letter))) return "full";
  return ["E", "s", "P"].some((letter) => letters.has(letter)) ? "some" : "none";
}

/** What an attacker still has, for people. */
export function leftOpen(options: readonly string[]): string {
  const letters = options.join("");
  const open = [
    ...(letters.includes("E") ? [] : ["PYTHONPATH"]),
    ...(letters.includes("s") ? [] : ["the user's site-packages"]),
    ...(letters.includes("P") ? [] : ["the folder of the script or the current one"]),
  ];
  return open.length > 1 ? `${open.slice(0, -1).join(", ")} and ${open.at(-1)}` : (open[0] ?? "");
}
