import { SamedayError } from "../../../kernel/index.ts";
import type { LineContext } from "../../context.ts";

interface NamedFile {
  readonly name: string;
  readonly sha256: string;
}

/**
 * Of one name there is one file of a source: where a suite of any release holds another, pools could not hold both, and
 * what people know as upstream's tarball would be another. In a drill the security suites' copy of what is rehearsed does
 * not count. Throws HASH_MISMATCH.
 */
export async function requireArchives(
  { definition, suites, rehearses }: Pick<LineContext, "definition" | "suites" | "rehearses">,
  source: string,
  files: readonly NamedFile[],
): Promise<void> {
  for (const release of definition.releases) {
    for (const contents of await suites.ofRelease(release.codename)) {
      if (rehearses === source && contents.suite.role === "security") continue;
      const lines = contents.source(source)?.checksums.split("\n") ?? [];
      const held = new Map(lines.map((line) => line.trim().split(/\s+/)).map(([sha256, , name]) => [name, sha256]));
      const other = files.find(({ name, sha256 }) => (held.get(name) ?? sha256) !== sha256);
      if (!other) continue;
      throw new SamedayError(
        "HASH_MISMATCH",
        `${other.name} is another file than ${contents.suite.name} holds under this name.`,
      );
    }
  }
}
