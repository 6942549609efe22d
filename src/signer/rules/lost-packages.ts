import { refusal } from "./refusal.ts";

/** A package as a machine sees it: its name, and for which architecture it is (`all` for every one). */
export interface ReachingPackage {
  readonly package: string;
  readonly architecture: string;
}

/**
 * A newer update takes the whole place of the one before it in a suite. Machines whose architecture it has no packages
 * for would be left with what the release shipped, and lose the fix that they were given. Names of packages may change
 * (a kernel's do with its interface), so architectures are compared: each one for which there are packages must have
 * some in the new update. Packages that are for `all` reach every machine; where they end, each of them has to go on for
 * every architecture of the release. What is for an architecture that the release has no more is nobody's loss.
 * Throws SIGNER_REFUSED.
 */
export function requireNoneLost(
  update: { readonly source: string; readonly version: string; readonly packages: readonly ReachingPackage[] },
  held: { readonly version: string; readonly packages: readonly ReachingPackage[] },
  suite: { readonly name: string; readonly architectures: readonly string[] },
): void {
  const now = new Set(update.packages.map((one) => one.architecture));
  const isForAll = now.size === 1 && now.has("all");
  const had = new Set(held.packages.map((one) => one.architecture));
  const lost = suite.architectures.filter((one) => had.has(one) && !now.has(one) && !isForAll);
  if (lost.length > 0) throw refusal(lostArchitectures(update, held.version, suite.name, lost));
  if (!had.has("all") || now.has("all")) return;
  const ended = held.packages.find(
    (one) =>
      one.architecture === "all" &&
      !suite.architectures.every((architecture) =>
        update.packages.some((other) => other.package === one.package && other.architecture === architecture),
      ),
  );
  if (ended) {
    throw refusal(
      `${update.source} ${held.version} in ${suite.name} has ${ended.package} for all architectures, and ` +
        `${update.version} has no package for all: machines would lose that fix. Build the packages for all too.`,
    );
  }
}

/** The one sentence with which desk and signer refuse an update that is for fewer architectures than the one before. */
export function lostArchitectures(
  update: { readonly source: string; readonly version: string },
  heldVersion: string,
  suite: string,
  lost: readonly string[],
): string {
  const names = lost.join(" and ");
  return (
    `${update.source} ${heldVersion} in ${suite} has packages for ${names}, and ${update.version} has none: machines ` +
    `of that architecture would lose the fix. Submit the update for ${names} too.`
  );
}
