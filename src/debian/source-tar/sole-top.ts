/** Tarballs of upstream in 3.0 (quilt) are unpacked without it: quilt keeps its state there (Dpkg::Source::Package::V2). */
const QUILT_STATE = ".pc";

/**
 * The directory that dpkg-source drops with its slash, since it is all there is on top (Dpkg::Source::Archive); empty for
 * none. An empty directory beside it counts: then all stays as it is. `tops`: name to whether it is a directory;
 * `isQuilt`: whether it is upstream's main tarball of a source in 3.0 (quilt).
 */
export function soleTop(tops: ReadonlyMap<string, boolean>, isQuilt: boolean): string {
  const unpacked = [...tops].filter(([name]) => !isQuilt || name !== QUILT_STATE);
  const [[name, isDirectory] = ["", false]] = unpacked;
  return unpacked.length === 1 && isDirectory ? `${name}/` : "";
}

/** The path without that directory; what lies beside it stays. */
export function withoutTop(path: string, top: string): string {
  return path.startsWith(top) ? path.slice(top.length) : path;
}
