import type { ArrivedMail } from "../../arrival/index.ts";
import { type IntakeState, type Judgement, judge } from "../../intake/index.ts";
import type { HandlingContext } from "../context.ts";
import { openerFor } from "./foresee.ts";
import { isOfTheMachine } from "./of-the-machine.ts";

/**
 * Judges an arrival. What this machine lacks (a key, a disk, a database) is thrown, and the message waits. A fault of ours
 * over one message would come again each time and keep it from people's eyes: such a message is kept unread, for a person.
 */
export async function judgeSafely(
  context: HandlingContext,
  arrival: ArrivedMail,
  state: IntakeState,
): Promise<Judgement> {
  const { id, message, envelope } = arrival;
  try {
    return await judge(message, { from: envelope.from.toLowerCase() }, state, openerFor(context, arrival));
  } catch (error) {
    if (isOfTheMachine(error)) throw error;
    return setAside(context, id);
  }
}

/** The judgement of an arrival over which our program stumbles, and the alarm that says so. */
export function setAside({ alarm }: Pick<HandlingContext, "alarm">, id: ArrivedMail["id"]): Judgement {
  const name = id.slice(0, 16);
  alarm(`judge-${name}`, `The arrival ${name} could not be judged; it is kept, unread, in a quarantined case.`);
  return UNJUDGED;
}

export const UNJUDGED: Judgement = {
  disposition: "quarantine",
  because: "It could not be judged; this is a fault of the program. The message is kept as it came.",
  caseId: undefined,
  from: undefined,
  crypto: {
    layer: "none",
    decrypted: null,
    integrity: null,
    signature: "none",
    signer: null,
    signerMatchesFrom: null,
  },
  reply: "manual",
  replyKey: undefined,
  autoAck: false,
  flags: [],
  attachments: [],
  shown: { headers: [], parts: [] },
  command: undefined,
  changes: [],
};
