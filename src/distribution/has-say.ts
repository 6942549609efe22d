import type { Role } from "./types.ts";

/** Whether somebody may lead the handling of reports: who prepares or reads has no say, whatever else is written of them. */
export function hasSay(person: { readonly role: Role } | undefined): boolean {
  return person !== undefined && person.role !== "assistant" && person.role !== "auditor";
}
