import type { LayerDirectory } from "../../tracker/index.ts";
import type { HandlingContext } from "../handling/context.ts";

/** What telling the world takes beside handling a case. */
export interface DisclosingContext extends HandlingContext {
  /** The definition's own file: what a record names lies beside it. */
  readonly definitionFile: string;
  /** The directory that is served at the publisher's address. */
  readonly tree: string;
  /** Our own layer of tracker data, and those below it, lowest first. */
  readonly trackerDirectory: string;
  readonly layersBelow: readonly LayerDirectory[];
}
