import { readdir, readFile, stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { SamedayError } from "../kernel/index.ts";
import type { ServiceUsers } from "./service-users.ts";

/** What `desk run` keeps alive, by the words that each is started with. */
const SERVICES: readonly (readonly [string, string])[] = [
  ["signer", "run"],
  ["builder", "run"],
  ["desk", "server"],
  ["desk", "tracker"],
  ["desk", "intake"],
  ["desk", "role-key"],
];
/** Longer than a service takes that is told to end. */
const PATIENCE_MS = 40_000;
const LOOK_EVERY_MS = 100;

/**
 * Waits until the services that an earlier `desk run` in this data directory left behind have ended. After a kill -9 of it
 * they end by themselves (`KEPT_BY_PIPE`); until then they hold port, database and spool.
 * Throws CONFLICT when they go on running: then another `desk run` keeps them.
 */
export async function untilOthersEnded(
  dataDirectory: string,
  users: ServiceUsers,
  patienceMs = PATIENCE_MS,
): Promise<void> {
  const own = new Set([users.server, users.builder, users.signer, users.key].map(({ uid }) => uid));
  const end = performance.now() + patienceMs;
  for (;;) {
    const left = await runningServices(dataDirectory, own);
    if (left.length === 0) return;
    if (performance.now() > end) {
      const which = left.join(", ");
      throw new SamedayError("CONFLICT", `A desk already runs in this data directory (processes ${which}).`);
    }
    await sleep(LOOK_EVERY_MS);
  }
}

/** Only those of our users count: anybody may give a process of theirs any words. The dead that nobody collects have none. */
async function runningServices(dataDirectory: string, own: ReadonlySet<number>): Promise<readonly number[]> {
  const ids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(
    ids.map(async (pid) => {
      const words = (await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")).split("\0");
      if (!isService(words, dataDirectory)) return 0;
      const uid = await stat(`/proc/${pid}`).then(
        (found) => found.uid,
        () => undefined,
      );
      return uid !== undefined && own.has(uid) ? pid : 0;
    }),
  );
  return found.filter((pid) => pid !== 0);
}

function isService(words: readonly string[], dataDirectory: string): boolean {
  if (words[words.indexOf("--data") + 1] !== dataDirectory) return false;
  return SERVICES.some(([room, work]) => words.some((word, at) => at > 0 && word === room && words[at + 1] === work));
}
