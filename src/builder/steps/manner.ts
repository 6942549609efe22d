import type { ChrootUser } from "../chroot/index.ts";

/** Everything around a build that must not leave a trace in its result. */
export interface Manner {
  readonly path: string;
  readonly user: ChrootUser;
  readonly umask: string;
  readonly hostName: string;
  readonly cpus: readonly number[];
  readonly env: Readonly<Record<string, string>>;
  /** Binary packages that this manner needs in the chroot beside the build dependencies. */
  readonly packages: readonly string[];
  /** How it differs from the usual manner, for people. */
  readonly notes: readonly string[];
}

/** The usual manner, with the path that Debian's own build machines use, so that results can be compared with the archive's. */
export function usualManner(cpus: readonly number[]): Manner {
  return {
    path: "/build/reproducible-path",
    user: { uid: 1000, gid: 1000, name: "builder" },
    umask: "022",
    hostName: "builder",
    cpus,
    env: { DEB_BUILD_OPTIONS: `parallel=${cpus.length}` },
    packages: [],
    notes: [],
  };
}

const DAYS = 398;

/**
 * The manner of the second build. The zone is written out (POSIX `TZ`), so it holds without tzdata in the chroot.
 * `libfaketime` is the library's path inside. NO_FAKE_STAT: otherwise it shifts file times too, and every package that
 * packs a file would look unreproducible.
 */
export function variedManner(cpus: readonly number[], libfaketime: string): Manner {
  const one = cpus.slice(0, 1);
  const fewer = one.length < cpus.length;
  return {
    path: "/build/second/another-path",
    user: { uid: 1234, gid: 1235, name: "varied" },
    umask: "0002",
    hostName: "second-host",
    cpus: one,
    env: {
      DEB_BUILD_OPTIONS: `parallel=${one.length}`,
      TZ: "<+14>-14",
      LANG: "fr_CH.UTF-8",
      LC_ALL: "fr_CH.UTF-8",
      LD_PRELOAD: libfaketime,
      FAKETIME: `+${DAYS}d`,
      NO_FAKE_STAT: "1",
      FAKETIME_DONT_FAKE_MONOTONIC: "1",
    },
    packages: ["libfaketime", "locales"],
    notes: [
      "path /build/second/another-path",
      `time +${DAYS} days`,
      "TZ UTC+14",
      "locale fr_CH.UTF-8",
      "host name second-host",
      "user varied, uid 1234, gid 1235",
      "umask 0002",
      ...(fewer ? [`1 processor instead of ${cpus.length}`] : []),
    ],
  };
}
