import type { AuditRow } from "../../src/api/index.ts";
import { NOW } from "./web-example.ts";

const day = (days: number) => new Date(NOW.getTime() + days * 86_400_000);

/** A schedule in which every state stands once: due by time, due with a new base, done, never run. */
export const AUDITS: readonly AuditRow[] = [
  {
    name: "control-port",
    title: "The Tor control port filter",
    runs: "e",
    comesRound: "every 6 months",
    owner: "team core",
    isDue: true,
    dueAt: day(-12),
    why: "The last run is more than 6 months ago.",
    isYours: true,
    last: {
      at: day(-195),
      by: "pia",
      result: "findings",
      high: 2,
      medium: 0,
      low: 5,
      subject: "desktop 7.1",
      note: "All mended in 7.1.1, but for the events of circuits.",
    },
  },
  {
    name: "perl-include-path",
    title: "Perl's @INC in the image",
    runs: "perl-inc-relative",
    comesRound: "when the base of desktop changes",
    owner: "every auditor",
    isDue: true,
    dueAt: null,
    why: "Since the last run desktop has moved from bookworm to trixie.",
    isYours: false,
    last: { at: day(-400), by: "leo", result: "clean", high: 0, medium: 0, low: 0, subject: "desktop 6.0", note: "" },
  },
  {
    name: "sudo",
    title: "Sudo rules",
    runs: "c",
    comesRound: "every 3 months",
    owner: "team core",
    isDue: false,
    dueAt: day(40),
    why: "The last run counts for 3 months.",
    isYours: true,
    last: { at: day(-50), by: "leo", result: "clean", high: 0, medium: 0, low: 0, subject: "v7.2", note: "" },
  },
  {
    name: "units",
    title: "Units and AppArmor",
    runs: "f",
    comesRound: "every year",
    owner: "every full member",
    isDue: false,
    dueAt: day(60),
    why: "It has not been run yet.",
    isYours: true,
    last: null,
  },
];
