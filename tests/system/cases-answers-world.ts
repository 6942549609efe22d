import { createHash } from "node:crypto";
import path from "node:path";
import { takeIn } from "../../src/cases/handling/take-in/index.ts";
import {
  createMailReader,
  createMasterKey,
  type HandlingContext,
  type KeptCase,
  policyFiles,
  readCase,
  readPolicy,
} from "../../src/cases/index.ts";
import { createMessageSealer } from "../../src/openpgp/index.ts";
import { openStore, type Store, startCluster } from "../../src/store/index.ts";
import { systemRandom } from "../../src/system/index.ts";
import { ANSWERING, OURS } from "./cases-answers-kit.ts";
import { createKeyWorld, type KeyWorld } from "./cases-keys-kit.ts";
import { encryptedPart, entity, type PartText } from "./cases-mail-kit.ts";
import { createPeers, type Peers } from "./cases-replies-kit.ts";
import { clusterOptions, scratch } from "./store-support.ts";

/** A desk that takes mail in and answers it, over a real database and real keys. */
export interface AnswersWorld {
  readonly store: Store;
  readonly peers: Peers;
  readonly world: KeyWorld;
  readonly context: HandlingContext;
  /** A mail as it came, and the case that it became. */
  arrives(from: string, body: PartText, headers?: readonly string[]): Promise<string>;
  /** A copy of what left, as the address that stands in its Cc gets it. */
  comesBack(raw: Uint8Array): Promise<string>;
  /** The id of the mail that came last, with angle brackets. */
  lastId(): string;
  encrypted(plain: PartText, signedBy?: "cv25519" | "rsa3072"): PartText;
  kept(id: string): Promise<KeptCase>;
  close(): Promise<void>;
}

export const MARKER = "MARKER-PLAINTEXT-7f3a";
export const REPORT = `The parser of libexample reads past the end of a header when its length is negative, ${MARKER}, and an attacker who sends such a file over the network gains full control of the machine.`;

export async function createAnswersWorld(): Promise<AnswersWorld> {
  const base = await scratch();
  const [cluster, peers, world] = await Promise.all([
    startCluster(clusterOptions(path.join(base.directory, "data"))),
    createPeers(),
    createKeyWorld(["openpgpkey.sequoia.example.org", "sequoia.example.org"]),
  ]);
  const store = await openStore({ connection: cluster.connection });
  const { value: policy } = await readPolicy("tor", policyFiles(path.join(import.meta.dirname, "../..")));
  if (!policy) throw new Error("The policy could not be read.");
  const clock = { now: () => new Date() };
  const context: HandlingContext = {
    vault: { store, master: createMasterKey(systemRandom), clock, random: systemRandom },
    definition: ANSWERING,
    intake: ANSWERING.intake,
    policy,
    opener: peers.opener,
    signer: peers.signer,
    sealer: createMessageSealer(clock.now),
    mailReader: createMailReader(),
    runner: world.runner,
    clock,
    random: systemRandom,
    publicUrl: "https://desk.example.org",
    say: () => undefined,
    alarm: () => undefined,
  };
  let mails = 0;
  const take = async (message: Buffer, from: string): Promise<string> => {
    const id = createHash("sha256").update(message).digest("hex") as never;
    const envelope = { from, to: [OURS], arrivedAt: new Date() };
    return (await takeIn(context, { id, envelope: envelope as never, message })).caseId;
  };
  return {
    store,
    peers,
    world,
    context,
    async arrives(from, body, headers = []) {
      mails += 1;
      const head = [
        `From: ${from}`,
        `To: ${OURS}`,
        `Date: ${new Date().toUTCString()}`,
        `Message-ID: <m${mails}@mail.example>`,
      ];
      const message = Buffer.from(
        entity({ ...body, headers: [...head, ...headers, "MIME-Version: 1.0", ...body.headers] }),
      );
      return take(message, from);
    },
    comesBack(raw) {
      const received = Buffer.from(`Received: from desk by mx; ${new Date().toUTCString()}\r\n`);
      return take(Buffer.concat([received, raw]), OURS);
    },
    lastId: () => `<m${mails}@mail.example>`,
    encrypted: (plain, signedBy) => encryptedPart(peers.encryptToRole(entity(plain), signedBy)),
    kept: async (id) => (await readCase<KeptCase>(context.vault, id, "pia")).contents,
    async close() {
      await Promise.all([context.sealer.close(), context.mailReader.close()]);
      await peers.close();
      await world.close();
      await store.close();
      await cluster.stop();
      await base.remove();
    },
  };
}
