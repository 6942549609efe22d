/** What can be decided about an issue that nobody has looked at. */
export type TriageDecision =
  | { readonly kind: "not-for-us"; readonly product: string }
  /** `says` is what stands behind the package's name: `<unfixed>`, `1.2-3`, `<not-affected> (Vulnerable code not present)`. */
  | { readonly kind: "package"; readonly package: string; readonly says: string }
  /** It stays to be checked, with what is to be found out. */
  | { readonly kind: "todo"; readonly text: string };

export interface Suggestion {
  readonly decision: TriageDecision;
  /** From 0 to 1: how much speaks for it. It orders suggestions and is no probability. */
  readonly score: number;
  /** Why, strongest first; sentences without a full stop. */
  readonly reasons: readonly string[];
}

/** Two suggestions with the same key are one. */
export function decisionKey(decision: TriageDecision): string {
  if (decision.kind === "not-for-us") return `n ${decision.product.toLowerCase()}`;
  return decision.kind === "package" ? `p ${decision.package}` : "t";
}

/** The line that the decision writes, as people read it. */
export function decisionWords(decision: TriageDecision): string {
  if (decision.kind === "not-for-us") return `NOT-FOR-US: ${decision.product}`;
  return decision.kind === "package" ? `- ${decision.package} ${decision.says}` : `TODO: ${decision.text}`;
}
