import type { Certificate } from "../../../openpgp/index.ts";
import type { ArrivedMail } from "../../arrival/index.ts";
import {
  allKeys,
  type EnvelopeSender,
  gather,
  type IntakeState,
  type KeySource,
  keySource,
  keysNear,
  type Material,
} from "../../intake/index.ts";
import type { HandlingContext } from "../context.ts";
import { rememberAnswers } from "./remember-answers.ts";

/**
 * Bytes of a message, or of one that was opened in it, that are read here. All reading is linear in the size, and the worst
 * of this size takes a few hundredths of a second; what is longer is read in a thread of its own (`MailReader`).
 */
export const LARGEST_HERE = 100_000;

/** An arrival that is being read. */
export interface ArrivalReading {
  /** Undefined where it cannot be read (`MailReader`). Rejects with what opening it met. */
  readonly material: Promise<Material | undefined>;
  /** Whether a state still has the keys that signatures were held against; else it must be read again. */
  holds(state: IntakeState): boolean;
}

/** What of a state reading has asked for, so that a later state can be asked the same. */
interface AskedKeys {
  near: { readonly address: string | undefined; readonly keys: readonly Certificate[] } | undefined;
  all: readonly Certificate[] | undefined;
}

/** Begins to read an arrival, with the keys that a state has. */
export function readArrival(context: HandlingContext, arrival: ArrivedMail, state: IntakeState): ArrivalReading {
  const asked: AskedKeys = { near: undefined, all: undefined };
  const material = read(context, arrival, state.address, noting(keySource(state, context.opener), asked));
  // Whoever waits for it hears of it; one that was foreseen may come too late for that.
  material.catch(() => undefined);
  return {
    material,
    holds: (now) =>
      (!asked.near || isSame(asked.near.keys, keysNear(now, asked.near.address))) &&
      (!asked.all || isSame(asked.all, allKeys(now))),
  };
}

export function isLong({ message }: ArrivedMail): boolean {
  return message.length > LARGEST_HERE;
}

async function read(
  { mailReader }: HandlingContext,
  arrival: ArrivedMail,
  ours: string,
  source: KeySource,
): Promise<Material | undefined> {
  const { message } = arrival;
  const envelope: EnvelopeSender = { from: arrival.envelope.from.toLowerCase() };
  if (isLong(arrival)) return mailReader.gather(message, envelope, ours, source);
  const once = rememberAnswers(source);
  try {
    return (await gather(message, envelope, ours, unlessLong(once))).material;
  } catch (thrown) {
    if (thrown !== TOO_LONG) throw thrown;
    return mailReader.gather(message, envelope, ours, once);
  }
}

const TOO_LONG = new Error("What was opened is too long to be read here.");

/** A short message may hold a long one. */
function unlessLong(source: KeySource): KeySource {
  return {
    ...source,
    async open(message, known) {
      const opened = await source.open(message, known);
      if ((opened.plain?.length ?? 0) > LARGEST_HERE) throw TOO_LONG;
      return opened;
    },
  };
}

function noting(source: KeySource, asked: AskedKeys): KeySource {
  return {
    ...source,
    async near(address) {
      const keys = await source.near(address);
      asked.near = { address, keys };
      return keys;
    },
    async all() {
      const keys = await source.all();
      asked.all = keys;
      return keys;
    },
  };
}

/** Keys on file are the same where they are the same objects. */
function isSame(before: readonly Certificate[], now: readonly Certificate[]): boolean {
  return before.length === now.length && before.every((key, at) => key === now[at]);
}
