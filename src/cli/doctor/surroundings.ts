import { aptRepositories } from "../../distribution/index.ts";
import { formatDuration } from "../../kernel/index.ts";
import type { Check, Finding } from "./finding.ts";

const GIGABYTE = 1_000_000_000;
/** A base tree, a few builds and their environments; and room to keep every .deb for some months. */
const NEEDED_BYTES = 5 * GIGABYTE;
const COMFORTABLE_BYTES = 20 * GIGABYTE;

export const disk: Check = async ({ dataDirectory, freeBytes }) => {
  const free = freeBytes(dataDirectory);
  const finding = { what: "disk", found: `${(free / GIGABYTE).toFixed(1)} GB free for ${dataDirectory}` } as const;
  const next = "free some space, or choose another disk with --data or SAMEDAY_DATA";
  if (free < NEEDED_BYTES) return [{ ...finding, state: "missing", next: `${next}; 5 GB are needed` }];
  if (free < COMFORTABLE_BYTES) return [{ ...finding, state: "weak", next: `${next}; 20 GB last for some months` }];
  return [{ ...finding, state: "good" }];
};

const DEFAULT_MIRROR = { url: "http://deb.debian.org/debian", suite: "stable" };
/** Below this a wrong clock changes no decision: signatures and deadlines are counted in hours. */
const CLOCK_WEAK_MS = 5 * 60_000;
const CLOCK_WRONG_MS = 24 * 3_600_000;

/** The mirror answers, and its clock says what ours does: one request tells both. */
export const mirrorAndClock: Check = async ({ processes, clock, head }) => {
  const [first = DEFAULT_MIRROR] = await aptRepositories(processes);
  const answer = await head(`${first.url}/dists/${first.suite}/InRelease`);
  const mirror: Finding =
    answer?.status === 200
      ? { what: "mirror", state: "good", found: `${first.url} answers` }
      : {
          what: "mirror",
          state: "missing",
          found: answer ? `${first.url} answers ${answer.status} for ${first.suite}` : `${first.url} does not answer`,
          next: "check the network and /etc/apt/sources.list.d; a mirror is needed for sources and build dependencies",
        };
  if (!answer?.date)
    return [
      mirror,
      { what: "clock", state: "weak", found: "not compared: no server told its time", next: "check it with date" },
    ];
  const off = Math.abs(clock.now().getTime() - answer.date.getTime());
  const found = off < CLOCK_WEAK_MS ? "agrees with the mirror's" : `${formatDuration(off)} away from the mirror's`;
  if (off < CLOCK_WEAK_MS) return [mirror, { what: "clock", state: "good", found }];
  const next = "set the clock (apt install systemd-timesyncd)";
  return [mirror, { what: "clock", state: off < CLOCK_WRONG_MS ? "weak" : "missing", found, next }];
};
