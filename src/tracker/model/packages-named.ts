import type { Tracker } from "./tracker.ts";

/** Every source package that a line of some list is about: verdicts ask an archive for no others. */
export function packagesNamed({ layers }: Pick<Tracker, "layers">): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { lists } of layers) {
    for (const { records } of lists) {
      for (const { notes } of records) for (const note of notes) names.add(note.package);
    }
  }
  return names;
}
