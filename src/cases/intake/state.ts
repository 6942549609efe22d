import type { Certificate } from "../../openpgp/index.ts";
import { COMMAND_LIFETIME_MS } from "./people/command-life.ts";

/** All that a judgement depends on beside the message. Whoever keeps it applies the changes that a judgement names. */
export interface IntakeState {
  /** Our address, lower case. */
  readonly address: string;
  readonly now: Date;
  /** Primary fingerprints of our own keys: one of them that comes along is nobody else's. */
  readonly roleFingerprints: readonly string[];
  readonly staff: readonly StaffMember[];
  /** Keys on file for reporters. */
  readonly reporterKeys: readonly ReporterKey[];
  readonly cases: readonly KnownCase[];
  readonly seenMessages: readonly SeenMessage[];
  readonly seenCiphertexts: readonly string[];
  readonly usedCommands: readonly UsedCommand[];
  /** Message ids of ours of which a delivery report came. */
  readonly undelivered: readonly string[];
}

export interface StaffMember {
  /** Lower case. */
  readonly address: string;
  /** `point_person`, `deputy`, `team_lead`, `director`, `assistant`, `auditor`; any other has no right. */
  readonly role: string;
  readonly team: string | undefined;
  readonly certificate: Certificate;
}

export interface ReporterKey {
  /** Lower case. */
  readonly address: string;
  readonly certificate: Certificate;
}

export interface KnownCase {
  readonly id: string;
  /** Lower case. */
  readonly reporter: string;
  /** With angle brackets. They have a random part, so that knowing one means having received it. */
  readonly sentMessageIds: readonly string[];
}

export interface SeenMessage {
  /** With angle brackets; empty for a message that has none. */
  readonly messageId: string;
  /** Of what its sender wrote, without the trace that mail systems add. */
  readonly contentHash: string;
}

export interface UsedCommand {
  /** Hash of signer, time of signature and signed text. */
  readonly id: string;
  readonly made: Date;
}

export type StateChange =
  | { readonly kind: "message-seen"; readonly message: SeenMessage }
  | { readonly kind: "ciphertext-seen"; readonly hash: string }
  | { readonly kind: "key-pinned"; readonly key: ReporterKey }
  /** A newer copy of a key on file, or one that says it is revoked. */
  | { readonly kind: "key-refreshed"; readonly key: ReporterKey }
  | { readonly kind: "command-used"; readonly command: UsedCommand }
  | { readonly kind: "undelivered"; readonly messageId: string };

export function applyChanges(state: IntakeState, changes: readonly StateChange[]): IntakeState {
  return changes.reduce(applyChange, state);
}

function applyChange(state: IntakeState, change: StateChange): IntakeState {
  switch (change.kind) {
    case "message-seen":
      return { ...state, seenMessages: [...state.seenMessages, change.message] };
    case "ciphertext-seen":
      return { ...state, seenCiphertexts: [...state.seenCiphertexts, change.hash] };
    case "key-pinned":
      return { ...state, reporterKeys: [...state.reporterKeys, change.key] };
    case "key-refreshed":
      return {
        ...state,
        reporterKeys: state.reporterKeys.map((key) => (isSameKey(key, change.key) ? change.key : key)),
      };
    case "command-used":
      return { ...state, usedCommands: [...state.usedCommands.filter(isYoung(state.now)), change.command] };
    case "undelivered":
      return { ...state, undelivered: [...state.undelivered, change.messageId] };
  }
}

function isSameKey(a: ReporterKey, b: ReporterKey): boolean {
  return a.address === b.address && a.certificate.fingerprint === b.certificate.fingerprint;
}

/** One past its life is refused for its age; it need not be remembered. */
function isYoung(now: Date): (command: UsedCommand) => boolean {
  return ({ made }) => now.getTime() - made.getTime() < 2 * COMMAND_LIFETIME_MS;
}
