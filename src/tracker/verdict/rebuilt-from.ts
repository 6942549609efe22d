import type { Layer } from "../layers/layer.ts";

/**
 * The version as a lower layer knows it: what the layers above `depth` appended when they rebuilt the package is taken off.
 * `1.2-3+deb12u2+acme1` becomes `1.2-3+deb12u2`, which contains Debian's fix; `1.2-3+zoo1` becomes `1.2-3`, which does not
 * contain it, though it sorts above `1.2-3+deb12u2`.
 */
export function rebuiltFrom(version: string, depth: number, layers: readonly Layer[]): string {
  let below = version;
  for (let upper = layers.length - 1; upper > depth; upper -= 1) {
    below = withoutSuffixes(below, layers[upper]?.config?.rebuildSuffixes ?? []);
  }
  return below;
}

/** Takes off whichever suffix ends the version, as often as one does: a rebuild may be rebuilt. */
function withoutSuffixes(version: string, suffixes: readonly string[]): string {
  for (const suffix of suffixes) {
    const at = version.lastIndexOf(suffix);
    if (at > 0 && /^\d[\d.]*$/.test(version.slice(at + suffix.length)) && endsNumber(version, at, suffix)) {
      return withoutSuffixes(version.slice(0, at), suffixes);
    }
  }
  return version;
}

/** A suffix without a sign, such as `gl`, must follow a digit: `1-3gl2` has it, `1-3single2` has not. */
function endsNumber(version: string, at: number, suffix: string): boolean {
  return /^[^a-z]/.test(suffix) || /\d/.test(version.charAt(at - 1));
}
