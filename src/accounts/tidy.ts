import type { Clock } from "../kernel/index.ts";
import type { Store } from "../store/index.ts";
import { purgeTries } from "./throttle.ts";

/** Removes what opens nothing and holds nobody up any more: old tries, and challenges, links and sessions past their time. */
export async function tidyLogins(store: Pick<Store, "db">, clock: Clock): Promise<void> {
  const now = clock.now();
  await purgeTries(store, now);
  for (const table of ["challenge", "login_link", "session"] as const) {
    await store.db.deleteFrom(table).where("expires_at", "<", now).execute();
  }
}
