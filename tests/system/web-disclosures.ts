import type { DisclosureDesk, DisclosurePlan, DisclosureState } from "../../src/cases/index.ts";
import { SamedayError, sha256 } from "../../src/kernel/index.ts";
import { CASES } from "./web-cases-scenes.ts";
import { ago } from "./web-example.ts";

/** What a desk would tell the world, in memory: one case that can be told, one that is being told, one without a record. */

const PLAN: DisclosurePlan = {
  seen: sha256("the plan"),
  advisory: "EXSA-2026-0007",
  title: "Relays can be crashed from afar",
  issues: ["CVE-2026-44601", "TROVE-2026-006"],
  credits: ["Alice Example (Example Lab)"],
  products: ["tor in bookworm: fixed in 0.4.8.24-1~deb12u1", "tor in trixie: fixed in 0.4.9.7-1"],
  files: ["mail/EXSA-2026-0007.txt", ".well-known/csaf/2026/exsa-2026-0007.json", "osv/x_EXSA-2026-0007.json"],
  mailsTo: ["announce@lists.example.org"],
  announcement: "Example security advisory EXSA-2026-0007\n\nRelays can be crashed from afar <b>by anybody</b>.\n",
  signedBy: "0123456789ABCDEF0123456789ABCDEF01234567",
  signing: { by: "desk", holders: [], made: undefined },
  inTracker: true,
  problems: [],
  canPublish: true,
  waits: [],
  taken: undefined,
};
const NONE: DisclosurePlan = {
  ...PLAN,
  ...{ advisory: "", title: "", issues: [], credits: [], products: [], files: [], mailsTo: [], announcement: "" },
  ...{
    signedBy: undefined,
    inTracker: false,
    canPublish: false,
    taken: undefined,
    problems: ["advisory.toml:1:1: there is no id"],
  },
};

export const TOLD_HASH = PLAN.seen;

export interface ExampleDisclosures extends DisclosureDesk {
  readonly done: string[];
}

export function exampleDisclosures(
  state?: Partial<DisclosureState>,
  changes: Partial<DisclosurePlan> = {},
): ExampleDisclosures {
  const shown: DisclosurePlan = { ...PLAN, ...changes };
  const done: string[] = [];
  const begun: DisclosureState = {
    ...{
      by: "pia",
      begunAt: ago(60_000),
      doneAt: undefined,
      trackerCommit: "",
      files: 0,
      problem: "",
      nextTryAt: undefined,
    },
    ...state,
  };
  return {
    done,
    plan: async (_, id) => (id === CASES.fixing ? NONE : shown),
    async disclose(by, id, seen) {
      if (seen !== PLAN.seen) {
        throw new SamedayError(
          "CONFLICT",
          "What would be published has changed since you looked at it; read it again.",
        );
      }
      done.push(`${by} ${id}`);
    },
    state: async (_, id) => (id === CASES.published || state !== undefined ? begun : undefined),
    toSign: async () => ({ key: PLAN.signedBy ?? "", record: "", publisher: new Uint8Array(), parts: [] }),
    sign: async () => undefined,
    async report(_, id, duty) {
      if (duty !== "early-warning") throw new SamedayError("NOT_FOUND", `No duty ${duty}.`);
      const text = `Early warning\nOur reference: ${id}\n\nWhich product it is:\n  (to be written)\n`;
      return { duty, to: "ENISA", dueAt: ago(-72_000_000), text, open: ["product"] };
    },
  };
}
