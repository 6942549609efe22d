import type { AuditContext, AuditedFile } from "../../model.ts";
import { parsedOf } from "../parsed-of.ts";
import { readProfiles } from "./read-profiles.ts";
import type { FilterProfile } from "./types.ts";

/** Every profile of the audited tree with its file, in the order of the files. */
export function* profilesOf(
  context: AuditContext,
): Generator<{ readonly file: AuditedFile; readonly profile: FilterProfile }> {
  for (const file of context.ofKind("onion-grater")) {
    for (const profile of parsedOf(file, readProfiles).value) yield { file, profile };
  }
}
