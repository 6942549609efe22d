import { COMMAND_MEMORY_MS, type IntakeMemory, nameOfSeen, noteChange } from "../../intake/index.ts";
import type { IntakeEntry } from "../kept.ts";

const DAY_MS = 24 * 60 * 60_000;

/**
 * How long a message is known again by its id and words when only the trace of its way differs. A mail system tries for five
 * days (RFC 5321, 4.5.4.1); a mailbox that is fetched anew may hold some weeks. The same bytes are known for ever, by the
 * database.
 */
export const MESSAGE_MEMORY_MS = 90 * DAY_MS;

/**
 * How long a ciphertext is known again. Whoever kept an old one could have it opened for them after that; five years is
 * longer than role keys live.
 */
export const CIPHERTEXT_MEMORY_MS = 5 * 365 * DAY_MS;

/** What intake remembers, and what of it is old enough to be forgotten. */
export interface Remembering {
  /** Applies an entry of the journal; entries come in the order of their numbers. */
  note(number: number, at: Date, entry: IntakeEntry): void;
  /** Forgets what is too old at a time, here and in the list of the outlived. */
  forget(now: Date): void;
  /** Numbers of entries that mean nothing any more; whoever removes them from the database takes them. */
  takeOutlived(): readonly number[];
}

interface Dated {
  readonly number: number;
  readonly until: number;
  readonly forget: () => void;
}

/** `memory` is what is filled. */
export function createRemembering(memory: IntakeMemory): Remembering {
  /** By kind, so that each stands in the order in which it is forgotten. */
  const lines = { message: [] as Dated[], ciphertext: [] as Dated[], command: [] as Dated[] };
  const outlived: number[] = [];
  return {
    note(number, at, entry) {
      const from = at.getTime();
      switch (entry.kind) {
        case "case-opened":
          memory.cases.set(entry.id, { id: entry.id, reporter: entry.reporter });
          return;
        case "message-sent":
          memory.sentMessages.set(entry.messageId, entry.caseId);
          // A case whose beginning is not in the journal has no reporter who could be proven.
          if (!memory.cases.has(entry.caseId)) memory.cases.set(entry.caseId, { id: entry.caseId, reporter: "" });
          return;
        case "message-seen": {
          const name = nameOfSeen(entry.message);
          const forget = () => void (entry.isNoise || memory.seenMessages.delete(name));
          lines.message.push({ number, until: from + MESSAGE_MEMORY_MS, forget });
          break;
        }
        case "ciphertext-seen": {
          const forget = () => void memory.seenCiphertexts.delete(entry.hash);
          lines.ciphertext.push({ number, until: from + CIPHERTEXT_MEMORY_MS, forget });
          break;
        }
        case "command-used": {
          const forget = () => void memory.usedCommands.delete(entry.command.id);
          lines.command.push({ number, until: from + COMMAND_MEMORY_MS, forget });
          break;
        }
        default:
      }
      noteChange(memory, entry);
    },
    forget(now) {
      for (const line of Object.values(lines)) {
        const keep = line.findIndex(({ until }) => until > now.getTime());
        for (const { number, forget } of line.splice(0, keep < 0 ? line.length : keep)) {
          forget();
          outlived.push(number);
        }
      }
    },
    takeOutlived: () => outlived.splice(0),
  };
}
