import type { Statement, StatementFacts } from "./statement.ts";

/** Where two people's statements about one message differ. */
export interface Contradiction {
  /** Whose facts count: the first who opened it. */
  readonly first: string;
  readonly other: string;
  /** What differs, in words for people: `signature: good, bad`. */
  readonly differs: readonly string[];
}

/** What is on file for an address changes between two people who open one message. */
const OF_THE_HOUR: ReadonlySet<string> = new Set(["key_conflict"]);

type Fact = readonly [name: string, value: (facts: StatementFacts) => string];

const FACTS: readonly Fact[] = [
  ["opened", ({ opened }) => opened],
  ["layer", ({ crypto }) => crypto.layer],
  ["integrity", ({ crypto }) => crypto.integrity ?? "unknown"],
  ["signature", ({ crypto }) => crypto.signature],
  ["signer", ({ crypto }) => crypto.signer ?? "none"],
  ["signer is the sender", ({ crypto }) => yesOrNo(crypto.signerMatchesFrom)],
  ["flags", ({ flags }) => flags.filter((flag) => !OF_THE_HOUR.has(flag)).join(" ") || "none"],
  ["attachments", ({ attachments }) => String(attachments)],
  ["signed command", ({ command }) => command || "none"],
  ["key for answers", ({ replyKey }) => replyKey || "none"],
];

function yesOrNo(fact: boolean | null): string {
  return fact === null ? "not known" : fact ? "yes" : "no";
}

/** Reasons that are about the person and not about the message: who has no key contradicts nobody who has one. */
const OWN_REASONS: ReadonlySet<StatementFacts["opened"]> = new Set(["no-matching-key", "deadline"]);

/** The statement whose facts count, if anybody has opened it: the first that says so. */
export function leading(statements: readonly Statement[]): Statement | undefined {
  return statements.find(({ opened }) => opened === "yes") ?? statements[0];
}

/** Each person's last word against the one that counts; nobody contradicts themselves. */
export function contradictionsIn(statements: readonly Statement[]): readonly Contradiction[] {
  const first = leading(statements);
  if (!first) return [];
  const last = new Map(statements.map((statement) => [statement.person, statement]));
  return [...last.values()].flatMap((other) => {
    if (other.person === first.person || isOwnReason(first, other)) return [];
    const differs = FACTS.flatMap(([name, value]) => {
      const [a, b] = [value(first), value(other)];
      return a === b ? [] : [`${name}: ${a}, ${b}`];
    });
    return differs.length === 0 ? [] : [{ first: first.person, other: other.person, differs }];
  });
}

function isOwnReason(first: Statement, other: Statement): boolean {
  return OWN_REASONS.has(other.opened) || OWN_REASONS.has(first.opened);
}
