import type { Distribution, Queue } from "../distribution/index.ts";
import { SamedayError } from "../kernel/index.ts";

/** The queue for embargoed or for public updates. Throws DISTRIBUTION_INVALID when the definition has none. */
export function queueFor(definition: Distribution, embargoed: boolean): Queue {
  const queue = definition.queues.find((one) => one.embargoed === embargoed);
  if (queue) return queue;
  const kind = embargoed ? "embargoed" : "public";
  throw new SamedayError("DISTRIBUTION_INVALID", `The distribution definition has no queue for ${kind} updates.`);
}

/** The line for a file in sources.list.d that opens a queue for one release. */
export function queueSourceLine(definition: Distribution, queue: Queue, release: string, publicUrl: string): string {
  const key = `/etc/apt/keyrings/${definition.name}-queue.asc`;
  return `deb [signed-by=${key}] ${publicUrl}/queues/${queue.name} ${release}-${queue.name} main`;
}

/**
 * The line for a file in auth.conf.d; empty for a public queue. apt sends a password over plain HTTP only when the entry
 * names the protocol (apt_auth.conf(5)), so the address is given with it.
 */
export function queueAuthLine(queue: Queue, publicUrl: string, token: string): string {
  return queue.embargoed ? `machine ${publicUrl}/queues/${queue.name} login tester password ${token}` : "";
}
