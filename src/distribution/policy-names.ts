/** The policies of `cases/` that come with the program, in `examples/policies`, by the names that a definition gives them. */
export const SHIPPED_POLICIES = ["default", "debian", "distros-list", "eu-cra", "tails", "tor"] as const;

/** Whether a word means a shipped policy rather than a file. */
export function isPolicyName(word: string): boolean {
  return /^[a-z][a-z0-9-]*$/.test(word);
}
