import { rm } from "node:fs/promises";
import { formatDuration } from "../../kernel/index.ts";
import type { SignerContext } from "../context.ts";
import { exists } from "../files/durable.ts";
import type { SignerRequest, SignerResult } from "../protocol.ts";
import { refusal } from "../rules/refusal.ts";
import type { Suites } from "../suites/suites.ts";

type Rotate = Extract<SignerRequest, { call: "rotate" }>;

/**
 * Changes the archive key in two stages. From "begin" on both keys sign every security suite and the keyring package brings
 * both to machines; "finish" ends the old one. It is refused while machines have had too little time: those that have
 * not taken the new keyring would be cut off from security updates. When the old key was stolen, the administrator allows
 * it at once by a file that the desk cannot write.
 */
export async function rotate(context: SignerContext, suites: Suites, request: Rotate): Promise<SignerResult> {
  // A beginning that is dated too early would shorten the overlap.
  for (const suite of suites.all) await suites.requireClock(suite);
  if (request.stage === "begin") {
    await context.keys.beginRotation();
  } else {
    await requireOverlap(context);
    await context.keys.finishRotation();
    await rm(context.layout.finishEarly, { force: true });
  }
  const [error] = await suites.settle();
  if (error) throw error;
  await context.keys.deleteRetired();
  return { call: "rotate", keys: await context.keys.list() };
}

async function requireOverlap(context: SignerContext): Promise<void> {
  const { rotationBegan } = context.keys.state();
  if (rotationBegan === null) throw refusal("No rotation has begun.", "CONFLICT");
  const left = Date.parse(rotationBegan) + context.minimumOverlapMs - context.clock.now().getTime();
  if (left <= 0 || (await exists(context.layout.finishEarly))) return;
  throw refusal(`Machines need time to take the new key; finish in ${formatDuration(left)}.`, "CONFLICT");
}
