import type { MailOddity, MailOddityCode } from "./types.ts";

/** Collects oddities while a message is read. The same remark about ten thousand parts is one remark. */
export interface Notes {
  add(code: MailOddityCode, text: string): void;
  all(): readonly MailOddity[];
}

export function createNotes(): Notes {
  const notes = new Map<string, MailOddity>();
  return {
    add(code, text) {
      const key = `${code} ${text}`;
      if (!notes.has(key)) notes.set(key, { code, text });
    },
    all: () => [...notes.values()],
  };
}
