import type { Release } from "../../../distribution/index.ts";
import { SamedayError } from "../../../kernel/index.ts";

/**
 * Which of a release's architectures a source is built for: those that its .dsc allows (Policy 5.6.8), or of them the ones
 * that were asked for. A source of architecture-independent packages alone is built once, on the first.
 * Throws INPUT_INVALID when none is left, or one that was asked for does not fit.
 */
export function architecturesFor(
  allowed: readonly string[],
  release: Release,
  asked: readonly string[] | undefined,
): readonly string[] {
  const fits = release.architectures.filter((architecture) => allowed.some((word) => matches(word, architecture)));
  const onlyAll = allowed.length > 0 && allowed.every((word) => word === "all");
  const possible = onlyAll ? release.architectures.slice(0, 1) : fits;
  const wrong = asked?.find((architecture) => !release.architectures.includes(architecture));
  if (wrong !== undefined) {
    throw new SamedayError("INPUT_INVALID", `${release.codename} is not built for ${wrong} here.`);
  }
  const chosen = asked === undefined || onlyAll ? possible : possible.filter((one) => asked.includes(one));
  if (chosen.length > 0) return chosen;
  throw new SamedayError(
    "INPUT_INVALID",
    `The source is for ${allowed.join(" ")}, and ${release.codename} is built for ${release.architectures.join(" ")} here.`,
  );
}

/** `any`, the name itself, and the wildcards `linux-any` and `any-amd64`. */
function matches(word: string, architecture: string): boolean {
  return word === "any" || word === "linux-any" || word === architecture || word === `any-${architecture}`;
}
