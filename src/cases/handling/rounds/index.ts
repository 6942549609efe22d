import { roleKeyRound } from "../../sealed-mode/keys/key-round.ts";
import type { HandlingContext } from "../context.ts";
import { deadlineRound } from "./deadlines.ts";
import { forgetRound } from "./forget.ts";
import { noiseRound } from "./noise.ts";
import { remindRound } from "./remind.ts";
import { standInRound } from "./stand-in.ts";

export { deadlineRound, forgetRound, noiseRound, remindRound, standInRound };

/**
 * All that the desk does by itself about cases, to be called every minute or so; how often does not matter, since each thing
 * is said once. Stale cases need no round of their own: every open case has a clock, also for being secret too long.
 */
export async function runRounds(context: HandlingContext): Promise<void> {
  await deadlineRound(context);
  await standInRound(context);
  await remindRound(context);
  await noiseRound(context);
  await forgetRound(context);
  await roleKeyRound(context);
}
