import { kindOf } from "./files/kind-of.ts";
import type { AuditedFile, AuditScope } from "./model.ts";
import type { Place } from "./ships/place.ts";
import { HEAD_BYTES, TEXT_LIMIT, tooLarge } from "./tree/read.ts";
import type { FileSource } from "./tree/source.ts";
import type { TreeTrouble } from "./tree/walk.ts";

/** Texts that are kept, in characters altogether: what several rules look at is read once. */
const KEPT = 24 * 1024 * 1024;

/** Makes audited files; those that cannot be read are told of. */
export type FileMaker = (
  source: FileSource,
  place: Place,
  tell: (trouble: TreeTrouble) => void,
) => AuditedFile | undefined;

export function createFileMaker(scope: AuditScope): FileMaker {
  const texts = createTexts();
  return (source, place, tell) => {
    const { path } = source;
    const opened = source.open();
    if (typeof opened === "string") {
      tell({ path, why: `the file cannot be read (${opened})` });
      return undefined;
    }
    const { head, mode, size, uid, gid } = opened;
    const kind = kindOf(place.installedPath ?? `/${path}`, head.toString("latin1"));
    if (kind !== "other" && size > TEXT_LIMIT) tell({ path, why: tooLarge(TEXT_LIMIT) });
    const owner = scope === "image" ? { uid, gid } : undefined;
    const text = (): string => texts.of(file, source);
    const file: AuditedFile = { path, ...place, kind, mode, owner, size, text };
    if (kind !== "other" && size <= HEAD_BYTES) texts.keep(file, head.toString("utf8"));
    return file;
  };
}

interface Texts {
  of(file: AuditedFile, source: FileSource): string;
  keep(file: AuditedFile, text: string): string;
}

/** The texts that were asked last, up to a limit altogether. */
function createTexts(): Texts {
  const kept = new Map<AuditedFile, string>();
  let characters = 0;
  const keep = (file: AuditedFile, text: string): string => {
    kept.set(file, text);
    characters += text.length;
    for (const [oldest, itsText] of kept) {
      if (characters <= KEPT || oldest === file) break;
      kept.delete(oldest);
      characters -= itsText.length;
    }
    return text;
  };
  return {
    keep,
    of(file, source) {
      const known = kept.get(file);
      if (known !== undefined) return known;
      const read = source.read();
      return keep(file, typeof read === "string" ? "" : read.text);
    },
  };
}
