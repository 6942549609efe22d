import type { AuditContext, AuditedFile } from "../../model.ts";
import { inPlace } from "../../written/in-place.ts";
import { type WrittenSource, writtenSources } from "../../written/sources.ts";
import { parsedOf } from "../parsed-of.ts";
import { readProfiles } from "./read-profiles.ts";
import type { FilterProfile } from "./types.ts";

/** Profiles of the filter, wherever a script puts them. */
const PROFILES = {
  kind: "onion-grater",
  marks: ["onion-grater.d"],
  form: /\/onion-grater(?:-merger)?\.d\/[^/]+\.yml$/,
} as const;

const known = new WeakMap<AuditContext, readonly AuditedFile[]>();

/** Every profile of the audited tree with its file, in the order of the files; then those that scripts write. */
export function* profilesOf(
  context: AuditContext,
): Generator<{ readonly file: AuditedFile; readonly profile: FilterProfile }> {
  const files = known.get(context) ?? [
    ...context.ofKind("onion-grater"),
    ...writtenSources(context, PROFILES).flatMap(asProfile),
  ];
  known.set(context, files);
  for (const file of files) {
    for (const profile of parsedOf(file, readProfiles).value) yield { file, profile };
  }
}

/** A hunk of a patch is no whole profile, and says by its indentation alone what it belongs to. */
function asProfile({ file, text, lines, isOwn }: WrittenSource): AuditedFile[] {
  if (!lines.every((_, index) => isOwn(index + 1))) return [];
  const shifted = inPlace(text, lines);
  return shifted === undefined ? [] : [{ ...file, text: () => shifted }];
}
