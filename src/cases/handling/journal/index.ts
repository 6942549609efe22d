export { appendIntake } from "./append.ts";
export { forgetEntries, loadIntakeState } from "./load.ts";
