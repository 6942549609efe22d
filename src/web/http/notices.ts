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
  "case-act": "It was done, and stands in the log.",
  claimed: "It is yours now; the others are told that it is being handled.",
  verdict: "Your team's word was taken.",
  sorted: "It was sorted out. It can be opened again.",
  noted: "Your note is kept with the case.",
  "answer-encrypted": "Your answer leaves now, encrypted.",
  "answer-clear": "Your answer leaves now, in clear.",
  "answer-ask-for-key": "Your answer leaves now; it asks for a key and holds nothing of the report.",
  "lesson-read": "Thank you. It is noted that you read it.",
  learned: "The lesson is written, and the case closed.",
  disclosed: "It is published, and the world is being told.",
  "advisory-kept": "The record is kept with the case.",
  absence: "It is noted; others step in.",
  zone: "Hours stand in your zone now.",
  "logged-out": "You are logged out.",
};

export function noticeFor(word: unknown): string {
  return typeof word === "string" && Object.hasOwn(NOTICES, word) ? (NOTICES[word] ?? "") : "";
}
