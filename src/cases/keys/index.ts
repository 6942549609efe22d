export { asciiDomain } from "./ascii-domain.ts";
export type { PassedOver } from "./choose-key.ts";
export {
  type FoundKey,
  findReporterKey,
  type KeyFinding,
  type KnownKeys,
  type SearchMeans,
} from "./find-reporter-key.ts";
export { sourcesFor } from "./sources.ts";
