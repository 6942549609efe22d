import { kindOfSections } from "../files/sections.ts";
import type { AuditContext, AuditedFile } from "../model.ts";
import { type WrittenSource, writtenSources } from "./sources.ts";

/** Units and their drop-ins, wherever a script or patch puts them; what they are is told by their text. */
const UNITS = {
  kind: "unit",
  marks: ["[Service]"],
  form: /\/[^/]+\.service(?:\.in)?$|\/systemd\/(?:system|user)\/[^/]+\.service\.d\/[^/]+\.conf$/,
} as const;

const known = new WeakMap<AuditContext, readonly AuditedFile[]>();

/** Every unit of a tree: files, and those that scripts write and patches add, at the lines on which they stand there. */
export function unitFiles(context: AuditContext): readonly AuditedFile[] {
  const before = known.get(context);
  if (before) return before;
  const files = [...context.ofKind("unit"), ...writtenSources(context, UNITS).flatMap(asUnit)];
  known.set(context, files);
  return files;
}

/** A part of a unit, such as a hunk in its middle, tells nothing of the whole. */
function asUnit({ file, target, text, lines, isOwn }: WrittenSource): AuditedFile[] {
  const written = text.split("\n");
  if (kindOfSections(text) !== "unit" || !written.every((_, index) => isOwn(index + 1) || index >= lines.length))
    return [];
  const placed: string[] = [];
  for (const [index, each] of written.entries()) {
    const line = lines[index];
    if (line === undefined) break;
    // Lines that one line of a script prints cannot be told apart by their places.
    if (placed.length >= line) return [];
    while (placed.length < line - 1) placed.push("");
    placed.push(each);
  }
  const shifted = placed.join("\n");
  const installedPath = /(?<=^|[^/])\/(?:etc|(?:usr\/(?:local\/)?)?lib)\/systemd\/.*$/.exec(target)?.[0];
  return [
    {
      ...file,
      installedPath: installedPath ?? `/etc/systemd/system${target.slice(target.lastIndexOf("/"))}`,
      text: () => shifted,
    },
  ];
}
