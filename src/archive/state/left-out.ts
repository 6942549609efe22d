import type { SuiteState } from "./suite-state.ts";

/**
 * Why a state does not hold every Packages index of an architecture: one sentence, or undefined when it holds them all.
 * Nothing can then be said about the suite's packages for this architecture, not even that there are none.
 */
export function whyLeftOut(
  state: Pick<SuiteState, "indexes" | "leftOut">,
  components: readonly string[],
  architecture: string,
): string | undefined {
  const missing = components.find(
    (component) =>
      !state.indexes.some(
        (index) => index.kind === "packages" && index.component === component && index.architecture === architecture,
      ),
  );
  if (missing === undefined) return undefined;
  const told = state.leftOut.find((one) => one.component === missing && one.architecture === architecture);
  return told?.reason ?? `Its ${missing}/binary-${architecture}/Packages has not been fetched yet.`;
}
