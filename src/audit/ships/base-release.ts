/** Where sources and images say which Debian release they are made from, and how. */
const SAYINGS: readonly (readonly [RegExp, RegExp])[] = [
  // An image, by os-release(5).
  [/(?:^|\/)(?:etc|usr\/lib)\/os-release$/, /^(?:DEBIAN_CODENAME|VERSION_CODENAME)="?([a-z]+)"?[ \t]*$/m],
  // live-build, by lb_config(1).
  [/(?:^|\/)auto\/config$/, /--distribution(?:[ \t]+|=)["']?([a-z]+)\b/],
  [/(?:^|\/)config\/bootstrap$/, /^(?:LB_DISTRIBUTION|LB_DISTRIBUTION_CHROOT|LB_PARENT_DISTRIBUTION)="([a-z]+)"/m],
];

/** One look before the table. */
const ANY = /(?:os-release|auto\/config|config\/bootstrap)$/;

/** Debian's releases since wheezy, and the suites' names that stand for none. */
const RELEASES = new Set([
  ...["wheezy", "jessie", "stretch", "buster", "bullseye", "bookworm", "trixie", "forky", "duke", "sid"],
]);

/** The codename of the Debian base, undefined when the tree does not say it. */
export function baseReleaseOf(paths: readonly string[], textOf: (path: string) => string): string | undefined {
  const likely = paths.filter((path) => ANY.test(path));
  for (const [place, saying] of SAYINGS) {
    for (const path of likely.filter((each) => place.test(each)).slice(0, 20)) {
      const found = saying.exec(textOf(path))?.[1];
      if (found !== undefined && RELEASES.has(found)) return found;
    }
  }
  return undefined;
}
