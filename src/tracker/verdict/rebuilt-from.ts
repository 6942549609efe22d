import type { Layer } from "../layers/layer.ts";

/**
 * The version as a lower layer knows it: what the layers above `depth` appended when they rebuilt the package is taken off.
 * `1.2-3+deb12u2+acme1` becomes `1.2-3+deb12u2`, which contains Debian's fix; `1.2-3+zoo1` becomes `1.2-3`, which does not
 * contain it, though it sorts above `1.2-3+deb12u2`.
 */
export function rebuiltFrom(version: string, depth: number, layers: readonly Layer[]): string {
  let below = version;
  for (let upper = layers.length - 1; upper > depth; upper -= 1) {
    const suffix = layers[upper]?.config?.rebuildSuffix;
    if (suffix === undefined) continue;
    const at = below.lastIndexOf(suffix);
    if (at > 0 && /^\d+[\d.]*$/.test(below.slice(at + suffix.length))) below = below.slice(0, at);
  }
  return below;
}
