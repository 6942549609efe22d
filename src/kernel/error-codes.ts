/**
 * Every error that can leave the program, in one closed table.
 * Exit codes: 1 a negative answer, 2 usage or unreadable input, 3 refused by a rule, 4 something on this machine is missing
 * or broken, 5 a peer (archive, builder, signer) failed, 70 a fault of ours.
 * docs/reference/errors.md is generated from this table.
 */
export const ERROR_CODES = {
  USAGE: { exit: 2, http: 400, next: "Run the command with --help for its form and an example." },
  INPUT_INVALID: { exit: 2, http: 400, next: "Mend the places named in the message and try again." },
  NOT_FOUND: { exit: 1, http: 404, next: "Check the name; the list command of the same noun shows what there is." },
  NOT_ALLOWED: {
    exit: 3,
    http: 403,
    next: "Ask somebody with the role that the message names; where it names a time, wait.",
  },
  NOT_LOGGED_IN: {
    exit: 3,
    http: 401,
    next: "Log in: `sameday login NAME --key FINGERPRINT`, with your id and your key as they stand in the distribution definition (`gpg --list-secret-keys` shows yours). For the pages the desk's administrator prints a link: `sameday desk login-link NAME`.",
  },
  TOO_BUSY: { exit: 4, http: 503, next: "Wait some seconds and try again; nothing was counted against you." },
  CONFLICT: {
    exit: 3,
    http: 409,
    next: "Nothing was changed. Look how it stands now; the message says what is in the way.",
  },
  CASE_REFUSED: {
    exit: 3,
    http: 409,
    next: "Nothing was changed. Give what the message names, or ask whoever it says can give it.",
  },
  ANSWER_SENT: {
    exit: 3,
    http: 409,
    next: "Nothing more was sent. The case shows the answer that left; send this one as well if it is meant.",
  },
  CASE_DISCLOSED: {
    exit: 3,
    http: 409,
    next: "Nothing is left to do. The case's disclosure shows how far the world has been told.",
  },
  ADVISORY_PUBLISHED: {
    exit: 3,
    http: 409,
    next: "Nothing was published. Give the advisory an id that none has; where it corrects the other one, name that in its text.",
  },
  ROLE_KEY_UNAVAILABLE: {
    exit: 4,
    http: 503,
    next: "Nothing is lost: mail waits, sealed. See whether the role key's process runs and a key is installed (`sameday cases key show`).",
  },
  MAILBOX_UNAVAILABLE: {
    exit: 5,
    http: 502,
    next: "Nothing is lost: mail stays in its mailbox and is fetched later. See host, user, password file and folder of [intake.imap].",
  },
  FORGE_REFUSED: {
    exit: 5,
    http: 502,
    next: "Nothing of the case is there. Mend the project, its token or [intake.gitlab] as the message says; it is tried again.",
  },
  ISSUE_SEALED: {
    exit: 3,
    http: 409,
    next: "Nothing was published. Disclose the sealed issue with `sameday sealed disclose ID --update UPDATE`; it goes on from there.",
  },
  SIGNATURE_BAD: {
    exit: 3,
    http: 422,
    next: "Sign again with the key that is on file for you, over exactly the text shown.",
  },
  KEY_FILE_OPEN: {
    exit: 3,
    http: 409,
    next: "Nothing was done with the key. Take the file away from others as the message says; who could read it before may have a copy.",
  },
  KEY_LOCKED: {
    exit: 4,
    http: 409,
    next: "Nothing was told to the desk. Try again with the passphrase or the card; `export GPG_TTY=$(tty)` tells gpg's agent which terminal is yours.",
  },
  SIGNER_UNKNOWN: {
    exit: 3,
    http: 403,
    next: "Sign with a key that is on file, or have this one put there: a person's into the distribution definition, an archive's into its suite's keyring.",
  },
  SIGNER_NOT_ALLOWED: {
    exit: 3,
    http: 403,
    next: "Ask a full member to sign, or to add the right to the distribution definition.",
  },
  HASH_MISMATCH: {
    exit: 5,
    http: 422,
    next: "Nothing was taken over. Fetch again; if it repeats, the sender is broken or lies.",
  },
  VERSION_NOT_NEWER: { exit: 3, http: 409, next: "Give the update a version above every one already in the release." },
  VERSION_SORTS_WRONG: {
    exit: 3,
    http: 409,
    next: "Choose a version that sorts between the suites as the message says.",
  },
  DISTRIBUTION_INVALID: {
    exit: 2,
    http: 500,
    next: "Mend the distribution definition; `sameday distribution check` names each place.",
  },
  ARCHIVE_UNVERIFIED: {
    exit: 5,
    http: 502,
    next: "The last good state stays in service. Check mirror and keyring, then fetch again.",
  },
  ARCHIVE_UNREACHABLE: {
    exit: 5,
    http: 502,
    next: "The last good state stays in service. Check the network or choose another mirror.",
  },
  BUG_TRACKER_FAILED: {
    exit: 5,
    http: 502,
    next: "Nothing was written, and what was read is kept. Check network and address, then import again.",
  },
  TOOL_MISSING: { exit: 4, http: 500, next: "Run `sameday doctor`; it names the Debian package to install." },
  PROCESS_FAILED: {
    exit: 5,
    http: 500,
    next: "Read the log of that step or process; a command says more with SAMEDAY_DEBUG=1.",
  },
  PROCESS_TIMED_OUT: {
    exit: 5,
    http: 504,
    next: "Read the log; if the work is honest, raise the time limit in the definition.",
  },
  PROCESS_OUTPUT_TOO_LARGE: {
    exit: 5,
    http: 500,
    next: "The program wrote more than its limit; its log was kept up to there.",
  },
  DISK_FULL: { exit: 4, http: 507, next: "Free space in the data directory; the work goes on by itself afterwards." },
  SPOOL_FULL: {
    exit: 4,
    http: 507,
    next: "The mail system keeps new mail and tries again. Find out why the mail that waits is not judged; it is taken in again by itself.",
  },
  SEAL_BROKEN: {
    exit: 3,
    http: 500,
    next: "Nothing was opened. The key file is another one, or somebody changed what was stored: compare both with a backup.",
  },
  DESK_UNREACHABLE: {
    exit: 4,
    http: 503,
    next: "Name the desk's address with --desk URL or $SAMEDAY_DESK; without them it is http://127.0.0.1:8420, a desk on this machine. Where none runs yet, its administrator makes and starts one: docs/guides/desk.md goes from nothing to `sameday desk run`.",
  },
  DESK_SUSPECT: {
    exit: 3,
    http: 502,
    next: "Nothing was signed. Make sure that the address is your desk's; if it is, tell its administrator that somebody may have taken it over.",
  },
  STORE_UNAVAILABLE: { exit: 4, http: 503, next: "Run `sameday doctor`; it says why PostgreSQL does not answer." },
  STORE_FOREIGN_OWNER: { exit: 4, http: 500, next: "Give the data directory back to the user named in the message." },
  DATA_UNSAFE: {
    exit: 4,
    http: 500,
    next: "Find out who changed the data directory; mend or remove what the message names, then start again.",
  },
  STORE_VERSION: {
    exit: 4,
    http: 500,
    next: "Run `sameday desk upgrade-store` with both PostgreSQL versions installed.",
  },
  STORE_NEWER: { exit: 4, http: 500, next: "This data was written by a newer release; install that one." },
  CLOCK_WENT_BACK: {
    exit: 4,
    http: 500,
    next: "Set the machine's clock; what waits goes on by itself. If the clock is right, make the file that the message names.",
  },
  BUILDER_REFUSED: {
    exit: 3,
    http: 401,
    next: "Put the public key that `sameday builder create-key` prints into the distribution definition, under the builder's name, and start the desk again.",
  },
  SIGNER_REFUSED: {
    exit: 3,
    http: 409,
    next: "Read the reason; the signer checks everything by itself and has published nothing.",
  },
  SIGNER_UNREACHABLE: { exit: 4, http: 503, next: "Start the signer; `sameday doctor` shows its socket." },
  TRACKER_AWAY: { exit: 4, http: 503, next: "Ask again in some seconds; the desk starts the tracker again by itself." },
  LOG_BROKEN: {
    exit: 1,
    http: 500,
    next: "The audit log was changed from outside from the entry named on; restore a backup and compare.",
  },
  INTERNAL: { exit: 70, http: 500, next: "Please report this with the reference shown; nothing was changed." },
} as const satisfies Record<string, { exit: number; http: number; next: string }>;

export type ErrorCode = keyof typeof ERROR_CODES;
