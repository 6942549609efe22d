export { type BackupOptions, type BackupResult, BLOB_REMOVAL_LOCK, backup, type KeptHistory } from "./backup.ts";
export type { BackupFile, Manifest } from "./manifest.ts";
export { type Restored, type RestoreOptions, restore } from "./restore.ts";
