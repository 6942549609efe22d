import type { Certificate, MessageOpener } from "../../openpgp/index.ts";
import { type IntakeState, keysOf } from "./state.ts";

/** All that the reading of a message asks for: an opener, and the keys that are known. Nothing else of intake reaches it. */
export interface KeySource extends Omit<MessageOpener, "close"> {
  /** Keys of staff, and those on file for an address. */
  near(address: string | undefined): Promise<readonly Certificate[]>;
  /** Every key that is on file, and ours. */
  all(): Promise<readonly Certificate[]>;
}

/** As a state has them when they are asked for. */
export function keySource(state: IntakeState, opener: MessageOpener): KeySource {
  return {
    open: (message, known) => opener.open(message, known),
    verifyDetached: (data, signature, known) => opener.verifyDetached(data, signature, known),
    verifyClearText: (text, known) => opener.verifyClearText(text, known),
    readCertificates: (bytes) => opener.readCertificates(bytes),
    near: async (address) => keysNear(state, address),
    all: async () => allKeys(state),
  };
}

export function keysNear(state: IntakeState, address: string | undefined): readonly Certificate[] {
  return [...state.staff.map(({ certificate }) => certificate), ...keysOf(state, address)];
}

export function allKeys(state: IntakeState): readonly Certificate[] {
  return [...knownCertificates(state), ...(state.roleCertificates ?? [])];
}

/** Keys that are on file. */
export function knownCertificates({ staff, reporterKeys }: IntakeState): readonly Certificate[] {
  return [...staff.map(({ certificate }) => certificate), ...[...reporterKeys.values()].flat()];
}
