import { compareVersions } from "../../src/kernel/index.ts";
import type { Report } from "./report.ts";

const SHORTEST_RUN_MS = 1000;
/** Two million a second. */
const MOST_NANOSECONDS = 500;

/** Version pairs as an archive's comparison meets them: same package, neighbouring releases, security suffixes. */
function archivePairs(): [string, string][] {
  const upstreams = ["1.2.3", "20230524", "0.19.1+dfsg", "2.36", "102.13.0esr", "1:9.18.19", "7.88.1", "3.0~rc2"];
  const revisions = ["", "-1", "-3.1", "-10+deb12u4", "-10+deb12u5", "-2~deb11u1", "-1ubuntu0.4", "-4+b2"];
  const versions = upstreams.flatMap((upstream) => revisions.map((revision) => upstream + revision));
  return versions.flatMap((a) => versions.map((b): [string, string] => [a, b]));
}

export async function bench(report: Report): Promise<void> {
  const pairs = archivePairs();
  let compared = 0;
  let sum = 0;
  const started = performance.now();
  while (performance.now() - started < SHORTEST_RUN_MS) {
    for (const [a, b] of pairs) sum += compareVersions(a, b);
    compared += pairs.length;
  }
  const milliseconds = performance.now() - started;
  if (sum !== 0) throw new Error("Each pair stands there twice, in both orders: the sum must be 0.");
  const nanoseconds = Math.round((milliseconds * 1e6) / compared);
  report({ name: "one version comparison", value: nanoseconds, unit: "ns", limit: MOST_NANOSECONDS });
}
