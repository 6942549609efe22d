import path from "node:path";
import { clearColumns } from "../../src/cases/handling/acts/clear-columns.ts";
import {
  type Case,
  type CaseVault,
  changeCase,
  createCase,
  createMailReader,
  createMasterKey,
  type HandlingContext,
  type KeptCase,
  openCase,
  type RoleSigner,
  readCase,
} from "../../src/cases/index.ts";
import { shippedPolicy } from "../../src/cases/policy/testing.ts";
import type { Distribution, IntakeSettings, Person } from "../../src/distribution/index.ts";
import { createMessageOpener, createMessageSealer } from "../../src/openpgp/index.ts";
import { type Cluster, openStore, type Store, startCluster } from "../../src/store/index.ts";
import { systemRandom } from "../../src/system/index.ts";
import { clusterOptions, runner, scratch } from "./store-support.ts";

/** A house that handles cases: a real database, two teams, the shipped policy, and a clock that tests turn. */
export interface CaseHouse {
  readonly context: HandlingContext;
  readonly directory: string;
  readonly store: Store;
  /** What the desk would have told a person to mend. */
  readonly alarms: { readonly code: string; readonly sentence: string }[];
  at(now: Date): void;
  /** Writes a case as it is given; answers its id. */
  put(changes?: Partial<Case>, kept?: Partial<KeptCase>): Promise<string>;
  read(id: string): Promise<KeptCase>;
  /** Changes a case beside every rule, as years of work would have. */
  change(id: string, change: (kept: KeptCase) => KeptCase): Promise<void>;
  /** Takes all cases away. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

const TEAMS = [
  {
    name: "network",
    title: "Network",
    lead: "leo",
    pointPerson: "pia",
    deputies: ["dan"],
    members: ["leo", "pia", "dan", "mo"],
  },
  { name: "browser", title: "Browser", lead: "lena", pointPerson: "paul", deputies: [], members: ["lena", "paul"] },
] as const;
const PEOPLE = ["dora", "leo", "pia", "dan", "mo", "lena", "paul"] as const;

function person(id: string): Person {
  const email = `${id}@acme.example`;
  return { id, name: id, email, role: "full", fingerprints: [], keyFile: "/nonexistent", mayUpload: [] };
}

const INTAKE: IntakeSettings = {
  address: "security@acme.example",
  aliases: [],
  prefix: "SEC",
  policy: "default",
  roleKey: "held",
  director: "dora",
  directorDeputy: undefined,
  lmtp: undefined,
  imap: undefined,
  gitlab: undefined,
  keys: { wkd: false, keyservers: [], proxy: undefined },
  answersPerDay: 5,
  keepDays: 30,
};

function definitionOf(intake: IntakeSettings): Distribution {
  return {
    name: "acme",
    title: "Acme Linux",
    contact: "security@acme.example",
    releases: [],
    layers: [],
    people: PEOPLE.map(person),
    teams: TEAMS,
    policy: {
      budgetHours: 24,
      approvals: 1,
      approvalDays: 7,
      overrideApprovals: 2,
      keyWarningDays: [30],
      missingIndex: "wait",
      limits: { build: 1, prove: 1, test: 1, machine: 1, logBytes: 1 },
    },
    queues: [],
    builders: [],
    images: [],
    audits: [],
    advisory: { prefix: "DSA", first: 1 },
    mail: { from: "desk@acme.example", transport: "outbox" },
    intake,
  };
}

export interface HouseOptions {
  readonly now: Date;
  readonly intake?: Partial<IntakeSettings>;
  readonly signer?: RoleSigner;
}

export async function openCaseHouse({ now: begins, intake: changes, signer }: HouseOptions): Promise<CaseHouse> {
  const base = await scratch();
  const cluster: Cluster = await startCluster(clusterOptions(path.join(base.directory, "data")));
  const store = await openStore({ connection: cluster.connection, prepared: true });
  let now = begins;
  const clock = { now: () => now };
  const vault: CaseVault = { store, master: createMasterKey(systemRandom), clock, random: systemRandom };
  const intake = { ...INTAKE, ...changes };
  const opener = createMessageOpener({ secretKeys: [], runner, now: clock.now });
  const sealer = createMessageSealer(clock.now);
  const mailReader = createMailReader();
  const alarms: { code: string; sentence: string }[] = [];
  const away = (): never => {
    throw new Error("This house has no role key.");
  };
  const context: HandlingContext = {
    ...{ vault, definition: definitionOf(intake), intake, policy: await shippedPolicy("default"), opener, sealer },
    mailReader,
    signer: signer ?? {
      fingerprint: away,
      fingerprints: away,
      certificate: away,
      certificates: away,
      sign: away,
      clearSign: away,
    },
    ...{ runner, clock, random: systemRandom, publicUrl: "https://desk.acme.example" },
    auditRules: ["sudo-arguments"],
    say: () => undefined,
    alarm: (code, sentence) => void alarms.push({ code, sentence }),
  };
  let last = 0;
  return {
    ...{ context, directory: base.directory, store, alarms },
    at(next) {
      now = next;
    },
    async put(caseChanges = {}, keptChanges = {}) {
      last += 1;
      const { id = `SEC-2026-${String(last).padStart(4, "0")}` } = caseChanges;
      const theCase: Case = { ...openCase(id, now), ...caseChanges };
      const contents: KeptCase = {
        ...{ case: theCase, title: "MARKER-PLAINTEXT-7f3a", reporter: "alice@reporter.example.net" },
        ...{ cameEncrypted: true, advisory: "", ...keptChanges },
      };
      const made = { ...clearColumns(theCase, context.policy), id, contents };
      await store.transaction((trx) => createCase(vault, trx, made, "desk"));
      return id;
    },
    read: async (id) => (await readCase<KeptCase>(vault, id, "desk")).contents,
    change: (id, change) =>
      store.transaction((trx) =>
        changeCase<KeptCase>(vault, trx, id, "desk", ({ contents }) => {
          const next = change(contents);
          return { columns: clearColumns(next.case, context.policy), contents: next, action: "change case" };
        }),
      ),
    async clear() {
      for (const table of ["case_act", "case_message", "case_mail", "case_disclosure", "case_key"] as const) {
        await store.db.deleteFrom(table).execute();
      }
      await store.db.deleteFrom("case_record").execute();
    },
    async close() {
      await Promise.all([opener.close(), sealer.close(), mailReader.close()]);
      await store.close();
      await cluster.stop();
      await base.remove();
    },
  };
}
