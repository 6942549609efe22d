/** What a page says after a form was sent. Addresses carry the word only, so that nobody can put words into our mouth. */
const NOTICES: Readonly<Record<string, string>> = {
  approved: "Your approval was taken.",
  "override-proof": "Your override was taken.",
  published: "It is being published.",
  "sent-back": "It was sent back.",
  edited: "It says so now.",
  said: "It says so now: one commit in our layer. The pages follow in a moment.",
  advisory: "The advisory's entry is written: one commit in our layer. The pages follow in a moment.",
  taken: "It is yours now.",
  dropped: "Somebody else may take it now.",
  "entry-out": "The entry is out.",
  decided: "It was taken, and is being written.",
  "taken-back": "It is being taken back.",
  retried: "The step is tried again.",
  tested: "Thank you. Your report was taken.",
  revoked: "The token opens nothing any more.",
  verified: "The whole chain was checked.",
  "logged-out": "You are logged out.",
};

export function noticeFor(word: unknown): string {
  return typeof word === "string" && Object.hasOwn(NOTICES, word) ? (NOTICES[word] ?? "") : "";
}
