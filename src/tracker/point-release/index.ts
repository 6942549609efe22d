export {
  type MergedPointRelease,
  mergePointRelease,
  type PointReleaseParts,
  planInDirectories,
} from "./merge-point-release.ts";
export { type PointReleaseQuestion, planPointRelease } from "./plan-point-release.ts";
export type { ArchiveState, PlannedAct, PlannedItem, PointReleasePlan } from "./types.ts";
