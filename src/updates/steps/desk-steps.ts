import { SamedayError } from "../../kernel/index.ts";
import type { StepName } from "../line/state.ts";
import { compareWithArchive } from "./compare-with-archive.ts";
import type { DeskStep } from "./desk-step.ts";
import { publishStep } from "./publish.ts";
import { queueStep } from "./queue.ts";
import { reviewStep } from "./review/review-step.ts";
import { tellStep } from "./tell/tell-step.ts";

/** Which function does which step of the desk. The source is taken in when it is uploaded, before there is a job. */
export const DESK_STEPS: Readonly<Record<StepName, DeskStep>> = {
  source: notADeskStep,
  build: notADeskStep,
  queue: queueStep,
  prove: compareWithArchive,
  test: notADeskStep,
  review: reviewStep,
  approve: notADeskStep,
  publish: publishStep,
  tell: tellStep,
  machine: notADeskStep,
};

function notADeskStep(): never {
  throw new SamedayError("INTERNAL", "This step is not one of the desk's.");
}
