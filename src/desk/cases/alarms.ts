import { readFile, rename, writeFile } from "node:fs/promises";
import { z } from "zod";
import { type Clock, formatInstant } from "../../kernel/index.ts";

/** Something that keeps mail from being handled, and that a person must mend. */
export interface Alarm {
  readonly code: string;
  readonly sentence: string;
  readonly since: Date;
}

export interface Alarms {
  /** Raises or renews an alarm. One that is not renewed ends by itself. */
  raise(code: string, sentence: string): void;
  /** Ends one at once. */
  clear(code: string): void;
}

/** Longer than from one look at a fault to the next. */
const LASTS_MS = 5 * 60_000;

const Stored = z.array(
  z.object({ code: z.string(), sentence: z.string(), since: z.iso.datetime(), raised: z.iso.datetime() }),
);

/**
 * Alarms of the process that takes mail in, said once each in its log, and kept in a file for the board, so that they are
 * seen when that process itself is what fails. They hold codes, ids and counts, never a word of a mail.
 */
export function createAlarms(file: string, clock: Clock, say: (text: string) => void): Alarms {
  const raised = new Map<string, Alarm & { readonly raised: Date }>();
  let last: Promise<unknown> = Promise.resolve();
  const isOver = ({ raised: at }: { readonly raised: Date }): boolean =>
    clock.now().getTime() - at.getTime() > LASTS_MS;
  const write = (): void => {
    const stored = JSON.stringify([...raised.values()]);
    last = last
      .then(() => writeFile(`${file}.new`, stored, { mode: 0o600 }))
      .then(() => rename(`${file}.new`, file))
      // A full disk is what some alarms are about; the log has said it.
      .catch(() => undefined);
  };
  return {
    raise(code, sentence) {
      const now = clock.now();
      const before = raised.get(code);
      const goesOn = before !== undefined && !isOver(before);
      if (!goesOn || before.sentence !== sentence) say(`ALARM ${code}: ${sentence}`);
      raised.set(code, { code, sentence, since: goesOn ? before.since : now, raised: now });
      for (const one of raised.values()) if (isOver(one)) raised.delete(one.code);
      write();
    },
    clear(code) {
      const before = raised.get(code);
      if (!before) return;
      raised.delete(code);
      if (!isOver(before)) say(`${code} is over; it began ${formatInstant(before.since)}`);
      write();
    },
  };
}

/** Those that are raised now, the oldest first; none where no mail is taken in. */
export async function readAlarms(file: string, clock: Clock): Promise<readonly Alarm[]> {
  const text = await readFile(file, "utf8").catch(() => "[]");
  const parsed = Stored.safeParse(parseJson(text));
  return (parsed.data ?? [])
    .filter(({ raised }) => clock.now().getTime() - Date.parse(raised) <= LASTS_MS)
    .map(({ code, sentence, since }) => ({ code, sentence, since: new Date(since) }))
    .sort((a, b) => a.since.getTime() - b.since.getTime());
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
