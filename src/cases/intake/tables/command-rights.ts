import type { CommandVerb } from "../judgement.ts";

const HANDLERS = ["point_person", "deputy", "handler", "team_lead", "director"];

/** Who may run which command by mail. An assistant prepares; an auditor reads the log alone. */
export const COMMAND_RIGHTS: Readonly<Record<CommandVerb, readonly string[]>> = {
  claim: HANDLERS,
  "not ours": HANDLERS,
  severity: [...HANDLERS, "assistant"],
  due: [...HANDLERS, "assistant"],
  assign: HANDLERS,
};
