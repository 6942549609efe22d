/** One text for a package and a release, or its default: neither has a space in it. */
export function keyOf(packageName: string, release: string | undefined): string {
  return release === undefined ? packageName : `${packageName} ${release}`;
}
