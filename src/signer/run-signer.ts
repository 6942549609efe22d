import { rm } from "node:fs/promises";
import type { Distribution } from "../distribution/index.ts";
import { type Clock, DAY_MS, type ProcessRunner, type Random } from "../kernel/index.ts";
import { removeStaleScratch } from "../openpgp/index.ts";
import { answerRequest } from "./answer-request.ts";
import type { SignerContext } from "./context.ts";
import { makeDirectory } from "./files/durable.ts";
import { createTurns } from "./files/turns.ts";
import { openKeyring } from "./keys/keyring.ts";
import { signerLayout } from "./layout.ts";
import { openSignerLog } from "./log.ts";
import { serveSocket } from "./socket-server.ts";
import { suitesOf } from "./suites/suite.ts";
import { openSuites } from "./suites/suites.ts";
import { workRoot } from "./take/take-files.ts";

export interface SignerOptions {
  /** Keys, suites, log: everything that the signer owns. */
  readonly directory: string;
  readonly socketPath: string;
  /** Where the desk lends files; none is taken from elsewhere. */
  readonly exchange: string;
  readonly definition: Distribution;
  readonly runner: ProcessRunner;
  readonly clock: Clock;
  readonly random: Random;
  /** Time that machines get to take a new archive key before the old one may end (default: 14 days). */
  readonly minimumOverlapMs?: number;
  /** How often validity and keys are looked after (default: one hour). */
  readonly careMs?: number;
  /** One line for the administrator about what went wrong by itself. */
  readonly say?: (line: string) => void;
}

export interface RunningSigner {
  /** Ends what is being done, then the socket. */
  close(): Promise<void>;
}

const OVERLAP_MS = 14 * DAY_MS;
const CARE_MS = 60 * 60_000;

/**
 * Starts the archive signer: recovers from whatever ended it before, brings every suite to the present keys and validity,
 * then listens. Throws LOG_BROKEN, CONFLICT (another signer runs), TOOL_MISSING, DISK_FULL.
 */
export async function runSigner(options: SignerOptions): Promise<RunningSigner> {
  const { definition, runner, clock, random } = options;
  const say = options.say ?? (() => undefined);
  const layout = signerLayout(options.directory);
  // Modes are given where things are made, and mean what they say.
  process.umask(0o022);
  await makeDirectory(layout.publicTree, 0o755);
  await makeDirectory(layout.queues, 0o750);
  await makeDirectory(layout.state, 0o700);

  const turns = createTurns();
  let ready: (serve: Serve) => void = () => undefined;
  const serving = new Promise<Serve>((resolve) => {
    ready = resolve;
  });
  // The socket is taken first: of two signers over one directory, the second ends before it touches anything.
  const server = await serveSocket(options.socketPath, async (request) => (await serving)(request), say);
  try {
    for (const { tree } of suitesOf(definition, layout)) await rm(workRoot(tree), { recursive: true, force: true });
    await removeStaleScratch();
    const log = await openSignerLog(layout.log, clock);
    const keys = await openKeyring(layout.keys, { definition, runner, clock, log });
    const minimumOverlapMs = options.minimumOverlapMs ?? OVERLAP_MS;
    const { exchange } = options;
    const context: SignerContext = { definition, layout, exchange, runner, clock, random, log, keys, minimumOverlapMs };
    const suites = await openSuites(context);
    const care = async (): Promise<void> => {
      const errors = await suites.settle();
      for (const error of errors) say(`${error.message} ${error.next}`);
      if (errors.length === 0) await keys.deleteRetired();
    };
    await turns.take(care);
    ready((request) => answerRequest(context, suites, turns, request));
    const timer = setInterval(() => {
      turns.take(care).catch((error: Error) => say(error.message));
    }, options.careMs ?? CARE_MS);
    timer.unref();
    return {
      async close() {
        clearInterval(timer);
        await turns.take(async () => undefined);
        await server.close();
      },
    };
  } catch (error) {
    await server.close();
    throw error;
  }
}

type Serve = (request: Parameters<typeof answerRequest>[3]) => ReturnType<typeof answerRequest>;
