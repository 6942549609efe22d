/**
 * The shim that Mite writes into a distribution loads, for every class, the file that it compiled (`….mite.pm`) by a
 * name that it computes; both are in its text since Mite's first release.
 */
export function isMiteShim(text: string): boolean {
  return text.includes(".mite.pm") && /\brequire\s+\$\w+/.test(text) && /\bMite\b/.test(text);
}

const MARK = /^[ \t]*our[ \t]+\$MITE_VERSION[ \t]*=[ \t]*(["'])(\d[\d._]*)\1;/m;
const SHIM = /^[ \t]*our[ \t]+\$MITE_SHIM[ \t]*=[ \t]*(["'])([\w:]+)\1;/m;

/** What the first lines of a class compiled by Mite say: by which version, and which shim loads it. */
export interface MiteMark {
  readonly version: string;
  readonly shim: string;
  readonly line: number;
}

export function miteMark(text: string): MiteMark | undefined {
  const head = text.slice(0, 4096);
  const version = MARK.exec(head);
  const shim = SHIM.exec(head);
  if (!version?.[2] || !shim?.[2]) return undefined;
  return { version: version[2], shim: shim[2], line: head.slice(0, version.index).split("\n").length };
}

/** The first release whose shims leave @INC alone (CVE-2025-30672). */
const FIXED = 0.013;

export function isUnsafeMite(version: string): boolean {
  return Number(version.replaceAll("_", "")) < FIXED;
}
