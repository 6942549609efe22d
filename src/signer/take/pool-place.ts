import { type Sha256, sha256 } from "../../kernel/index.ts";

/** `libm` for libmodbus, `a` for apt: the pool's middle level, as in Debian's archive. */
function prefixOf(source: string): string {
  return source.startsWith("lib") ? source.slice(0, 4) : source.slice(0, 1);
}

/**
 * Where an update's files of one component lie. The last level is made of their content, so that a path never changes
 * its meaning: two builds of one version do not overwrite each other, and no two suites share a directory.
 */
export function poolPlace(
  component: string,
  source: string,
  suite: string,
  files: readonly { readonly name: string; readonly sha256: Sha256 }[],
): string {
  const lines = files.map((file) => `${file.sha256}  ${file.name}\n`).sort();
  const content = sha256(`${suite}\n${lines.join("")}`).slice(0, 16);
  return `pool/${component}/${prefixOf(source)}/${source}/${content}`;
}

/** `contrib` of `contrib/net`; a section without a slash is in main (Policy 2.4). */
export function componentOf(section: string): string {
  const slash = section.indexOf("/");
  return slash < 0 ? "main" : section.slice(0, slash);
}
