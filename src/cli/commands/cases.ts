import type { Noun } from "../frame/verb.ts";
import { advisory } from "./cases-advisory.ts";
import { away } from "./cases-away.ts";
import { perform, set } from "./cases-change.ts";
import { disclose, report } from "./cases-disclose.ts";
import { attachment, original } from "./cases-file.ts";
import { key } from "./cases-key.ts";
import { lesson } from "./cases-lesson.ts";
import { agenda, list, triage } from "./cases-list.ts";
import { open } from "./cases-open.ts";
import { policy } from "./cases-policy.ts";
import { replay } from "./cases-replay.ts";
import { log, show } from "./cases-show.ts";
import { claim, sort, verdict } from "./cases-take.ts";
import { comment, reply } from "./cases-write.ts";

export const noun: Noun = {
  name: "cases",
  description:
    "Mail to the project's security address, and what becomes of it. The desk decides who may see and do what, from its definition; running its machines gives no part in a case.",
  verbs: [
    ...[list, triage, show, open, claim, verdict, sort, set, perform, reply, comment, log, agenda, away],
    ...[attachment, original, advisory, disclose, report, lesson, key, policy, replay],
  ],
};
