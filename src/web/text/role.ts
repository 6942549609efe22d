import type { Role } from "../../distribution/index.ts";

const WORDS: Readonly<Record<Role, string>> = {
  full: "full member",
  assistant: "assistant",
  uploader: "uploader",
  auditor: "auditor",
};

/** A role as it stands in a sentence. */
export function roleWord(role: Role): string {
  return WORDS[role] ?? role;
}
