import { join } from "node:path";

/** Where everything lies in the signer's directory. Only `public` and `queues` are for others to read. */
export interface SignerLayout {
  readonly root: string;
  /** The apt archive of the security suites. */
  readonly publicTree: string;
  /** One apt archive for each queue, so that nothing of an embargoed one is under the public tree. */
  readonly queues: string;
  /** [0700] GNUPGHOMEs, one for each use, and which keys sign. */
  readonly keys: string;
  /** [0700] What each suite holds, by serial. */
  readonly state: string;
  readonly log: string;
  /** Made by the administrator alone: allows to finish a rotation before its time. */
  readonly finishEarly: string;
  /** Made by the administrator alone: the clock is right, and what a suite says of a later time was wrong. */
  readonly clockIsRight: string;
  /** Written by the administrator alone: builders that are known here though the definition does not name their key. */
  readonly trustedBuilders: string;
}

export function signerLayout(root: string): SignerLayout {
  return {
    root,
    publicTree: join(root, "public"),
    queues: join(root, "queues"),
    keys: join(root, "keys"),
    state: join(root, "state"),
    log: join(root, "log.jsonl"),
    finishEarly: join(root, "keys", "finish-early"),
    clockIsRight: join(root, "keys", "clock-is-right"),
    trustedBuilders: join(root, "trusted-builders.json"),
  };
}
