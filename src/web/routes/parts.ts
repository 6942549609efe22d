import type { WebOptions } from "../http/options.ts";
import type { PageCache } from "../http/page-cache.ts";
import type { OpenVisit } from "../http/visit.ts";

/** What every file of routes is handed. */
export interface RouteParts {
  readonly options: WebOptions;
  readonly openVisit: OpenVisit;
  readonly cache: PageCache;
}
