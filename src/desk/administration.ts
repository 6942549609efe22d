import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Administration } from "../api/index.ts";
import { type Clock, type ProcessRunner, SamedayError } from "../kernel/index.ts";
import { type Binaries, type BlobStore, backup, formatCheckpoint, type Store, verifyAuditLog } from "../store/index.ts";
import { keptArchives } from "./tracker-history/kept-archives.ts";

/** What the administrator may ask of a running desk; `binaries` is undefined when the database is elsewhere. */
export function createAdministration(parts: {
  readonly store: Store;
  readonly blobs: BlobStore;
  readonly binaries: Binaries | undefined;
  readonly runner: ProcessRunner;
  readonly clock: Clock;
  /** Where backups are laid down. */
  readonly directory: string;
  /** What opens this desk's cases; null on a desk without. */
  readonly masterKey: string | null;
  /** Where archives that verdicts were judged by are recorded. */
  readonly history: string;
}): Administration {
  const { store, blobs, binaries, runner, clock, directory, masterKey, history: place } = parts;
  const history = keptArchives(place);
  return {
    async backup() {
      if (!binaries) {
        throw new SamedayError(
          "USAGE",
          "The database is elsewhere (DATABASE_URL): back it up there, and the blobs here.",
        );
      }
      await mkdir(directory, { recursive: true, mode: 0o700 });
      const target = join(directory, `sameday-${clock.now().toISOString().replace(/[:.]/g, "-")}.tar.zst`);
      const { bytes, manifestSha256 } = await backup({ store, blobs, binaries, history, runner, clock, target });
      return { file: target, bytes, manifestSha256, masterKey };
    },
    async verifyAuditLog() {
      const { entries, head, brokenAt } = await verifyAuditLog(store);
      const broken = brokenAt ? `entry ${brokenAt.sequence}: ${brokenAt.reason}` : null;
      return { entries, head: formatCheckpoint(head), broken };
    },
  };
}
