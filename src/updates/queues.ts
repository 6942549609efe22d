import type { Distribution, Queue } from "../distribution/index.ts";
import { SamedayError } from "../kernel/index.ts";

/** The queue for embargoed or for public updates. Throws DISTRIBUTION_INVALID when the definition has none. */
export function queueFor(definition: Distribution, embargoed: boolean): Queue {
  const queue = definition.queues.find((one) => one.embargoed === embargoed);
  if (queue) return queue;
  const kind = embargoed ? "embargoed" : "public";
  throw new SamedayError("DISTRIBUTION_INVALID", `The distribution definition has no queue for ${kind} updates.`);
}
