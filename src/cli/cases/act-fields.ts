import type { ActDetails, ActName } from "../../cases/index.ts";

/** How a detail of an act is written on the command line. */
export type FieldKind = "text" | "names" | "flag" | "hour";

/**
 * What has to be said for each act, as `key=value`. The keys are those of the table of acts, so that an act which is added
 * there does not compile here until it can be done from a terminal.
 */
export const ACT_FIELDS = {
  acknowledge: {},
  admit: {},
  route: { teams: "names" },
  verdict: { verdict: "text", team: "text" },
  claim: { team: "text" },
  assign: { assignee: "text", team: "text" },
  sort: { as: "text", reason: "text" },
  reopen: { reason: "text" },
  "set-severity": { severity: "text" },
  "set-priority": { priority: "text" },
  "set-expiry": { expires: "hour" },
  "set-affected": { affected: "text" },
  "begin-triage": {},
  "begin-fix": {},
  review: {},
  "fix-ready": {},
  "back-to-fixing": { reason: "text" },
  schedule: { hour: "hour" },
  share: { list: "text" },
  "tell-ahead": { who: "text" },
  "reporter-date": { hour: "hour" },
  "give-id": { id: "text" },
  "take-id-back": { id: "text" },
  "check-advisory": { valid: "flag" },
  credit: { credit: "text" },
  "tell-reporter": {},
  "fix-released": {},
  publish: {},
  learn: { lesson: "text" },
  "lesson-read": {},
  wrote: {},
  heard: {},
  "review-secrecy": { reason: "text" },
  leak: { reason: "text" },
  "is-public": { reason: "text" },
  exploited: { reason: "text" },
  "duty-met": { duty: "text" },
  invite: { who: "text", reason: "text", until: "hour" },
  override: { gate: "text", reason: "text" },
} as const satisfies { readonly [N in ActName]: { readonly [F in keyof ActDetails[N]]: FieldKind } };

/** The desk knows it where it is left out. */
const MAY_BE_LEFT_OUT = ["team"];

export interface ActField {
  readonly key: string;
  readonly kind: FieldKind;
  readonly required: boolean;
}

export const ACT_NAMES = Object.keys(ACT_FIELDS) as readonly ActName[];

export function fieldsOf(act: ActName): readonly ActField[] {
  const fields: Readonly<Record<string, FieldKind>> = ACT_FIELDS[act];
  return Object.entries(fields).map(([key, kind]) => ({ key, kind, required: !MAY_BE_LEFT_OUT.includes(key) }));
}

/** `assign assignee=… [team=…]`. */
export function actUsage(act: ActName): string {
  const words = fieldsOf(act).map(({ key, required }) => (required ? `${key}=…` : `[${key}=…]`));
  return [act, ...words].join(" ");
}
