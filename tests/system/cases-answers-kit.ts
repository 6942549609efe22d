import type { RoleSigner } from "../../src/cases/index.ts";
import type { Distribution, IntakeSettings, Person } from "../../src/distribution/index.ts";
import { SamedayError } from "../../src/kernel/index.ts";

/** A house that answers reporters, and what tests of its answers look at. */

export const OURS = "security@example.org";

const person = (id: string, email: string, role: Person["role"] = "full"): Person => {
  return { id, name: `${id} Tëst`, email, role, fingerprints: [], keyFile: "/nonexistent", mayUpload: [] };
};

const intake: IntakeSettings = {
  address: OURS,
  aliases: [],
  prefix: "SEC",
  policy: "tor",
  roleKey: "held",
  director: "dora",
  directorDeputy: undefined,
  lmtp: undefined,
  imap: undefined,
  gitlab: undefined,
  keys: { wkd: true, keyservers: [], proxy: undefined },
  answersPerDay: 3,
  keepDays: 30,
};
const people = [
  person("pia", "pia@example.org"),
  person("vic", "vic@elsewhere.example"),
  person("dora", "dora@example.org"),
  person("audra", "audra@example.org", "auditor"),
];
const core = {
  name: "core",
  title: "Core",
  members: ["pia", "vic"],
  lead: "pia",
  pointPerson: "pia",
  deputies: ["vic"],
};
const definition = {
  title: "Example Linux",
  people,
  teams: [core],
  intake,
  mail: { from: OURS, transport: "outbox" },
};

/** Enough of a definition to answer by. */
export const ANSWERING = definition as unknown as Distribution & { readonly intake: IntakeSettings };

/** Fingerprint and certificate of each role key, the current one first. */
export interface HeldKeys {
  keys: readonly (readonly [fingerprint: string, certificate: Uint8Array])[];
  isAway: boolean;
}

/** The process of the role key as if these keys were in it. */
export function signerWithKeys(signer: RoleSigner, held: HeldKeys): RoleSigner {
  return {
    ...signer,
    fingerprint: async () => held.keys[0]?.[0] ?? "",
    fingerprints: async () => held.keys.map(([fingerprint]) => fingerprint),
    certificate: async () => held.keys[0]?.[1] ?? new Uint8Array(),
    certificates: async () => {
      if (held.isAway) throw new SamedayError("ROLE_KEY_UNAVAILABLE", "Its process is away.");
      return held.keys.map(([, certificate]) => certificate);
    },
  };
}

/** Every run of five words of a text, in small letters. */
export function wordRuns(text: string): readonly string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}-]+/gu) ?? [];
  return words.slice(4).map((_, index) => words.slice(index, index + 5).join(" "));
}
