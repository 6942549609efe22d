export { loadDefinition } from "./definition.ts";
export { isRunning } from "./is-running.ts";
export { type Layout, layoutOf, type SharedPlaces } from "./layout.ts";
export { type Desk, type DeskOptions, runDesk } from "./run-desk.ts";
export type { DeskMeasure } from "./measure.ts";
export { type RunningServer, type ServerOptions, startServer } from "./server.ts";
export { type ServiceUser, type ServiceUsers, serviceUsers } from "./service-users.ts";
export { type RefreshOptions, readSuiteWishes, refreshAsServer, type SuiteWish } from "./suite-wishes.ts";
export { createSuites, type SuitesOptions } from "./suites.ts";
