export * from "./due.ts";
export { type NextStep, nextStep } from "./next-step.ts";
export * from "./notices.ts";
export { type Owners, ownersOf, STEPS, type Step } from "./people.ts";
export { type Reminder, remindersDue, type Watch } from "./reminders.ts";
export { type RunningClock, runningClocks } from "./running.ts";
export { clearLine, reminderLine } from "./words.ts";
