import { isArchitecture, isArchivePath, type ReleaseFile, type ReleaseStatement } from "../../debian/index.ts";
import { SamedayError } from "../../kernel/index.ts";
import type { RefreshRequest } from "./options.ts";

/** Smallest first; the plain file is not offered for download by most mirrors. */
const PACKINGS = [".xz", ".gz", ""] as const;
export type Packing = (typeof PACKINGS)[number];

/** An index to be had, in the packing that costs least. */
export interface ChosenIndex {
  readonly kind: "sources" | "packages";
  readonly component: string;
  /** `source` for Sources. */
  readonly architecture: string;
  /** Below the suite's directory, without the packing's ending. */
  readonly path: string;
  readonly packing: Packing;
  readonly packed: ReleaseFile;
  /** What the Release file says of the plain file, if anything. */
  readonly plain: ReleaseFile | undefined;
}

/** Sources of every component and Packages of every component and architecture. Throws ARCHIVE_UNVERIFIED when one is not vouched for. */
export function chooseIndexes(statement: ReleaseStatement, request: RefreshRequest): readonly ChosenIndex[] {
  const { components, name } = request.suite;
  return components.flatMap((component) => [
    choose(statement, name, {
      kind: "sources",
      component,
      architecture: "source",
      path: `${component}/source/Sources`,
    }),
    ...request.architectures.filter(isArchitecture).map((architecture) => {
      const path = `${component}/binary-${architecture}/Packages`;
      return choose(statement, name, { kind: "packages", component, architecture, path });
    }),
  ]);
}

type Wanted = Pick<ChosenIndex, "kind" | "component" | "architecture" | "path">;

function choose(statement: ReleaseStatement, suite: string, wanted: Wanted): ChosenIndex {
  const plain = statement.files.get(wanted.path);
  for (const packing of isArchivePath(wanted.path) ? PACKINGS : []) {
    const packed = statement.files.get(wanted.path + packing);
    if (packed) return { ...wanted, packing, packed, plain };
  }
  throw new SamedayError("ARCHIVE_UNVERIFIED", `The Release file of ${suite} vouches for no ${wanted.path}.`);
}
