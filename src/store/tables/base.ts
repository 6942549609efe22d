import type { ColumnType, Generated } from "kysely";

/** A value of JSON that the driver returns parsed and takes as text. */
export type JsonColumn<T> = ColumnType<T, string, string>;

/** Which content the desk refers to; the bytes themselves lie in the blob store under the same name. */
export interface BlobTable {
  sha256: string;
  size: number;
  added_at: Generated<Date>;
}

/** One entry of the hash-chained log; written by audit-log/ only. */
export interface AuditEntryTable {
  /** 1, 2, 3 … without gaps; this and not the time is the order. */
  sequence: number;
  at: Date;
  actor: string;
  action: string;
  object: string;
  details: JsonColumn<unknown>;
  previous_hash: string;
  hash: string;
}

/** One row: where the log ends. Locked by whoever appends. */
export interface AuditHeadTable {
  singleton: Generated<true>;
  sequence: number;
  hash: string;
}

/** Small values that the desk remembers between starts. */
export interface SettingTable {
  name: string;
  value: JsonColumn<unknown>;
  changed_at: Date;
}

export interface MigrationTable {
  name: string;
  sha256: string;
  applied_at: Generated<Date>;
}

export interface BaseTables {
  blob: BlobTable;
  audit_entry: AuditEntryTable;
  audit_head: AuditHeadTable;
  setting: SettingTable;
  migration: MigrationTable;
}
