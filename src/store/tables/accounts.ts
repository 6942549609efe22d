import type { ColumnType } from "kysely";

/** What a person of the definition logs in with; people without a row use their OpenPGP key. */
export interface AccountTable {
  person: string;
  /** `scrypt$N$r$p$salt$hash`, base64url. */
  password_hash: string;
  /** Base32, as the authenticator program has it. */
  totp_secret: string;
  /** The last time step whose code was taken: no code counts twice. */
  totp_last_step: number;
  changed_at: Date;
}

export interface SessionTable {
  /** The token itself is only in the browser's cookie or the command's file. */
  token_sha256: string;
  person: string;
  /** `password`, `openpgp`, `link`. */
  how: string;
  created_at: Date;
  last_seen_at: Date;
  expires_at: Date;
}

export interface LoginLinkTable {
  token_sha256: string;
  person: string;
  expires_at: Date;
  used_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
}

export interface ChallengeTable {
  nonce: string;
  person: string;
  text: string;
  expires_at: Date;
  used_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
}

/** How often somebody failed to log in, by person and by address. */
export interface ThrottleTable {
  key: string;
  failures: number;
  last_at: Date;
}

export interface AccountsTables {
  account: AccountTable;
  session: SessionTable;
  login_link: LoginLinkTable;
  challenge: ChallengeTable;
  throttle: ThrottleTable;
}
