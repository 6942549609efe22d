import type { Migration } from "./migration.ts";

export const updates: Migration = {
  name: "0002-updates",
  statements: [
    `CREATE TABLE update (
      number integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      id text GENERATED ALWAYS AS ('U-' || number) STORED UNIQUE,
      source text NOT NULL,
      version text NOT NULL,
      release text NOT NULL,
      architectures text[] NOT NULL,
      issues text[] NOT NULL,
      embargoed boolean NOT NULL,
      embargo_until timestamptz,
      state text NOT NULL CHECK (state IN ('open', 'published', 'refused', 'withdrawn')),
      reason text NOT NULL,
      uploader text NOT NULL,
      uploader_fingerprint text NOT NULL,
      known_at timestamptz NOT NULL,
      deadline_at timestamptz NOT NULL,
      created_at timestamptz NOT NULL,
      published_at timestamptz,
      regression_of text,
      summary text NOT NULL
    )`,
    // One live update for a version; a refused or withdrawn one may be followed by another try.
    `CREATE UNIQUE INDEX update_live ON update (source, version, release) WHERE state IN ('open', 'published')`,
    `CREATE TABLE step (
      update_id text NOT NULL REFERENCES update (id),
      position integer NOT NULL,
      step text NOT NULL,
      kind text NOT NULL,
      architecture text NOT NULL,
      state text NOT NULL CHECK (state IN ('waiting', 'ready', 'running', 'done', 'failed')),
      result text CHECK (result IN ('passed', 'failed', 'nothing-to-do')),
      attempt integer NOT NULL DEFAULT 0,
      party text NOT NULL,
      ready_at timestamptz,
      started_at timestamptz,
      finished_at timestamptz,
      reason text NOT NULL,
      message text NOT NULL,
      envelope text NOT NULL,
      job_id text,
      PRIMARY KEY (update_id, step, kind, architecture),
      CHECK ((state = 'done') = (result IS NOT NULL))
    )`,
    `CREATE INDEX step_job ON step (job_id) WHERE job_id IS NOT NULL`,
    `CREATE TABLE update_file (
      update_id text NOT NULL REFERENCES update (id),
      role text NOT NULL CHECK (role IN ('source', 'upload', 'built', 'report')),
      architecture text NOT NULL,
      name text NOT NULL,
      sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
      size bigint NOT NULL CHECK (size >= 0),
      package text NOT NULL,
      package_version text NOT NULL,
      added_at timestamptz NOT NULL,
      PRIMARY KEY (update_id, role, architecture, name)
    )`,
    `CREATE TABLE environment (
      update_id text NOT NULL REFERENCES update (id),
      architecture text NOT NULL,
      package text NOT NULL,
      version text NOT NULL,
      package_architecture text NOT NULL,
      sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
      size bigint NOT NULL,
      PRIMARY KEY (update_id, architecture, package, package_architecture)
    )`,
    `CREATE TABLE approval (
      update_id text NOT NULL REFERENCES update (id),
      person text NOT NULL,
      decision text NOT NULL CHECK (decision IN ('approve', 'override-proof')),
      reason text NOT NULL,
      signed_text text NOT NULL,
      fingerprint text NOT NULL,
      signed_at timestamptz NOT NULL,
      given_at timestamptz NOT NULL,
      PRIMARY KEY (update_id, person, decision)
    )`,
    `CREATE TABLE tester_report (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      update_id text NOT NULL REFERENCES update (id),
      tester text NOT NULL,
      verdict text NOT NULL CHECK (verdict IN ('works', 'breaks')),
      note text NOT NULL,
      at timestamptz NOT NULL
    )`,
    `CREATE TABLE queue_token (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      queue text NOT NULL,
      holder text NOT NULL,
      token_sha256 text NOT NULL UNIQUE,
      created_by text NOT NULL,
      created_at timestamptz NOT NULL,
      last_used_at timestamptz,
      revoked_at timestamptz
    )`,
    `CREATE TABLE advisory (
      id text PRIMARY KEY,
      update_id text NOT NULL UNIQUE REFERENCES update (id),
      number integer,
      revision integer NOT NULL,
      signed_text text NOT NULL,
      commit_id text NOT NULL,
      at timestamptz NOT NULL,
      UNIQUE (number, revision)
    )`,
    `CREATE TABLE mail (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      key text NOT NULL UNIQUE,
      recipient text NOT NULL,
      subject text NOT NULL,
      body text NOT NULL,
      created_at timestamptz NOT NULL,
      sent_at timestamptz,
      problem text NOT NULL
    )`,
    `CREATE TABLE builder_seen (
      name text PRIMARY KEY,
      last_seen_at timestamptz NOT NULL,
      doing text NOT NULL
    )`,
  ],
};
