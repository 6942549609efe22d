import { deflateSync } from "node:zlib";
import type { BinaryVersions, ExportFile, Judge, SourceVersions, Tracker } from "../../tracker/index.ts";

export const EXPORT_FORMS = ["debian-json", "debsecan"] as const;
export type ExportForm = (typeof EXPORT_FORMS)[number];

/** What the exports of one run are made from. */
export interface ExportSource {
  readonly tracker: Tracker;
  readonly archive: SourceVersions;
  readonly judge: Judge;
  /** Read only by the forms that name binary packages. */
  binaries(): Promise<BinaryVersions>;
}

/** The files of one form; the text of every form is latin-1, one character a byte. */
export async function exportFiles(form: ExportForm, source: ExportSource): Promise<Iterable<ExportFile>> {
  const { debianJson, debsecanFiles } = await import("../../tracker/index.ts");
  const { tracker, archive, judge } = source;
  if (form === "debian-json") {
    const pieces = Array.from(debianJson(tracker, archive, judge), (piece) => Buffer.from(piece, "latin1"));
    return [{ path: "json", bytes: Buffer.concat(pieces) }];
  }
  return compressed(debsecanFiles(tracker, archive, await source.binaries(), judge));
}

function* compressed(files: Iterable<{ readonly path: string; readonly text: string }>): Generator<ExportFile, void> {
  for (const { path, text } of files) yield { path, bytes: deflateSync(Buffer.from(text, "latin1"), { level: 9 }) };
}
