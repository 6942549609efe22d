import { describe, expect, test } from "vitest";
import { COMMAND_MEMORY_MS, type IntakeMemory, startMemory } from "../../intake/index.ts";
import type { IntakeEntry } from "../kept.ts";
import { CIPHERTEXT_MEMORY_MS, createRemembering, MESSAGE_MEMORY_MS, type Remembering } from "./memory.ts";

const NOW = new Date("2026-11-21T12:00:00Z");
const later = (ms: number): Date => new Date(NOW.getTime() + ms);

function remembering(...entries: readonly IntakeEntry[]): { memory: IntakeMemory; notes: Remembering } {
  const memory = startMemory({ address: "security@desk.example", now: NOW });
  const notes = createRemembering(memory);
  for (const [index, entry] of entries.entries()) notes.note(index + 1, NOW, entry);
  return { memory, notes };
}

describe("what intake remembers", () => {
  test.each<[string, IntakeEntry, number, (memory: IntakeMemory) => number]>([
    [
      "a message",
      { kind: "message-seen", message: { messageId: "<a@b>", contentHash: "c" }, caseId: "SEC-2026-0001" },
      MESSAGE_MEMORY_MS,
      ({ seenMessages }) => seenMessages.size,
    ],
    [
      "a ciphertext",
      { kind: "ciphertext-seen", hash: "c" },
      CIPHERTEXT_MEMORY_MS,
      ({ seenCiphertexts }) => seenCiphertexts.size,
    ],
    [
      "a command",
      { kind: "command-used", command: { id: "c", made: NOW } },
      COMMAND_MEMORY_MS,
      ({ usedCommands }) => usedCommands.size,
    ],
  ])("of %s is forgotten when it is old enough, and not before", (_name, entry, age, size) => {
    const { memory, notes } = remembering(entry);
    notes.forget(later(age - 1));
    expect([size(memory), notes.takeOutlived()]).toEqual([1, []]);
    notes.forget(later(age));
    expect([size(memory), notes.takeOutlived(), notes.takeOutlived()]).toEqual([0, [1], []]);
  });

  test("of cases and what we sent stays", () => {
    const { memory, notes } = remembering(
      { kind: "case-opened", id: "SEC-2026-0001", reporter: "a@b.example" },
      { kind: "message-sent", caseId: "SEC-2026-0001", messageId: "<c@d>" },
      { kind: "message-sent", caseId: "SEC-2026-0002", messageId: "<e@f>" },
      { kind: "undelivered", messageId: "<c@d>" },
    );
    notes.forget(later(100 * CIPHERTEXT_MEMORY_MS));
    expect(notes.takeOutlived()).toEqual([]);
    expect([...memory.cases.values()]).toEqual([
      { id: "SEC-2026-0001", reporter: "a@b.example" },
      // Nobody can be proven to be the reporter of a case whose beginning is not known.
      { id: "SEC-2026-0002", reporter: "" },
    ]);
    expect(memory.sentMessages.get("<e@f>")).toBe("SEC-2026-0002");
    expect(memory.undelivered).toEqual(new Set(["<c@d>"]));
  });

  test("is not walked through: a hundred thousand entries are noted and forgotten in no time", () => {
    const { memory, notes } = remembering();
    const began = process.cpuUsage();
    for (let number = 0; number < 100_000; number += 1) {
      notes.note(number, later(number), { kind: "ciphertext-seen", hash: `c${number}` });
      notes.forget(later(number));
    }
    expect(memory.seenCiphertexts.size).toBe(100_000);
    expect(process.cpuUsage(began).user / 1000).toBeLessThan(5_000);
  });
});
