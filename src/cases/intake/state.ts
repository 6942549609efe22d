import type { Certificate } from "../../openpgp/index.ts";
import { COMMAND_LIFETIME_MS } from "./people/command-life.ts";

/**
 * All that a judgement depends on beside the message. Whoever keeps it applies the changes that a judgement names.
 * It is asked by name, never walked through: years of mail must not make the next one slow.
 */
export interface IntakeState {
  /** Sealed mode: whoever judges has no key of ours, and what is encrypted waits for people. */
  readonly peopleHoldKey?: boolean;
  /** Our address, lower case. */
  readonly address: string;
  readonly now: Date;
  /** Primary fingerprints of our own keys: one of them that comes along is nobody else's. */
  readonly roleFingerprints: readonly string[];
  /** The public parts of the keys that the desk signs with, or did, by which a mail of ours is known again; none where it signs nothing. */
  readonly roleCertificates?: readonly Certificate[];
  readonly staff: readonly StaffMember[];
  /** Keys on file for reporters, by address in lower case. */
  readonly reporterKeys: ReadonlyMap<string, readonly Certificate[]>;
  /** By id. */
  readonly cases: ReadonlyMap<string, KnownCase>;
  /**
   * Message ids of ours, with angle brackets, to the case in which they were sent. They have a random part, so that knowing
   * one means having received it.
   */
  readonly sentMessages: ReadonlyMap<string, string>;
  /** `nameOfSeen` to the case with which the message is kept; empty where that is not known. */
  readonly seenMessages: ReadonlyMap<string, string>;
  readonly seenCiphertexts: ReadonlySet<string>;
  /** `UsedCommand.id` to when it was signed. */
  readonly usedCommands: ReadonlyMap<string, Date>;
  /** Message ids of ours of which a delivery report came. */
  readonly undelivered: ReadonlySet<string>;
}

/** The same while somebody adds to it. */
export interface IntakeMemory extends IntakeState {
  readonly reporterKeys: Map<string, readonly Certificate[]>;
  readonly cases: Map<string, KnownCase>;
  readonly sentMessages: Map<string, string>;
  readonly seenMessages: Map<string, string>;
  readonly seenCiphertexts: Set<string>;
  readonly usedCommands: Map<string, Date>;
  readonly undelivered: Set<string>;
}

export interface StaffMember {
  /** Lower case. */
  readonly address: string;
  /** `point_person`, `deputy`, `team_lead`, `director`, `handler`, `assistant`, `auditor`; any other has no right. */
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
  /**
   * `caseId` is added by whoever keeps the message. `isNoise`: nobody is called for it, so the same words are judged again
   * when they come again: whoever sends a copy of a report first, with headers of a machine, must not make the report vanish.
   */
  | { readonly kind: "message-seen"; readonly message: SeenMessage; readonly caseId?: string; readonly isNoise?: true }
  | { readonly kind: "ciphertext-seen"; readonly hash: string }
  /** `from` says where it was found; absent for one that came with a mail which it signed. */
  | { readonly kind: "key-pinned"; readonly key: ReporterKey; readonly from?: string }
  /** A newer copy of a key on file, or one that says it is revoked. */
  | { readonly kind: "key-refreshed"; readonly key: ReporterKey }
  | { readonly kind: "command-used"; readonly command: UsedCommand }
  | { readonly kind: "undelivered"; readonly messageId: string };

/** By what a message is found again: its id and its contents. */
export function nameOfSeen({ messageId, contentHash }: SeenMessage): string {
  return `${contentHash} ${messageId}`;
}

/** A state that begins: what it may be given, everything else empty. */
export function startMemory(begin: Pick<IntakeState, "address" | "now"> & Partial<IntakeState>): IntakeMemory {
  return {
    address: begin.address,
    now: begin.now,
    ...(begin.peopleHoldKey ? { peopleHoldKey: true } : {}),
    roleFingerprints: begin.roleFingerprints ?? [],
    ...(begin.roleCertificates ? { roleCertificates: begin.roleCertificates } : {}),
    staff: begin.staff ?? [],
    reporterKeys: new Map(begin.reporterKeys),
    cases: new Map(begin.cases),
    sentMessages: new Map(begin.sentMessages),
    seenMessages: new Map(begin.seenMessages),
    seenCiphertexts: new Set(begin.seenCiphertexts),
    usedCommands: new Map(begin.usedCommands),
    undelivered: new Set(begin.undelivered),
  };
}

/** The state after some changes; the one before stays as it was. */
export function applyChanges(state: IntakeState, changes: readonly StateChange[]): IntakeState {
  const next = startMemory(state);
  for (const change of changes) noteChange(next, change);
  return next;
}

/** Applies one change in place. Applying it again changes nothing. */
export function noteChange(memory: IntakeMemory, change: StateChange): void {
  switch (change.kind) {
    case "message-seen":
      if (!change.isNoise) memory.seenMessages.set(nameOfSeen(change.message), change.caseId ?? "");
      return;
    case "ciphertext-seen":
      memory.seenCiphertexts.add(change.hash);
      return;
    case "key-pinned": {
      const before = keysOf(memory, change.key.address);
      const { certificate } = change.key;
      if (before.some(({ fingerprint }) => fingerprint === certificate.fingerprint)) return;
      memory.reporterKeys.set(change.key.address, [...before, certificate]);
      return;
    }
    case "key-refreshed": {
      const { address, certificate } = change.key;
      const isIt = (one: Certificate): boolean => one.fingerprint === certificate.fingerprint;
      const after = keysOf(memory, address).map((one) => (isIt(one) ? certificate : one));
      memory.reporterKeys.set(address, after);
      return;
    }
    case "command-used":
      forgetOldCommands(memory);
      memory.usedCommands.set(change.command.id, change.command.made);
      return;
    case "undelivered":
      memory.undelivered.add(change.messageId);
  }
}

/** Keys on file for a reporter's address. */
export function keysOf({ reporterKeys }: IntakeState, address: string | undefined): readonly Certificate[] {
  return address === undefined ? [] : (reporterKeys.get(address) ?? []);
}

/** The case in which a message of ours was sent. */
export function caseOfSent({ sentMessages, cases }: IntakeState, messageId: string | undefined): KnownCase | undefined {
  const id = messageId === undefined ? undefined : sentMessages.get(messageId);
  return id === undefined ? undefined : cases.get(id);
}

/** How long a used command is remembered after its signature: one past its life is refused for its age. */
export const COMMAND_MEMORY_MS = 2 * COMMAND_LIFETIME_MS;

function forgetOldCommands({ now, usedCommands }: IntakeMemory): void {
  for (const [id, made] of usedCommands) {
    if (now.getTime() - made.getTime() >= COMMAND_MEMORY_MS) usedCommands.delete(id);
  }
}
