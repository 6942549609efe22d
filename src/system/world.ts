import { randomBytes } from "node:crypto";
import type { Clock, Random } from "../kernel/index.ts";

export const systemClock: Clock = { now: () => new Date() };

export const systemRandom: Random = { bytes: (count) => randomBytes(count) };
