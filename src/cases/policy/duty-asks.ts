/** What reports that are owed ask for, by the word that a policy names it with. */
export const DUTY_ASKS = {
  product: "Which product it is, in which versions",
  "made-available": "Where we know that the product is in use (for the EU: in which member states)",
  vulnerability: "The general nature of the vulnerability",
  exploit: "The general nature of the exploit, and since when we know of it",
  severity: "How severe it is",
  impact: "What it does to users",
  measures: "What we have done about it",
  "users-measures": "What users can do themselves",
  sensitivity: "How sensitive this report is",
  actor: "Who exploits it, where that is known",
  update: "The update or other measure that mends it",
} as const;

export type DutyAsk = keyof typeof DUTY_ASKS;
