import type { KeptMessage } from "../../handling/kept.ts";
import { type Contradiction, contradictionsIn, leading } from "../words/contradictions.ts";
import { parseStatement, type Statement } from "../words/statement.ts";

/** What is known of a sealed message by what people said, for pages and programs. */
export interface SealedView {
  readonly hash: string;
  readonly statements: readonly Statement[];
  /** Whose facts count; undefined while nobody has looked. */
  readonly leading: Statement | undefined;
  readonly contradictions: readonly Contradiction[];
}

/** Undefined for a message that the desk can read by itself. */
export function sealedView({ sealed }: Pick<KeptMessage, "sealed">): SealedView | undefined {
  if (!sealed) return undefined;
  const statements = statementsIn(sealed);
  return {
    hash: sealed.hash,
    statements,
    leading: leading(statements),
    contradictions: contradictionsIn(statements),
  };
}

export function statementsIn({ statements }: NonNullable<KeptMessage["sealed"]>): readonly Statement[] {
  return statements.flatMap(({ text }) => parseStatement(text).value ?? []);
}
