import { SamedayError } from "../../kernel/index.ts";
import type { LeftOutIndex, StoredIndex, SuiteState } from "../state/suite-state.ts";
import type { ChosenIndex } from "./choose-indexes.ts";
import { ensureIndex, type IndexTransfer } from "./fetch-index.ts";
import type { RefreshRequest } from "./options.ts";

export interface FetchedIndexes {
  readonly indexes: StoredIndex[];
  readonly leftOut: LeftOutIndex[];
  /** Why the first of them is left out, if any is. */
  readonly trouble?: SamedayError;
}

/**
 * All indexes of a statement, or those that can be had where the request allows it: an architecture whose Packages the
 * mirror lacks need not keep the others back. One that was in service before is never dropped, and Sources always
 * count.
 */
export async function fetchIndexes(
  transfer: IndexTransfer,
  chosen: readonly ChosenIndex[],
  request: RefreshRequest,
  inService: SuiteState | undefined,
): Promise<FetchedIndexes> {
  const indexes: StoredIndex[] = [];
  const leftOut: LeftOutIndex[] = [];
  let trouble: SamedayError | undefined;
  for (const index of chosen) {
    try {
      indexes.push(await ensureIndex(transfer, index));
    } catch (error) {
      const before = inService?.indexes.some((stored) => stored.path === index.path);
      const mayLack = request.incomplete === "warn" && index.kind === "packages" && !before;
      if (!mayLack || !(error instanceof SamedayError)) throw error;
      const { component, architecture } = index;
      leftOut.push({ component, architecture, reason: error.message });
      trouble ??= new SamedayError(error.code, `${index.path} is left out: ${error.message}`, error);
    }
  }
  if (trouble && !indexes.some((index) => index.kind === "packages")) throw trouble;
  return trouble ? { indexes, leftOut, trouble } : { indexes, leftOut };
}
