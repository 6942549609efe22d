import type { NounEntry } from "../frame/verb.ts";

/** Every noun, in the order of --help: along the line first, tools last. */
export const NOUNS: readonly NounEntry[] = [
  { name: "drill", summary: "a rehearsal of the whole line", load: async () => (await import("./drill.ts")).noun },
  { name: "desk", summary: "the desk's processes and its door", load: async () => (await import("./desk.ts")).noun },
  { name: "login", summary: "log in at a desk with your key", load: async () => (await import("./login.ts")).noun },
  {
    name: "update",
    summary: "updates on their way to a release",
    load: async () => (await import("./update.ts")).noun,
  },
  {
    name: "queue",
    summary: "updates for testers, and their tokens",
    load: async () => (await import("./queue.ts")).noun,
  },
  { name: "evidence", summary: "what proves an update", load: async () => (await import("./evidence.ts")).noun },
  {
    name: "audit-log",
    summary: "every change of state, in a chain of hashes",
    load: async () => (await import("./audit-log.ts")).noun,
  },
  { name: "people", summary: "who is at the desk", load: async () => (await import("./people.ts")).noun },
  { name: "mail", summary: "mails that nobody took", load: async () => (await import("./mail.ts")).noun },
  {
    name: "builder",
    summary: "a machine that builds and proves",
    load: async () => (await import("./builder.ts")).noun,
  },
  { name: "signer", summary: "the process that holds the keys", load: async () => (await import("./signer.ts")).noun },
  {
    name: "distribution",
    summary: "the distribution definition",
    load: async () => (await import("./distribution.ts")).noun,
  },
  {
    name: "archive",
    summary: "the verified suites, and what they hold",
    load: async () => (await import("./archive.ts")).noun,
  },
  {
    name: "tracker",
    summary: "which issue is open in which package of which release, and why",
    load: async () => (await import("./tracker.ts")).noun,
  },
  {
    name: "sealed",
    summary: "embargoed issues, encrypted, over the tracker's data",
    load: async () => (await import("./sealed.ts")).noun,
  },
  {
    name: "advisory",
    summary: "one record to announcement, CSAF, OSV, CVE record and page",
    load: async () => (await import("./advisory.ts")).noun,
  },
  {
    name: "cases",
    summary: "mail to the security address, and what becomes of it",
    load: async () => (await import("./cases.ts")).noun,
  },
  {
    name: "due",
    summary: "everything that waits for you",
    load: async () => (await import("./due.ts")).noun,
  },
  {
    name: "review",
    summary: "changes that need a review focused on security",
    load: async () => (await import("./review.ts")).noun,
  },
  {
    name: "audit",
    summary: "what an auditor would find, in sources and images",
    load: async () => (await import("./audit.ts")).noun,
  },
  {
    name: "sudoers",
    summary: "sudo rules from a description with reasons",
    load: async () => (await import("./sudoers.ts")).noun,
  },
  { name: "debian", summary: "Debian's own rules as a tool", load: async () => (await import("./debian.ts")).noun },
  {
    name: "doctor",
    summary: "what this machine lacks, and how to get it",
    load: async () => (await import("./doctor.ts")).noun,
  },
  { name: "completion", summary: "completion for a shell", load: async () => (await import("./completion.ts")).noun },
];
