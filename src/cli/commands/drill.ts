import path from "node:path";
import { fileURLToPath } from "node:url";
import { formatDuration } from "../../kernel/index.ts";
import { drillEnd, drillList, drillOpening } from "../desk/drill-text.ts";
import { untilStopped } from "../desk/until-stopped.ts";
import type { CommandContext } from "../frame/context.ts";
import { defineVerb, type Noun } from "../frame/verb.ts";

/** The definition and lists that come with the program: Debian's own, for a first drill without any set-up. */
const EXAMPLE = fileURLToPath(new URL("../../../examples/debian/", import.meta.url));

const rehearse = defineVerb({
  name: "",
  summary: "rehearse the whole line with a past fix",
  description:
    "Takes a fix that the release's security suite already has back in time: on a scratch desk with scratch keys and queues the vulnerable version is what the release shipped, two scripted people upload and approve, and a machine ends up with the fix by real apt. Nothing real is touched. The result is kept; the scratch desk stays up to be looked at until you stop it, unless --leave is given.",
  arguments: { package: { summary: "a source package; without one, the first of the list that can be fetched" } },
  options: {
    definition: { kind: "text", value: "FILE", summary: "whose release and suites (default the example for Debian)" },
    release: { kind: "text", value: "CODENAME", summary: "the release (default bookworm)" },
    architecture: { kind: "list", value: "ARCH", summary: "an architecture (default amd64)" },
    leave: { kind: "switch", summary: "stop the scratch desk at the end" },
  },
  examples: [
    { line: "sameday drill", says: "the first package that can be fetched" },
    { line: "sameday drill libmodbus --architecture amd64 --architecture i386 --leave", says: "two architectures" },
  ],
  exits: { 5: "the line stopped before the machine had the fix" },
  async run(context, { args, options }) {
    const { findDrill, runDrill } = await import("../../drill/index.ts");
    const release = options.release ?? "bookworm";
    const architectures = options.architecture.length === 0 ? ["amd64"] : options.architecture;
    const definition = options.definition ?? path.join(EXAMPLE, "distribution.toml");
    const { base, fix } = await findDrill({
      definition,
      dataDirectory: context.dataDirectory,
      release,
      architectures,
      wanted: args.package,
      runner: context.processes,
      clock: context.clock,
      say: (text: string) => context.progress.note(text),
    });
    context.progress.note(drillOpening(fix, architectures));
    const drill = await runDrill({
      dataDirectory: context.dataDirectory,
      base,
      fix,
      architectures,
      trackerData: path.join(EXAMPLE, "tracker"),
      runner: context.processes,
      clock: context.clock,
      events: stageLines(context),
      say: (service, text) => context.progress.note(`${service}: ${text}`),
      signal: context.signal,
    });
    const door = options.leave
      ? null
      : `${drill.desk.url}/login/once/${await oneTimeToken(drill.desk, drill.approver)}`;
    context.progress.close();
    context.answer({ ...drill.result, desk: door }, () => drillEnd(drill.result, base.policy.budgetHours, door));
    if (door !== null) await untilStopped(context, drill.desk.failed);
    await drill.desk.stop();
  },
});

const list = defineVerb({
  name: "list",
  summary: "show the drills that were held, with their times",
  examples: [{ line: "sameday drill list --json", says: "every result with its stages" }],
  exits: { 0: "they are shown, were it none" },
  async run(context) {
    const { readResults, resultsFile } = await import("../../drill/index.ts");
    const results = await readResults(resultsFile(context.dataDirectory));
    context.answer(results, () => drillList(results));
  },
});

async function oneTimeToken(
  desk: { readonly url: string; readonly adminToken: string },
  person: string,
): Promise<string> {
  const { createDeskClient } = await import("../../api/index.ts");
  return createDeskClient(desk.url, () => desk.adminToken).loginLink(person);
}

/** One live line a stage; several may be under way. */
function stageLines(context: CommandContext) {
  const open = new Map<string, ReturnType<CommandContext["progress"]["start"]>>();
  return {
    began(name: string, by: "machine" | "person") {
      open.set(name, context.progress.start(by === "person" ? `${name} (a person)` : name));
    },
    ended(stage: { name: string; from: number; to: number; result: string }, message: string) {
      const line = open.get(stage.name) ?? context.progress.start(stage.name);
      const words = `${formatDuration(stage.to - stage.from)}  ${message}`;
      if (stage.result === "failed") line.fail(words);
      else line.succeed(words);
      open.delete(stage.name);
    },
  };
}

export const noun: Noun = {
  name: "drill",
  description: "A rehearsal of the whole line, like a fire drill; hold one before you need it.",
  own: rehearse,
  verbs: [list],
};
