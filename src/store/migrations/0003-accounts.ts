import type { Migration } from "./migration.ts";

export const accounts: Migration = {
  name: "0003-accounts",
  statements: [
    `CREATE TABLE account (
      person text PRIMARY KEY,
      password_hash text NOT NULL,
      totp_secret text NOT NULL,
      totp_last_step bigint NOT NULL,
      changed_at timestamptz NOT NULL
    )`,
    `CREATE TABLE session (
      token_sha256 text PRIMARY KEY,
      person text NOT NULL,
      how text NOT NULL CHECK (how IN ('password', 'openpgp', 'link')),
      created_at timestamptz NOT NULL,
      last_seen_at timestamptz NOT NULL,
      expires_at timestamptz NOT NULL
    )`,
    `CREATE TABLE login_link (
      token_sha256 text PRIMARY KEY,
      person text NOT NULL,
      expires_at timestamptz NOT NULL,
      used_at timestamptz
    )`,
    `CREATE TABLE challenge (
      nonce text PRIMARY KEY,
      person text NOT NULL,
      text text NOT NULL,
      expires_at timestamptz NOT NULL,
      used_at timestamptz
    )`,
    `CREATE TABLE throttle (
      key text PRIMARY KEY,
      failures integer NOT NULL,
      last_at timestamptz NOT NULL
    )`,
  ],
};
