import path from "node:path";
import { freePort } from "../../system/free-port.ts";
import { ONE_RELEASE } from "../../system/intake-definition.ts";
import { type Gpg, installRoleKey, openGpg } from "../../system/role-key-kit.ts";
import { eventually, openWholeDesk, type WholeDesk } from "../../system/whole-desk.ts";

export const ADDRESS = "security@desk.invalid";

/** A whole desk with a Curve25519 role key, and people who write to it. */
export interface MeasuredDesk {
  readonly whole: WholeDesk;
  readonly gpg: Gpg;
  readonly port: number;
  /** Primary fingerprints, by mail address. */
  readonly senders: ReadonlyMap<string, string>;
  close(): Promise<void>;
}

const SENDERS = 12;

export async function openMeasuredDesk(): Promise<MeasuredDesk> {
  const port = await freePort();
  const whole = await openWholeDesk({ definition: definition(port) });
  const gpg = await openGpg(path.join(path.dirname(whole.layout.root), "gpg"));
  const senders = new Map<string, string>();
  const role = await gpg.makeKey(`Security <${ADDRESS}>`);
  for (let count = 0; count < SENDERS; count += 1) {
    const address = `sender-${count}@example.net`;
    senders.set(address, await gpg.makeKey(`Sender ${count} <${address}>`));
  }
  await installRoleKey(gpg, role, whole.layout.root);
  return {
    ...{ whole, gpg, port, senders },
    async close() {
      await gpg.close();
      await whole.stop();
    },
  };
}

/** How many mails that came in are in the database. */
export async function countKept({ whole }: MeasuredDesk): Promise<number> {
  return Number((await whole.sql("SELECT count(*) FROM case_message WHERE arrival IS NOT NULL"))[0]);
}

export function untilKept(desk: MeasuredDesk, count: number): Promise<true> {
  return eventually(`${count} mails are kept`, async () => ((await countKept(desk)) >= count ? true : undefined));
}

function definition(port: number): string {
  return `[mail]
from = "desk@desk.invalid"
transport = "outbox"

[intake]
address = "${ADDRESS}"
director = "leo"
lmtp = "127.0.0.1:${port}"
answers-per-day = 100

${ONE_RELEASE}`;
}
