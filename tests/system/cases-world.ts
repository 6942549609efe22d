import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ReplayAnswer, type ReplayBase, readStateFile, replayLine } from "../../src/cases/index.ts";
import { createMessageOpener, type MessageOpener } from "../../src/openpgp/index.ts";
import { createProcessRunner } from "../../src/system/index.ts";
import { createPgp, entity, type PartText, type Pgp } from "./cases-mail-kit.ts";

/** A project with two role keys, a deputy and an auditor, one case, and people who write to it. */

export const OURS = "sicherheit@projekt.example";
/** A message that was sent in the case. */
export const SENT = "<case-PRJ-2026-0042.zq81mc@projekt.example>";

const PEOPLE = {
  role: "Projekt <sicherheit@projekt.example>",
  old: "Projekt 2023 <alt@projekt.example>",
  mira: "Mira Desk <mira@projekt.example>",
  tom: "Tom Prüfer <tom@projekt.example>",
  zoe: "Zoë Finder <zoe@uni.example>",
  otto: "Otto <otto@werk.example>",
  otherZoe: "Zoe F. <zoe@uni.example>",
  elsewhere: "Zoe at home <zoe@home.example>",
  stranger: "Nobody <nobody@else.example>",
  revoked: "Rita <rita@gone.example>",
} as const;

const STATE = {
  address: OURS,
  role_keys: ["old.sec.asc", "role.sec.asc"],
  current_role_key: "role.asc",
  staff: [
    { address: "mira@projekt.example", role: "deputy", team: "kern", key: "mira.asc" },
    { address: "tom@projekt.example", role: "auditor", key: "tom.asc" },
  ],
  cases: [{ id: "PRJ-2026-0042", reporter: "zoe@uni.example", sent_message_ids: [SENT] }],
};

export interface CasesWorld {
  readonly pgp: Pgp;
  /** Primary fingerprints. */
  readonly keys: Readonly<Record<keyof typeof PEOPLE | "expired", string>>;
  readonly base: ReplayBase;
  readonly opener: MessageOpener;
  /** Where gpg has everybody's keys. */
  readonly gpgHome: string;
  /** Writes a mail and answers its path. */
  mail(from: string, part: PartText, ...headers: readonly string[]): string;
  /** The answer for the last of a line's mails. */
  judged(...paths: readonly string[]): Promise<ReplayAnswer>;
  close(): Promise<void>;
}

export async function startCasesWorld(): Promise<CasesWorld> {
  const root = mkdtempSync("/tmp/sd-cases-");
  const pgp = createPgp(root);
  const made = Object.entries(PEOPLE).map(([name, userId]) => [name, pgp.key(userId)] as const);
  const expired = pgp.key("Ex <ex@old.example>", { at: "20240101T000000", expires: "2025-01-01" });
  const keys = { ...(Object.fromEntries(made) as Record<keyof typeof PEOPLE, string>), expired };
  pgp.revoke(keys.revoked);
  for (const name of ["role", "old"] as const) writeFileSync(join(root, `${name}.sec.asc`), pgp.secretKey(keys[name]));
  for (const name of ["role", "mira", "tom"] as const) {
    writeFileSync(join(root, `${name}.asc`), pgp.publicKey(keys[name]));
  }
  writeFileSync(join(root, "state.json"), JSON.stringify(STATE));
  // An hour ahead, so that nothing that is signed while the tests run seems to be made later.
  const base = await readStateFile(join(root, "state.json"), new Date(Date.now() + 3_600_000));
  const opener = createMessageOpener({
    secretKeys: base.secretKeys,
    runner: createProcessRunner("/nonexistent"),
    now: () => base.state.now,
  });
  let mails = 0;
  return {
    pgp,
    keys,
    base,
    opener,
    gpgHome: join(root, "gpg"),
    mail(from, part, ...headers) {
      mails += 1;
      const path = join(root, `m${mails}.eml`);
      const own = [`To: ${OURS}`, `Message-ID: <m${mails}@mail.example>`, "Date: Sat, 21 Nov 2026 10:00:00 +0100"];
      const subject = headers.some((line) => /^subject:/i.test(line)) ? [] : ["Subject: Schwachstelle"];
      const head = [...own, ...subject, ...headers, `From: ${from}`, "MIME-Version: 1.0", ...part.headers];
      writeFileSync(path, entity({ headers: head, body: part.body }));
      return path;
    },
    async judged(...paths) {
      const answer = await replayLine(paths, base.state, opener);
      if ("error" in answer) throw new Error(answer.error);
      return answer;
    },
    async close() {
      await opener.close();
      pgp.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
