import type { Store } from "../../../src/store/index.ts";
import { putUpdate, type Wish } from "./updates.ts";

/** One update for each state that people meet. */
export const STATES: readonly Wish[] = [
  {
    source: "memcached",
    version: "1.6.18-1+deb12u1",
    stage: "waits for approval",
    issues: ["CVE-2026-41234"],
    knownHours: 28,
    uploader: "pia",
    embargo: { inHours: 4 },
  },
  {
    source: "libmodbus",
    version: "3.1.6-2.1+deb12u1",
    stage: "differs",
    issues: ["CVE-2024-10918", "CVE-2023-26793"],
    knownHours: 15,
    overriddenBy: "pia",
  },
  {
    source: "gnutls28",
    version: "3.7.9-2+deb12u7",
    stage: "does not build",
    issues: ["CVE-2026-2201", "CVE-2026-2202", "CVE-2026-2203", "CVE-2026-2204"],
    knownHours: 21.8,
  },
  {
    source: "openssl",
    version: "3.0.19-1~deb12u2",
    stage: "is being built",
    issues: ["CVE-2026-3001"],
    knownHours: 8,
    uploader: "pia",
  },
  {
    source: "curl",
    version: "7.88.1-10+deb12u15",
    stage: "waits for a builder",
    issues: ["CVE-2026-20000"],
    knownHours: 0.2,
  },
  {
    source: "apr-util",
    version: "1.6.3-1+deb12u1",
    stage: "goes out at its hour",
    issues: ["CVE-2026-5005"],
    knownHours: 19,
    embargo: { inHours: 3 },
  },
  {
    source: "node-tar",
    version: "6.1.13+~cs7.0.5-1+deb12u1",
    stage: "waits for an hour",
    issues: ["CVE-2026-5006"],
    knownHours: 12,
    embargo: "without an hour",
  },
  {
    source: "libtar",
    version: "1.2.20-8+deb12u1",
    stage: "could not be published",
    issues: ["CVE-2026-6001"],
    knownHours: 25.5,
    uploader: "mo",
  },
  {
    source: "qemu",
    version: "1:7.2+dfsg-7+deb12u19",
    stage: "is being proved",
    issues: ["CVE-2026-7001"],
    knownHours: 5,
  },
  { source: "pyasn1", version: "0.4.8-3+deb12u4", stage: "is being told", issues: ["CVE-2026-59885"], knownHours: 2 },
  {
    source: "frr",
    version: "8.4.4-1.1~deb12u4",
    stage: "machine is without it",
    issues: ["CVE-2026-7100"],
    knownHours: 9,
  },
  {
    source: "libxml2",
    version: "2.9.14+dfsg-1.3~deb12u6",
    stage: "waits for approval",
    issues: ["CVE-2026-7200"],
    knownHours: 3,
    uploader: "leo",
  },
  { source: "cups", version: "2.4.2-3+deb12u10", stage: "withdrawn", issues: ["CVE-2026-7300"], knownHours: 40 },
  { source: "memcached", version: "1.6.18-1", stage: "refused", issues: [], knownHours: 60 },
  {
    source: "libsmpp34",
    version: "1.14.1-3+deb12u1",
    stage: "published",
    issues: ["CVE-2026-75895"],
    knownHours: 70,
    tookHours: 0.04,
  },
  {
    source: "git",
    version: "1:2.39.5-0+deb12u4",
    stage: "published",
    issues: ["CVE-2026-7400"],
    knownHours: 30,
    tookHours: 1.3,
  },
  {
    source: "xen",
    version: "4.17.5+72-g01140da4e8-1",
    stage: "published",
    issues: ["CVE-2026-7500", "CVE-2026-7501"],
    knownHours: 200,
    tookHours: 38,
  },
];

/** The states, and updates that went out before until there are `count`. */
export async function putUpdates(store: Store, count: number, now: Date): Promise<void> {
  for (let index = STATES.length; index < count; index += 1) {
    const ended = index % 3 !== 0;
    const kinds = ["waits for approval", "is being proved", "differs", "waits for a builder"] as const;
    await putUpdate(
      store,
      {
        source: `source-${index}`,
        version: `1.${index}-1+deb12u1`,
        stage: ended ? "published" : (kinds[index % kinds.length] ?? "published"),
        issues: [`CVE-2026-${80_000 + index}`],
        knownHours: ended ? 40 + index : index % 24,
        tookHours: [0.05, 2.5, 11, 20, 31][index % 5] ?? 3,
        uploader: index % 2 === 0 ? "kit" : "pia",
      },
      now,
    );
  }
  for (const wish of STATES) await putUpdate(store, wish, now);
}
