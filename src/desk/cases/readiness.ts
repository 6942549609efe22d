import type { RoleKeyClient } from "../../cases/index.ts";
import { SamedayError } from "../../kernel/index.ts";
import type { Store } from "../../store/index.ts";

/** As long as an answer counts: mail comes in faster than the world changes. */
const COUNTS_MS = 2_000;
const PATIENCE_MS = 4_000;

/** Whether a mail that is taken now could be judged: the database answers, and the role key is there to open it. */
export interface Readiness {
  /** Throws STORE_UNAVAILABLE or ROLE_KEY_UNAVAILABLE. Asked often, it looks every two seconds. */
  require(): Promise<void>;
}

export function createReadiness(store: Store, roleKey: RoleKeyClient | undefined): Readiness {
  let last: { readonly at: number; readonly outcome: Promise<void> } | undefined;
  return {
    require() {
      const now = performance.now();
      if (!last || now - last.at > COUNTS_MS) {
        last = { at: now, outcome: look(store, roleKey) };
        last.outcome.catch(() => undefined);
      }
      return last.outcome;
    },
  };
}

async function look({ db }: Store, roleKey: RoleKeyClient | undefined): Promise<void> {
  const database = db.selectFrom("case_record").select("id").limit(1).execute();
  await within(database, "STORE_UNAVAILABLE", "The database does not answer.");
  if (!roleKey) return;
  const keys = await within(roleKey.keys(), "ROLE_KEY_UNAVAILABLE", "The role key's process does not answer.");
  if (keys.length > 0) return;
  throw new SamedayError("ROLE_KEY_UNAVAILABLE", "No role key is installed that can be used.");
}

async function within<T>(asked: Promise<T>, code: "STORE_UNAVAILABLE" | "ROLE_KEY_UNAVAILABLE", message: string) {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new SamedayError(code, message)), PATIENCE_MS);
  });
  try {
    return await Promise.race([asked, late]);
  } catch (thrown) {
    if (thrown instanceof SamedayError) throw thrown;
    throw new SamedayError(code, message, thrown);
  } finally {
    clearTimeout(timer);
  }
}
