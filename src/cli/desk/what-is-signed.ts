import { parseApproval } from "../../evidence/index.ts";
import { compareIssueIds, SamedayError } from "../../kernel/index.ts";
import { isOnThisMachine } from "./session.ts";

/*
 * A person's key signs nothing at the word of a desk alone: one that somebody has taken over, or that somebody else runs,
 * could ask for another signature than the person means to give. A login would release an update.
 */

/** A word about an update, and the key of the person's own keyring that signs it. */
export interface Decision {
  readonly update: string;
  readonly decision: "approve" | "override-proof";
  /** Of an override; empty for an approval. */
  readonly reason: string;
  readonly fingerprint: string;
  /** Where the person knows from elsewhere than the desk which issues it fixes: exactly these. */
  readonly issues?: readonly string[];
}

/** Throws DESK_SUSPECT unless the text is exactly an approval or override of this update, by this reason. */
export function requireDecisionText(text: string, word: Omit<Decision, "fingerprint">): void {
  const { value } = parseApproval(text);
  if (!value) throw suspect("The desk sent something else to sign than an approval.");
  if (value.update !== word.update || value.decision !== word.decision || value.reason !== word.reason) {
    throw suspect(`The desk sent another text to sign than about ${word.decision} of ${word.update}.`);
  }
  const { issues } = word;
  if (issues !== undefined && value.issues.join(" ") !== [...issues].sort(compareIssueIds).join(" ")) {
    throw suspect(`The desk sent a text to sign about ${value.issues.join(" ")}, and not about ${issues.join(" ")}.`);
  }
}

/**
 * Throws DESK_SUSPECT unless the text is exactly a challenge that lets this person in at the desk of this address. A desk on
 * this machine, or at the end of a tunnel, may have another address for others.
 */
export async function requireLoginText(text: string, person: string, address: string): Promise<void> {
  const { readChallenge } = await import("../../accounts/index.ts");
  const challenge = readChallenge(text);
  if (!challenge) throw suspect("The desk sent something else to sign than a login.");
  if (challenge.person !== person) throw suspect(`The desk sent a login of ${challenge.person} to sign.`);
  const { publicUrl } = challenge;
  if (isOnThisMachine(address) || isSame(publicUrl, address)) return;
  throw suspect(
    `${address} sent a login at ${publicUrl} to sign. If that is your desk's address, name it with --desk.`,
  );
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [URL.parse(one), URL.parse(other)];
  return a !== null && b !== null && a.href === b.href;
}

function suspect(message: string): SamedayError {
  return new SamedayError("DESK_SUSPECT", message);
}
