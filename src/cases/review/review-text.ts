import type { ChangedFile } from "./git.ts";

/**
 * What a reviewer signs for one area: every changed file of it with the content before and after, so that an approval is
 * good for exactly this change. What changes one of them, or goes back to it from elsewhere, needs another.
 */
export function reviewText(area: string, files: readonly ChangedFile[]): string {
  const lines = [...files]
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .map(({ before, after, path }) => `  ${before} ${after} ${JSON.stringify(path)}`);
  return ["Sameday security review, version 1", "", `Area: ${area}`, "Before, after, file:", ...lines, ""].join("\n");
}
