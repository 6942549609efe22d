import { isArchivePath, type ReleaseFile, type ReleaseStatement } from "../../debian/index.ts";
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

type WantedIndex = Pick<ChosenIndex, "kind" | "component" | "architecture" | "path">;

/** Sources of every component, and Packages of every component and architecture. */
export function wantedIndexes(request: RefreshRequest): readonly WantedIndex[] {
  return request.suite.components.flatMap((component): WantedIndex[] => [
    { kind: "sources", component, architecture: "source", path: `${component}/source/Sources` },
    ...request.architectures.map((architecture): WantedIndex => {
      const path = `${component}/binary-${architecture}/Packages`;
      return { kind: "packages", component, architecture, path };
    }),
  ]);
}

/** The files to be had for what is wanted. Throws ARCHIVE_UNVERIFIED when the statement does not vouch for one. */
export function chooseIndexes(statement: ReleaseStatement, request: RefreshRequest): readonly ChosenIndex[] {
  return wantedIndexes(request).map((wanted) => choose(statement, request.suite.name, wanted));
}

function choose(statement: ReleaseStatement, suite: string, wanted: WantedIndex): ChosenIndex {
  const plain = statement.files.get(wanted.path);
  for (const packing of isArchivePath(wanted.path) ? PACKINGS : []) {
    const packed = statement.files.get(wanted.path + packing);
    if (packed) return { ...wanted, packing, packed, plain };
  }
  throw new SamedayError("ARCHIVE_UNVERIFIED", `The Release file of ${suite} vouches for no ${wanted.path}.`);
}
