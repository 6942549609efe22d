import type { SuiteIndex } from "../archive/index.ts";
import type { Release, Suite } from "../distribution/index.ts";

/** The verified suites of the definition, as the archive room keeps them in service. */
export interface Suites {
  /** All suites of a release that are in service, in the definition's order. */
  ofRelease(codename: string): Promise<readonly { suite: Suite; index: SuiteIndex }[]>;
  /** The release that a codename or suite name (`bookworm-security`) belongs to; undefined when none does. */
  releaseOf(name: string): Release | undefined;
}
