import type { ProcessRunner } from "../../kernel/index.ts";

/** As the definition's schema has them when it names none. */
const USUAL: readonly number[] = [90, 30, 7];

/** Days before a key's end from which people are warned, by the desk's definition; the usual ones when it cannot be read. */
export async function warningDays(place: {
  readonly dataDirectory: string;
  readonly processes: ProcessRunner;
}): Promise<readonly number[]> {
  const { layoutOf, loadDefinition } = await import("../../desk/index.ts");
  return loadDefinition(layoutOf(place.dataDirectory).definition, place.processes).then(
    ({ policy }) => policy.keyWarningDays,
    () => USUAL,
  );
}
