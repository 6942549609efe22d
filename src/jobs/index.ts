export type { DeadJob, Handler, Job, Jobs, NewJob, WorkOptions } from "./jobs.ts";
export { type JobsOptions, openJobs } from "./open-jobs.ts";
