import type { ArrivedMail } from "../../arrival/index.ts";
import { type IntakeState, type Judgement, judgeMaterial, type Material } from "../../intake/index.ts";
import type { HandlingContext } from "../context.ts";
import { isOfTheMachine } from "./of-the-machine.ts";

/**
 * What an arrival holds. What this machine lacks (a key, a disk, a database) is thrown, and the message waits. A fault of ours
 * over one message, or more time than one may take, would come again each time and keep it from people's eyes: undefined then.
 */
export async function materialOf(reading: Promise<Material | undefined>): Promise<Material | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (isOfTheMachine(error)) throw error;
    return undefined;
  }
}

/** The judgement of what was read; a message that was not, or over which our program stumbles, is kept unread, for a person. */
export function judgeSafely(
  context: Pick<HandlingContext, "alarm">,
  { id }: ArrivedMail,
  material: Material | undefined,
  state: IntakeState,
): Judgement {
  if (!material) return setAside(context, id);
  try {
    return judgeMaterial(material, state);
  } catch {
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
  because:
    "It could not be judged: the program failed over it, or it takes more time or memory than one message may. The message is kept as it came.",
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
