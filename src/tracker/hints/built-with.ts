import type { SuiteIndex } from "../../archive/index.ts";
import { parseBuiltUsing } from "../../debian/index.ts";
import { isValidVersion } from "../../kernel/index.ts";

/** A binary that holds code of another source, as its Built-Using or Static-Built-Using says (Policy 7.8). */
export interface BuiltWith {
  readonly release: string;
  /** The source package of the binary. */
  readonly embedder: string;
  readonly binary: string;
  readonly code: string;
  /** The version of the code that went into it. */
  readonly version: string;
}

/** What the suites' binaries were built with, without what they take from their own source. */
export function* builtWithOf(
  suites: Iterable<{ readonly release: string; readonly index: Pick<SuiteIndex, "binaries"> }>,
): Generator<BuiltWith, void> {
  for (const { release, index } of suites) {
    for (const entry of index.binaries()) {
      for (const { name, version } of parseBuiltUsing(`${entry.builtUsing},${entry.staticBuiltUsing}`)) {
        if (name === entry.source || !isValidVersion(version)) continue;
        yield { release, embedder: entry.source, binary: entry.package, code: name, version };
      }
    }
  }
}
