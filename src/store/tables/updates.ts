import type { ColumnType, Generated } from "kysely";

/** One fixed source package version on its way to one release. */
export interface UpdateTable {
  /** `U-204817365`: random digits, so that names count nothing. Older releases numbered them `U-1`, `U-2` …. Never reused. */
  id: string;
  /** In the order of arrival; never shown, because it counts embargoed updates too. */
  number: Generated<number>;
  source: string;
  version: string;
  release: string;
  architectures: string[];
  issues: string[];
  /** Those of `issues` that no list of the tracker names yet, as was said on purpose. */
  new_issues: string[];
  embargoed: boolean;
  /** An embargo has an hour; null while nobody has set one. */
  embargo_until: Date | null;
  /** When a full member said that it goes out now, whatever its hour; taken back together with its approvals. */
  publish_said_at: Date | null;
  state: "open" | "published" | "refused" | "withdrawn";
  /** Why it was refused, sent back or withdrawn; empty otherwise. */
  reason: string;
  /** Person id of whose signature gave the right to upload. */
  uploader: string;
  uploader_fingerprint: string;
  /** Everybody whose signature the source or its .changes carries, sorted; none of them may approve it. */
  uploaders: string[];
  /** When we learned of the problem: the clock starts here. */
  known_at: Date;
  deadline_at: Date;
  created_at: Date;
  /** When users could have it. */
  published_at: Date | null;
  /** Set on a regression fix: the advisory (`DSA-5000-1`) whose next revision this is. */
  regression_of: string | null;
  /** The advisory's summary, as the uploader or a member wrote it. */
  summary: string;
}

type StepResultColumn = "passed" | "failed" | "nothing-to-do" | null;

export interface StepTable {
  update_id: string;
  /** The order in which people read the steps. */
  position: number;
  step: string;
  kind: string;
  architecture: string;
  state: "waiting" | "ready" | "running" | "done" | "failed";
  result: ColumnType<StepResultColumn, StepResultColumn | undefined, StepResultColumn>;
  attempt: Generated<number>;
  /** Who does or did it: `desk`, `builder:ash`, a person's id. */
  party: string;
  ready_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
  started_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
  finished_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
  /** Stable word when it could not be done. */
  reason: string;
  /** One sentence for people: what was found, or why it failed. */
  message: string;
  /** The DSSE envelope, empty until done. */
  envelope: string;
  /** The job that does it, so that a lost one can be told from a late one. */
  job_id: ColumnType<string | null, string | null | undefined, string | null>;
}

export interface UpdateFileTable {
  update_id: string;
  /** source: the .dsc and what it names; built: .deb, .buildinfo, .changes; upload: the signed .changes or git proof; report: for people. */
  role: "source" | "upload" | "built" | "report";
  architecture: string;
  name: string;
  sha256: string;
  size: number;
  /** Binary package and its version with epoch, for a .deb; empty otherwise. */
  package: string;
  package_version: string;
  added_at: Date;
}

/** The exact packages a build was made with; the contents are blobs. */
export interface EnvironmentTable {
  update_id: string;
  architecture: string;
  package: string;
  version: string;
  package_architecture: string;
  sha256: string;
  size: number;
}

export interface ApprovalTable {
  update_id: string;
  person: string;
  decision: "approve" | "override-proof";
  reason: string;
  /** The clear-signed text as it was given. */
  signed_text: string;
  fingerprint: string;
  signed_at: Date;
  given_at: Date;
  /** Why it no longer counts, in one sentence; empty while it does. */
  lapsed: string;
}

export interface TesterReportTable {
  id: Generated<number>;
  update_id: string;
  tester: string;
  verdict: "works" | "breaks";
  note: string;
  at: Date;
}

/** A personal password for an embargoed queue, for apt's auth.conf.d. */
export interface QueueTokenTable {
  id: Generated<number>;
  queue: string;
  holder: string;
  /** SHA-256 of the token; the token itself is shown once. */
  token_sha256: string;
  created_by: string;
  created_at: Date;
  last_used_at: Date | null;
  revoked_at: Date | null;
}

export interface AdvisoryTable {
  /** `DSA-5814-1`; while embargoed `DSA-EMBARGOED-U-204817365`. */
  id: string;
  update_id: string;
  number: number | null;
  revision: number;
  signed_text: string;
  /** The commit in our layer that holds the record. */
  commit_id: string;
  at: Date;
}

export interface MailTable {
  id: Generated<number>;
  /** What makes it unique, so that a repeated step does not write twice. */
  key: string;
  recipient: string;
  subject: string;
  body: string;
  created_at: Date;
  sent_at: Date | null;
  /** Why the last try failed. */
  problem: string;
  tries: Generated<number>;
  /** Null when it is sent or given up. */
  next_try_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
  /** When it was tried for the last time in vain. */
  given_up_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
}

export interface BuilderSeenTable {
  name: string;
  last_seen_at: Date;
  /** What it does now, for the board. */
  doing: string;
}

export interface UpdatesTables {
  update: UpdateTable;
  step: StepTable;
  update_file: UpdateFileTable;
  environment: EnvironmentTable;
  approval: ApprovalTable;
  tester_report: TesterReportTable;
  queue_token: QueueTokenTable;
  advisory: AdvisoryTable;
  mail: MailTable;
  builder_seen: BuilderSeenTable;
}
