import { isSha256, SamedayError, type Sha256 } from "../../kernel/index.ts";
import type { Checkpoint } from "../audit-log/index.ts";

export interface BackupFile {
  /** Path in the archive: `database.dump`, `blobs/sha256/aa/aabb…` or `history/archives/…`. */
  readonly path: string;
  readonly size: number;
  readonly sha256: Sha256;
}

/** The first file of a backup: all that the rest must be. */
export interface Manifest {
  /** The first form has no history; a release that knows only that one refuses the second by this name. */
  readonly format: "sameday-backup-1" | "sameday-backup-2";
  readonly createdAt: string;
  /** Major version of the server that was dumped; a restore needs the same or a newer one. */
  readonly postgres: number;
  /** Names of the migrations that the database had seen. */
  readonly migrations: readonly string[];
  /** Where the audit log ended; the restored one must end there too. */
  readonly audit: Checkpoint;
  readonly files: readonly BackupFile[];
}

export const MANIFEST_FILE = "manifest.json";
export const DUMP_FILE = "database.dump";
/** Where files stand that are kept beside database and blobs, and nowhere else. */
export const HISTORY_FOLDER = "history";
const BLOB_PATH = /^blobs\/sha256\/([0-9a-f]{2})\/([0-9a-f]{64})$/;
const HISTORY_PATH = /^history\/archives\/[0-9A-Za-z][0-9A-Za-z:._-]{0,200}$/;

/** Throws INPUT_INVALID unless it is a manifest of this form and names only what a backup may hold. */
export function parseManifest(text: string): Manifest {
  const manifest = asJson(text) as Manifest | undefined;
  const { audit, files } = manifest ?? {};
  const second = manifest?.format === "sameday-backup-2";
  if (!second && manifest?.format !== "sameday-backup-1") {
    throw refuse("it is none of this program's, or of another release");
  }
  if (typeof manifest.createdAt !== "string" || !Number.isInteger(manifest.postgres))
    throw refuse("its manifest is incomplete");
  if (!Array.isArray(manifest.migrations) || !manifest.migrations.every((name) => typeof name === "string")) {
    throw refuse("its manifest does not name the migrations");
  }
  if (!audit || !Number.isInteger(audit.sequence) || !isSha256(audit.hash))
    throw refuse("its manifest has no checkpoint");
  if (!Array.isArray(files) || !files.every((file) => isBackupFile(file, second)))
    throw refuse("its manifest names something unexpected");
  const paths = new Set(files.map((file) => file.path));
  if (paths.size !== files.length || !paths.has(DUMP_FILE)) throw refuse("its manifest does not name each file once");
  return manifest;
}

/** What a backup holds, by its kind. */
export function countFiles({ files }: Pick<Manifest, "files">): { readonly blobs: number; readonly archives: number } {
  return {
    blobs: files.filter(({ path }) => BLOB_PATH.test(path)).length,
    archives: files.filter(({ path }) => HISTORY_PATH.test(path)).length,
  };
}

/** Whether a name may stand in the folder of archives of a backup. */
export function isHistoryPath(path: string): boolean {
  return HISTORY_PATH.test(path);
}

function isBackupFile(file: BackupFile, withHistory: boolean): boolean {
  if (typeof file?.path !== "string" || typeof file.sha256 !== "string" || !isSha256(file.sha256)) return false;
  if (!Number.isSafeInteger(file.size) || file.size < 0) return false;
  if (file.path === DUMP_FILE || (withHistory && HISTORY_PATH.test(file.path))) return true;
  const match = BLOB_PATH.exec(file.path);
  return match?.[2] === file.sha256 && file.sha256.startsWith(match[1] ?? "-");
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function refuse(why: string): SamedayError {
  return new SamedayError("INPUT_INVALID", `The backup is refused: ${why}. Nothing was changed.`);
}
