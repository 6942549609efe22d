import type { Sha256 } from "../../kernel/index.ts";
import type { BinaryName } from "../cache/archive-name.ts";

/** A package of a build environment by its exact content. */
export interface EnvironmentPackage extends BinaryName {
  readonly sha256: Sha256;
}

/** A finished base tree. */
export interface Base {
  /** Read-only lower layer; absolute path. */
  readonly tree: string;
  /** Of the tar beside the tree, which holds the same. */
  readonly sha256: Sha256;
  /** RFC 3339. */
  readonly made: string;
  /** Everything installed in it; every .deb is in the file store. */
  readonly packages: readonly EnvironmentPackage[];
}
