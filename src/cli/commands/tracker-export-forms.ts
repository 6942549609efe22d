import { deflateSync } from "node:zlib";
import type { ProcessRunner } from "../../kernel/index.ts";
import type {
  BinaryVersions,
  ExportEntry,
  ExportFile,
  House,
  Judge,
  SourceVersions,
  Tracker,
} from "../../tracker/index.ts";

export const EXPORT_FORMS = ["debian-json", "debsecan", "osv", "csaf", "openvex", "oval"] as const;
export type ExportForm = (typeof EXPORT_FORMS)[number];

/** Forms that Debian's own tracker has; only these can be had with its quirks. */
export const DEBIAN_FORMS: readonly ExportForm[] = ["debian-json", "debsecan"];

/** What the exports of one run are made from. */
export interface ExportSource {
  readonly tracker: Tracker;
  readonly archive: SourceVersions;
  readonly judge: Judge;
  readonly house: House;
  readonly now: Date;
  /** Where the files go. */
  readonly out: string;
  readonly processes: ProcessRunner;
  /** Read only by the forms that name binary packages. */
  binaries(): Promise<BinaryVersions>;
}

/** What `writeExport` is given for one form. */
export interface ExportParts {
  readonly files: Iterable<ExportFile> | ((there: ReadonlySet<string>) => Iterable<ExportFile>);
  readonly summaries?: (entries: readonly ExportEntry[]) => Iterable<ExportFile>;
}

export async function exportParts(form: ExportForm, source: ExportSource): Promise<ExportParts> {
  const room = await import("../../tracker/index.ts");
  const { tracker, archive, judge, house, out, processes, now } = source;
  switch (form) {
    case "debian-json":
      return { files: [{ path: "json", bytes: latin1(room.debianJson(tracker, archive, judge)) }] };
    case "debsecan":
      return { files: compressed(room.debsecanFiles(tracker, archive, await source.binaries(), judge)) };
    case "osv":
      return {
        files: room.osvFiles(tracker, archive, judge, house),
        summaries: (entries) => room.osvSummaries(entries, out, processes),
      };
    case "csaf":
      return {
        files: (there) => room.csafFiles(tracker, archive, judge, house, there, now),
        summaries: (entries) => room.csafSummaries(entries, house),
      };
    case "openvex":
      return { files: room.openvexFiles(tracker, archive, judge, house) };
    case "oval":
      return {
        files: room.ovalFiles({ tracker, archive, binaries: await source.binaries(), judge, house }),
        summaries: (entries) => room.ovalSummaries(entries, out, processes),
      };
  }
}

/** The lists' text is latin-1, one character a byte, and Debian's forms hand its bytes on. */
function latin1(pieces: Iterable<string>): Uint8Array {
  return Buffer.concat(Array.from(pieces, (piece) => Buffer.from(piece, "latin1")));
}

function* compressed(files: Iterable<{ readonly path: string; readonly text: string }>): Generator<ExportFile, void> {
  for (const { path, text } of files) yield { path, bytes: deflateSync(Buffer.from(text, "latin1"), { level: 9 }) };
}
