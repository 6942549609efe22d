import type { ArrivedMail } from "../../arrival/index.ts";
import type { IntakeState } from "../../intake/index.ts";
import type { HandlingContext } from "../context.ts";
import { beginReading, foresee } from "./foresee.ts";
import { namesOf } from "./headers-of.ts";
import { isLong } from "./read-arrival.ts";
import { keepRead, type Taken } from "./take-in.ts";

/** What became of an arrival for now. */
export type TakenForNow =
  | Taken
  /** It takes long; those behind it go on. */
  | { readonly aside: Promise<Taken> }
  /** It belongs behind one that is aside, or there is no room beside those: to be asked again when one of them is done. */
  | "behind";

/** A short message that is read longer than this (its opening, a signature) steps aside as well. */
const SOON_MS = 1_000;
/** How many are aside at once, since a short one may hold fifty megabytes when it is opened. */
const MOST_ASIDE = 3;
/** Bytes of them in memory, as they came; one may always be aside. */
const MOST_BYTES = 10_000_000;

interface Beside {
  readonly names: ReadonlySet<string>;
  /** In memory; zero of one that waits behind. */
  bytes: number;
}

/** By context, in the order in which they came: who is aside, and who waits behind. */
const besides = new WeakMap<HandlingContext, Map<string, Beside>>();

/**
 * Takes an arrival in as `takeIn` does, unless that takes long: then it steps out of the line, and others go past. Those that
 * hang together with it do not (`namesOf`). `next` is read meanwhile, so that its turn is short.
 * Throws as `takeIn` does, and so does what is aside.
 */
export async function takeInBeside(
  context: HandlingContext,
  arrival: ArrivedMail,
  next: Promise<ArrivedMail | undefined> = Promise.resolve(undefined),
): Promise<TakenForNow> {
  const beside = besidesOf(context);
  if (belongsBehind(beside, arrival) || (isLong(arrival) && !hasRoom(beside, arrival))) {
    if (!beside.has(arrival.id)) beside.set(arrival.id, { names: namesOf(arrival), bytes: 0 });
    return "behind";
  }
  try {
    const reading = await beginReading(context, arrival);
    if (isLong(arrival) || (!(await isSoon(reading.material)) && hasRoom(beside, arrival))) {
      beside.set(arrival.id, { names: namesOf(arrival), bytes: arrival.message.length });
      const aside = keepRead(context, arrival, reading).finally(() => beside.delete(arrival.id));
      // Whoever put it aside hears of it.
      aside.catch(() => undefined);
      return { aside };
    }
    const taken = await keepRead(context, arrival, reading, (state) => readAhead(context, next, state));
    beside.delete(arrival.id);
    return taken;
  } catch (error) {
    beside.delete(arrival.id);
    throw error;
  }
}

function besidesOf(context: HandlingContext): Map<string, Beside> {
  const before = besides.get(context) ?? new Map<string, Beside>();
  besides.set(context, before);
  return before;
}

/** Whether one that came before it and is not done yet shares a name with it. */
function belongsBehind(beside: ReadonlyMap<string, Beside>, arrival: ArrivedMail): boolean {
  if (beside.size === 0) return false;
  const names = namesOf(arrival);
  for (const [id, one] of beside) {
    if (id === arrival.id) return false;
    if ([...names].some((name) => one.names.has(name))) return true;
  }
  return false;
}

function hasRoom(beside: ReadonlyMap<string, Beside>, { message }: ArrivedMail): boolean {
  const aside = [...beside.values()].filter(({ bytes }) => bytes > 0);
  const bytes = aside.reduce((sum, one) => sum + one.bytes, message.length);
  return aside.length === 0 || (aside.length < MOST_ASIDE && bytes <= MOST_BYTES);
}

/** Whether a reading ends before long, well or not. */
function isSoon(reading: Promise<unknown>): Promise<boolean> {
  return new Promise((resolve) => {
    const late = setTimeout(resolve, SOON_MS, false);
    const end = (): void => {
      clearTimeout(late);
      resolve(true);
    };
    reading.then(end, end);
  });
}

function readAhead(context: HandlingContext, next: Promise<ArrivedMail | undefined>, state: IntakeState): void {
  next.then(
    (upcoming) => upcoming && foresee(context, upcoming, state),
    // It fails again when its turn comes, and is told of then.
    () => undefined,
  );
}
