import path from "node:path";
import { fileURLToPath } from "node:url";
import { type Door, drillEnd, drillList, drillOpening } from "../desk/drill-text.ts";
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
    const { drillDesk, findDrill, runDrill } = await import("../../drill/index.ts");
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
    context.signal.addEventListener("abort", () => {
      context.progress.close();
      context.progress.note("The scratch desk is being stopped; that takes a few seconds.");
    });
    const drill = await runDrill({
      dataDirectory: context.dataDirectory,
      base,
      fix,
      architectures,
      trackerData: path.join(EXAMPLE, "tracker"),
      runner: context.processes,
      clock: context.clock,
      events: stageLines(context),
      // What a service says while it is being stopped helps nobody.
      say: (service, text) => context.signal.aborted || context.progress.note(`${service}: ${text}`),
      signal: context.signal,
    });
    const door = options.leave ? null : await doorTo(drill.desk, drill.approver, drillDesk(context.dataDirectory));
    context.progress.close();
    context.answer({ ...drill.result, desk: door?.link ?? null }, () =>
      drillEnd(drill.result, base.policy.budgetHours, door),
    );
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

/** The way into the scratch desk: a link that is good once and for a quarter of an hour, and how to make another. */
async function doorTo(
  desk: { readonly url: string; readonly adminToken: string },
  person: string,
  root: string,
): Promise<Door> {
  const { createDeskClient } = await import("../../api/index.ts");
  const link = await createDeskClient(desk.url, () => desk.adminToken).loginLink(person);
  const another = `sudo sameday desk login-link ${person} --data ${root} --desk ${desk.url}`;
  return { person, link, another };
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
      if (stage.result === "failed") line.fail(message, stage.to - stage.from);
      else line.succeed(message, stage.to - stage.from);
      open.delete(stage.name);
    },
    triedAgain(step: string) {
      context.progress.note(
        `A scripted person has ${step} tried again, once: a package's own tests may go by the clock.`,
      );
    },
    stopped(step: string, lastLines: readonly string[]) {
      context.progress.note([`The end of the log of ${step}:`, ...lastLines.map((line) => `  ${line}`)].join("\n"));
    },
  };
}

export const noun: Noun = {
  name: "drill",
  description: "A rehearsal of the whole line, like a fire drill; hold one before you need it.",
  own: rehearse,
  verbs: [list],
};
