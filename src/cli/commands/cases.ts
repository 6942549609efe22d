import type { Noun } from "../frame/verb.ts";
import { replay } from "./cases-replay.ts";

export const noun: Noun = {
  name: "cases",
  description: "Mail to the project's security address, and what becomes of it.",
  verbs: [replay],
};
