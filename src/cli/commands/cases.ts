import type { Noun } from "../frame/verb.ts";
import { policy } from "./cases-policy.ts";
import { replay } from "./cases-replay.ts";

export const noun: Noun = {
  name: "cases",
  description: "Mail to the project's security address, and what becomes of it.",
  verbs: [policy, replay],
};
