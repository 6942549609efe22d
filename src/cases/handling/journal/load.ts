import { type IntakeMemory, type IntakeState, startMemory } from "../../intake/index.ts";
import type { HandlingContext } from "../context.ts";
import { openEntry } from "./entries.ts";
import { createRemembering, type Remembering } from "./memory.ts";
import { createOwnKeys, type OwnKeys } from "./own-keys.ts";
import { readStaffMembers } from "./staff-members.ts";

/** Entries that are read at once, so that years of them do not stand in memory twice. */
const AT_ONCE = 5_000;
/** Key files change without us; this often they are looked at again. */
const LOOK_AGAIN_MS = 10 * 60_000;

/** One process's memory of the journal. */
interface Loaded {
  readonly memory: IntakeMemory;
  readonly remembering: Remembering;
  /** The last entry that was read. */
  last: number;
  staff: IntakeState["staff"] | undefined;
  staffReadAt: number;
  readonly ownKeys: OwnKeys;
  /** Whoever asks waits for whoever asked before. */
  turn: Promise<unknown>;
}

const loadedBy = new WeakMap<HandlingContext, Loaded>();

/**
 * What intake knows now. The journal is read from its beginning once for each context; afterwards only what was added since.
 * The state that is handed out grows with the next call, so whoever judges is done before they ask again.
 * Throws STORE_UNAVAILABLE, ROLE_KEY_UNAVAILABLE, and SEAL_BROKEN when an entry was changed.
 */
export async function loadIntakeState(context: HandlingContext): Promise<IntakeState> {
  const loaded = loadedOf(context);
  const turn = loaded.turn.catch(() => undefined).then(() => readOn(context, loaded));
  loaded.turn = turn;
  return turn;
}

/** Removes entries from the journal that mean nothing any more. Answers how many. */
export async function forgetEntries(context: HandlingContext): Promise<number> {
  await loadIntakeState(context);
  const outlived = loadedOf(context).remembering.takeOutlived();
  for (let from = 0; from < outlived.length; from += AT_ONCE) {
    const numbers = outlived.slice(from, from + AT_ONCE).map(String);
    await context.vault.store.db.deleteFrom("intake_entry").where("number", "in", numbers).execute();
  }
  return outlived.length;
}

function loadedOf(context: HandlingContext): Loaded {
  const before = loadedBy.get(context);
  if (before) return before;
  const memory = startMemory({ address: context.intake.address, now: context.clock.now() });
  const remembering = createRemembering(memory);
  const ownKeys = createOwnKeys(context);
  const loaded = { memory, remembering, last: 0, staff: undefined, staffReadAt: 0, ownKeys, turn: Promise.resolve() };
  loadedBy.set(context, loaded);
  return loaded;
}

async function readOn(context: HandlingContext, loaded: Loaded): Promise<IntakeState> {
  const { memory, remembering } = loaded;
  const { vault, clock } = context;
  for (;;) {
    const rows = await vault.store.db
      .selectFrom("intake_entry")
      .select(["number", "at", "sealed"])
      .where("number", ">", String(loaded.last))
      .orderBy("number")
      .limit(AT_ONCE)
      .execute();
    for (const { number, at, sealed } of rows) {
      remembering.note(Number(number), at, openEntry(vault, at, sealed));
      loaded.last = Number(number);
    }
    if (rows.length < AT_ONCE) break;
  }
  const now = clock.now();
  remembering.forget(now);
  const peopleHoldKey = context.intake.roleKey === "sealed";
  const staff = await staffOf(context, loaded, now);
  return { ...memory, staff, ...(await loaded.ownKeys.read()), peopleHoldKey, now };
}

async function staffOf(context: HandlingContext, loaded: Loaded, now: Date): Promise<IntakeState["staff"]> {
  const isFresh = Math.abs(now.getTime() - loaded.staffReadAt) < LOOK_AGAIN_MS;
  if (loaded.staff && isFresh) return loaded.staff;
  loaded.staff = await readStaffMembers(context);
  loaded.staffReadAt = now.getTime();
  return loaded.staff;
}
