import { publishedIds } from "../../advisories/index.ts";
import {
  type CaseDesk,
  createCaseDesk,
  createDisclosureDesk,
  createSealedDesk,
  type DisclosureDesk,
  endingRoleKey,
  endingSealedKey,
  type SealedDesk,
} from "../../cases/index.ts";
import { type LineContext, warnOfEnd } from "../../updates/index.ts";
import type { Layout } from "../layout.ts";
import { oneLine } from "../tend.ts";
import { disclosingContext } from "./disclosing-context.ts";
import { answerEvenly } from "./even-answers.ts";
import { openHandling } from "./open-handling.ts";

/** Cases as the server has them. */
export interface OpenCaseDesk {
  readonly desk: CaseDesk;
  readonly disclosures: DisclosureDesk;
  /** What people ask where they hold the role key; undefined where the desk does. */
  readonly sealed: SealedDesk | undefined;
  /** Writes to the desk's contact when the role key nears its end. Throws ROLE_KEY_UNAVAILABLE; to be called now and then. */
  warnOfRoleKey(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Cases for the server's pages and interfaces; undefined on a desk that takes no reports, and on one whose cases cannot be
 * opened: that is said, and everything else of the desk goes on.
 */
export async function openCaseDesk(
  layout: Layout,
  line: LineContext,
  say: (text: string) => void,
): Promise<OpenCaseDesk | undefined> {
  const { definition, store, runner, clock, random, publicUrl } = line;
  const { intake } = definition;
  if (!intake) return undefined;
  const alarm = (code: string, sentence: string): void => say(`ALARM ${code}: ${sentence}`);
  const parts = { layout, definition, intake, store, runner, clock, random, publicUrl, say, alarm };
  try {
    const { context, roleKey, close } = await openHandling(parts);
    return {
      desk: answerEvenly(
        createCaseDesk({
          ...context,
          definitionFile: layout.definition,
          publishedIds: () => publishedIds(layout.advisories),
        }),
      ),
      disclosures: answerEvenly(createDisclosureDesk(disclosingContext(layout, context))),
      sealed: intake.roleKey === "sealed" ? answerEvenly(createSealedDesk(context)) : undefined,
      async warnOfRoleKey() {
        const sealed = roleKey ? undefined : await endingSealedKey(context, definition.policy.keyWarningDays);
        if (sealed) await warnOfEnd(line, { ...sealed, use: "role" });
        for (const key of (await roleKey?.keys()) ?? []) {
          const ending = endingRoleKey(key, definition.policy.keyWarningDays, clock.now());
          if (ending) await warnOfEnd(line, { ...ending, use: "role" });
        }
      },
      close,
    };
  } catch (error) {
    say(`ALARM cases cannot be opened: ${oneLine(error)}`);
    return undefined;
  }
}
