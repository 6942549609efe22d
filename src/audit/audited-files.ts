import { kindOf } from "./files/kind-of.ts";
import type { AuditedFile, AuditScope } from "./model.ts";
import type { Place } from "./ships/place.ts";
import { HEAD_BYTES, type Opened, openHead, readText, TEXT_LIMIT } from "./tree/read.ts";
import type { TreeFile, TreeTrouble } from "./tree/walk.ts";

/** Texts that are kept, in characters altogether: what is parsed by several rules is read once. */
const KEPT = 24 * 1024 * 1024;

/** Files with their kinds; those that cannot be read are told of. */
export function auditedFiles(
  files: readonly TreeFile[],
  placeOf: (path: string) => Place,
  scope: AuditScope,
  tell: (trouble: TreeTrouble) => void,
): readonly AuditedFile[] {
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
  const audited: AuditedFile[] = [];
  for (const { path, raw } of files) {
    const opened = openHead(raw);
    if (typeof opened === "string") {
      tell({ path, why: `the file cannot be read (${opened})` });
      continue;
    }
    const place = placeOf(path);
    const kind = kindOf(place.installedPath ?? `/${path}`, opened.head.toString("latin1"));
    if (kind !== "other" && opened.size > TEXT_LIMIT)
      tell({ path, why: `it is larger than ${TEXT_LIMIT / 1024 / 1024} MB` });
    const file: AuditedFile = {
      path,
      ...place,
      kind,
      mode: opened.mode,
      owner: scope === "image" ? { uid: opened.uid, gid: opened.gid } : undefined,
      size: opened.size,
      text() {
        const known = kept.get(file);
        if (known !== undefined) return known;
        const read = readText(raw);
        return keep(file, typeof read === "string" ? "" : read.text);
      },
    };
    if (kind !== "other" && isWhole(opened)) keep(file, opened.head.toString("utf8"));
    audited.push(file);
  }
  return audited;
}

function isWhole({ size }: Opened): boolean {
  return size <= HEAD_BYTES;
}
