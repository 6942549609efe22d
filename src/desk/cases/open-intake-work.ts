import {
  discloseRound,
  type EndingRoleKey,
  endingRoleKey,
  endingSealedKey,
  forgeRound,
  type Judge,
  runRounds,
  sendCaseMails,
  takeInBeside,
} from "../../cases/index.ts";
import { SamedayError, toSamedayError } from "../../kernel/index.ts";
import { connectionFromUrl, findRunningCluster, openStore, type Store, toStoreError } from "../../store/index.ts";
import { calledByName } from "../called-by-name.ts";
import { disclosingContext } from "./disclosing-context.ts";
import { type HandlingParts, openHandling } from "./open-handling.ts";
import { createReadiness, type Readiness } from "./readiness.ts";

export interface IntakeWorkParts extends Omit<HandlingParts, "store"> {
  readonly databaseUrl: string | undefined;
}

/** What is done with mail and cases while everything that it takes is there. */
export interface ReadyWork {
  /** Throws what makes the arrival wait. */
  readonly takeIn: Judge;
  /** What has to be said by this hour: reminders, stale cases. */
  round(): Promise<void>;
  /** Hands over the mails that wait. */
  send(): Promise<void>;
  /** Takes the steps that disclosed cases still wait for. */
  tellWorld(): Promise<void>;
  /** Keeps the issues of cases in step with them, where teams have a forge. */
  followForge(): Promise<void>;
  /** The current role key, when its end is nearer than one of these. */
  endingKey(thresholds: readonly number[]): Promise<EndingRoleKey | undefined>;
}

/** The same, opened when the database is there: it may come later than the process that takes mail in, and go again. */
export interface IntakeWork {
  /** Throws STORE_UNAVAILABLE, ROLE_KEY_UNAVAILABLE or SEAL_BROKEN when a mail could not be judged now. */
  requireReady(): Promise<void>;
  /** Throws STORE_UNAVAILABLE while no database was ever there. */
  whenReady(): Promise<ReadyWork>;
  close(): Promise<void>;
}

interface Opened {
  readonly ready: ReadyWork;
  readonly readiness: Readiness;
  close(): Promise<void>;
}

const MAX_CONNECTIONS = 4;

export function openIntakeWork(parts: IntakeWorkParts): IntakeWork {
  let opened: Promise<Opened> | undefined;
  const open = (): Promise<Opened> => {
    opened ??= openAll(parts).catch((thrown: unknown) => {
      opened = undefined;
      throw thrown;
    });
    return opened;
  };
  return {
    async requireReady() {
      await (await open()).readiness.require();
    },
    whenReady: async () => (await open()).ready,
    async close() {
      const open = await opened?.catch(() => undefined);
      await open?.close();
    },
  };
}

async function openAll(parts: IntakeWorkParts): Promise<Opened> {
  const store = await openDatabase(parts);
  try {
    const { context, roleKey, close } = await openHandling({ ...parts, store });
    return {
      readiness: createReadiness(store, roleKey),
      ready: {
        async takeIn(arrival, next) {
          const taken = await calledByName(takeInBeside(context, arrival, next));
          if (taken === "behind") return taken;
          return "aside" in taken ? { aside: calledByName(taken.aside) } : undefined;
        },
        round: async () => void (await calledByName(runRounds(context))),
        send: async () => void (await calledByName(sendCaseMails(context))),
        tellWorld: async () => void (await calledByName(discloseRound(disclosingContext(parts.layout, context)))),
        followForge: async () => void (await calledByName(forgeRound(context))),
        async endingKey(thresholds) {
          if (!roleKey) return endingSealedKey(context, thresholds);
          const current = (await roleKey.keys())?.find(({ isCurrent }) => isCurrent);
          return current && endingRoleKey(current, thresholds, parts.clock.now());
        },
      },
      async close() {
        await close();
        await store.close();
      },
    };
  } catch (error) {
    await store.close();
    throw toStoreError(error);
  }
}

/** The server's own cluster, or the one elsewhere. */
async function openDatabase({ databaseUrl, layout }: IntakeWorkParts): Promise<Store> {
  const connection =
    databaseUrl === undefined ? await findRunningCluster(layout.postgres) : connectionFromUrl(databaseUrl);
  if (!connection) throw new SamedayError("STORE_UNAVAILABLE", "The desk's database does not run.");
  try {
    return await openStore({ connection, maxConnections: MAX_CONNECTIONS, prepared: true });
  } catch (thrown) {
    throw toSamedayError(thrown);
  }
}
