import type { SignerContext } from "../context.ts";
import type { LogEntry } from "../log.ts";

interface Signed {
  readonly suite: string;
  readonly serial: number;
  readonly entry: LogEntry;
}

/** Completes the log where signing was not followed by a word on the switch, after a kill or a full disk: says what came about. */
export async function recoverLog(
  context: SignerContext,
  currentSerial: (suite: string) => number | undefined,
): Promise<void> {
  for (const { suite, serial } of openSignings(context.log.entries)) {
    const event = currentSerial(suite) === serial ? "switched" : "abandoned";
    await context.log.append(event, { suite, serial });
  }
}

/** An update that users could see at some time. */
export interface SeenUpdate {
  readonly update: string;
  readonly source: string;
  readonly version: string;
  readonly suite: string;
  /** With which users got it. */
  readonly serial: number;
  /** What was approved to be told; undefined for what was published before the log told it. */
  readonly told: { readonly issues: readonly string[]; readonly regressionOf: string } | undefined;
}

/** Every update that was ever released, from the log alone: what was signed as a publication and then switched to. */
export function releasedUpdates(entries: readonly LogEntry[]): readonly SeenUpdate[] {
  const signed = new Map<string, LogEntry>();
  const released: SeenUpdate[] = [];
  for (const entry of entries) {
    const suite = String(entry.details.suite);
    if (entry.event === "release-signed") signed.set(suite, entry);
    const details = signed.get(suite)?.details;
    if (entry.event === "switched" && details?.reason === "publish" && details.serial === entry.details.serial) {
      const word = (name: string): string => String(details[name]);
      const told = Array.isArray(details.issues)
        ? { issues: details.issues.map(String), regressionOf: word("regressionOf") }
        : undefined;
      const serial = Number(details.serial);
      released.push({ update: word("update"), source: word("source"), version: word("version"), suite, serial, told });
    }
  }
  return released;
}

function openSignings(entries: readonly LogEntry[]): readonly Signed[] {
  const open = new Map<string, Signed>();
  for (const entry of entries) {
    const suite = String(entry.details.suite);
    if (entry.event === "release-signed") open.set(suite, { suite, serial: Number(entry.details.serial), entry });
    if (entry.event === "switched" || entry.event === "abandoned") open.delete(suite);
  }
  return [...open.values()];
}
