import type { OpenFault } from "../../../openpgp/index.ts";
import type { Flag } from "../flags.ts";
import type { CryptoFacts } from "../judgement.ts";

interface FaultRow {
  readonly flag: Flag;
  /** What can be said of the ciphertext's integrity. */
  readonly integrity: CryptoFacts["integrity"];
  /** Whether it is a limit: made on purpose, so that a person decides about an answer, and nothing more of the mail is opened. */
  readonly endsReading: boolean;
}

/** What each reason for which a message stays closed means here. */
export const FAULTS: Readonly<Record<OpenFault, FaultRow>> = {
  "no-matching-key": { flag: "no_matching_key", integrity: null, endsReading: false },
  "password-only": { flag: "passphrase_encrypted", integrity: null, endsReading: false },
  "integrity-failure": { flag: "integrity_failure", integrity: "fail", endsReading: false },
  "unsupported-algorithm": { flag: "unsupported_algorithm", integrity: null, endsReading: false },
  "no-integrity-protection": { flag: "no_integrity_protection", integrity: "none", endsReading: false },
  malformed: { flag: "malformed_openpgp", integrity: "fail", endsReading: false },
  "decompression-limit": { flag: "decompression_limit", integrity: null, endsReading: true },
  "session-key-limit": { flag: "pkesk_limit", integrity: null, endsReading: true },
  deadline: { flag: "deadline", integrity: null, endsReading: true },
};

/** Flags of faults that are limits. */
export const LIMIT_FLAGS: readonly Flag[] = Object.values(FAULTS)
  .filter(({ endsReading }) => endsReading)
  .map(({ flag }) => flag);
