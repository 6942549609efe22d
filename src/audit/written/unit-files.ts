import { kindOfSections } from "../files/sections.ts";
import type { AuditContext, AuditedFile } from "../model.ts";
import { inPlace } from "./in-place.ts";
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
  const files = [...context.ofKind("unit"), ...joined(writtenSources(context, UNITS)).flatMap(asUnit)];
  known.set(context, files);
  return files;
}

/** Lines that commands in a row append to one file are one text; a file that begins anew is another. */
function joined(sources: readonly WrittenSource[]): readonly WrittenSource[] {
  const whole: WrittenSource[] = [];
  for (const next of sources) {
    const before = whole.at(-1);
    if (before && isContinued(before, next)) whole[whole.length - 1] = together(before, next);
    else whole.push(next);
  }
  return whole;
}

function isContinued(before: WrittenSource, next: WrittenSource): boolean {
  return (
    before.file.path === next.file.path &&
    before.target === next.target &&
    before.file.kind === next.file.kind &&
    !/^\s*\[Unit\]/.test(next.text) &&
    (before.lines.at(-1) ?? 0) < (next.lines[0] ?? 0)
  );
}

function together(before: WrittenSource, next: WrittenSource): WrittenSource {
  const count = before.lines.length;
  return {
    ...before,
    text: `${before.text.replace(/\n$/, "")}\n${next.text}`,
    lines: [...before.lines, ...next.lines],
    isOwn: (line) => (line <= count ? before.isOwn(line) : next.isOwn(line - count)),
  };
}

/** A part of a unit, such as a hunk in its middle, tells nothing of the whole. */
function asUnit({ file, target, text, lines, isOwn }: WrittenSource): AuditedFile[] {
  const written = text.split("\n");
  if (kindOfSections(text) !== "unit" || !written.every((_, index) => isOwn(index + 1) || index >= lines.length))
    return [];
  const shifted = inPlace(text, lines);
  if (shifted === undefined) return [];
  const installedPath = /(?<=^|[^/])\/(?:etc|(?:usr\/(?:local\/)?)?lib)\/systemd\/.*$/.exec(target)?.[0];
  const folder = /\/systemd\/user\//.test(target) ? "user" : "system";
  return [
    {
      ...file,
      installedPath: installedPath ?? `/etc/systemd/${folder}${target.slice(target.lastIndexOf("/"))}`,
      text: () => shifted,
    },
  ];
}
