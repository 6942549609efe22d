import type { LoadedSuite, SuiteStatus } from "../../archive/index.ts";
import type { Distribution, Release, Suite } from "../../distribution/index.ts";
import { formatInstant, SamedayError } from "../../kernel/index.ts";
import { type CommandContext, defineVerb, type Noun } from "../frame/verb.ts";
import { printable } from "../printable.ts";
import { withProgress } from "../progress/progress.ts";

const RELEASE = {
  release: { kind: "text", value: "CODENAME", summary: "only the suites of this release" },
} as const;

const list = defineVerb({
  name: "list",
  summary: "show each suite: date, validity, signature, last try",
  description:
    "Reads the data directory alone. Date and Valid-Until are those of the verified Release file in service; the last try says when it was asked for last, and what was wrong.",
  options: RELEASE,
  examples: [{ line: "sudo sameday archive list", says: "which suite is old, or could not be renewed, and why" }],
  exits: { 0: "every suite is in service and its last try went well", 1: "a suite is not, or its last try failed" },
  async run(context, { options }) {
    const { suiteStatus } = await import("../../archive/index.ts");
    const { wanted, stateDirectory } = await openArchive(context, options.release);
    const rows = await Promise.all(
      wanted.map(async ({ release, suite }) => ({
        release: release.codename,
        suite,
        status: await suiteStatus({ stateDirectory, clock: context.clock }, suite),
      })),
    );
    const well = rows.every(({ status }) => status.inService && !status.trouble && status.warnings.length === 0);
    context.answer(
      rows.map(({ release, suite, status }) => ({ release, suite: suite.name, url: suite.url, ...status })),
      () => rows.map(({ suite, status }) => statusText(suite, status)).join("\n"),
    );
    return well ? 0 : 1;
  },
});

function statusText(suite: Suite, { inService, triedAt, trouble, warnings }: SuiteStatus): string {
  const lines = [`${suite.name}  ${suite.url}`];
  if (inService) {
    const { date, validUntil } = inService.release;
    const until = validUntil === null ? "no end of validity" : `valid until ${formatInstant(validUntil)}`;
    lines.push(`  dated ${formatInstant(date)}, ${until}`, `  signed by ${inService.signers.join(", ")}`);
  } else lines.push("  never fetched");
  lines.push(`  last try ${triedAt ? formatInstant(triedAt) : "never"}${trouble ? `: ${trouble.message}` : ""}`);
  return printable([...lines, ...warnings.map((warning) => `  ${warning}`)].join("\n"));
}

const refresh = defineVerb({
  name: "refresh",
  summary: "ask the mirrors for newer suites, and verify them",
  description:
    "As root it works as the server's user, who owns the cache. What cannot be verified changes nothing: the last good state stays in service. A running desk takes a newer state up by itself.",
  options: RELEASE,
  examples: [
    { line: "sudo sameday archive refresh --release bookworm", says: "brings the suites of bookworm up to date" },
  ],
  exits: { 0: "every suite is as new as its mirror", 1: "a suite could not be renewed" },
  async run(context, { options }) {
    const [{ suiteStatus }, { refreshAsServer, layoutOf }] = await Promise.all([
      import("../../archive/index.ts"),
      import("../../desk/index.ts"),
    ]);
    const { wanted, stateDirectory } = await openArchive(context, options.release);
    const { cache, root } = layoutOf(context.dataDirectory);
    const releases = [...new Set(wanted.map(({ release }) => release))];
    await withProgress(context.progress, "refresh", (task) =>
      refreshAsServer({
        releases,
        cache,
        program: `${root}/program`,
        runner: context.processes,
        say: (detail) => task.update({ detail }),
      }),
    );
    const results = await Promise.all(
      wanted.map(async ({ suite }) => {
        const { inService, trouble } = await suiteStatus({ stateDirectory, clock: context.clock }, suite);
        return { suite: suite.name, dated: inService?.release.date ?? null, trouble: trouble?.message ?? "" };
      }),
    );
    context.answer(results, () =>
      results
        .map(({ suite, dated, trouble }) =>
          printable(
            `${suite}: ${dated ? `dated ${formatInstant(dated)}` : "never fetched"}${trouble ? `. ${trouble}` : ""}`,
          ),
        )
        .join("\n"),
    );
    return results.every(({ dated, trouble }) => dated !== null && trouble === "") ? 0 : 1;
  },
});

const source = defineVerb({
  name: "source",
  summary: "show the versions of a source package in every suite",
  arguments: { package: { summary: "source package", required: true } },
  options: RELEASE,
  examples: [{ line: "sudo sameday archive source libmodbus", says: "which release has which version" }],
  exits: { 1: "no suite in service has it" },
  async run(context, { args, options }) {
    const found: { release: string; suite: string; version: string; component: string }[] = [];
    await eachSuite(context, options.release, ({ release, suite }, loaded) => {
      for (const { version, component } of loaded?.sourceVersions(args.package) ?? []) {
        found.push({ release: release.codename, suite: suite.name, version, component });
      }
    });
    if (found.length === 0) throw new SamedayError("NOT_FOUND", `No suite in service has the source ${args.package}.`);
    context.answer(found, () =>
      found
        .map(({ suite, version, component }) => printable(`${suite.padEnd(24)} ${version}  ${component}`))
        .join("\n"),
    );
  },
});

const verify = defineVerb({
  name: "verify",
  summary: "hash every stored index again",
  description: "Compares what lies on the disk with the sums of the verified Release files, and reads every entry.",
  options: RELEASE,
  examples: [{ line: "sudo sameday archive verify", says: "after a doubtful disk, or a restore" }],
  exits: { 0: "every suite in service is as it was verified", 1: "a stored file was changed, or a suite is missing" },
  async run(context, { options }) {
    const rows: { suite: string; good: boolean; says: string }[] = [];
    await eachSuite(
      context,
      options.release,
      ({ suite }, loaded) => {
        const says = loaded ? `${loaded.state.indexes.length} indices are as they were signed` : "never fetched";
        rows.push({ suite: suite.name, good: loaded !== undefined, says });
      },
      ({ suite }, error) => void rows.push({ suite: suite.name, good: false, says: error.message }),
    );
    context.answer(rows, () => rows.map(({ suite, says }) => printable(`${suite}: ${says}`)).join("\n"));
    return rows.every(({ good }) => good) ? 0 : 1;
  },
});

interface Wanted {
  readonly release: Release;
  readonly suite: Suite;
}

/** The suites of the data directory's own definition, and where their states lie. Throws NOT_FOUND, INPUT_INVALID. */
async function openArchive(
  context: CommandContext,
  codename: string | undefined,
): Promise<{ readonly wanted: readonly Wanted[]; readonly stateDirectory: string }> {
  const { layoutOf, loadDefinition } = await import("../../desk/index.ts");
  const layout = layoutOf(context.dataDirectory);
  const definition: Distribution = await loadDefinition(layout.definition, context.processes);
  const releases = definition.releases.filter((one) => codename === undefined || one.codename === codename);
  if (releases.length === 0) throw new SamedayError("NOT_FOUND", `The definition has no release ${codename ?? ""}.`);
  const wanted = releases.flatMap((release) => release.suites.map((suite) => ({ release, suite })));
  return { wanted, stateDirectory: `${layout.cache}/suites` };
}

/** One suite after the other, so that one at a time is in memory. */
async function eachSuite(
  context: CommandContext,
  codename: string | undefined,
  visit: (wanted: Wanted, loaded: LoadedSuite | undefined) => void,
  failed?: (wanted: Wanted, error: SamedayError) => void,
): Promise<void> {
  const { loadSuite } = await import("../../archive/index.ts");
  const { wanted, stateDirectory } = await openArchive(context, codename);
  const task = context.progress.start("read suites");
  for (const [done, one] of wanted.entries()) {
    task.update({ done, total: wanted.length, detail: one.suite.name });
    try {
      visit(one, await loadSuite({ stateDirectory }, one.suite));
    } catch (error) {
      if (!failed || !(error instanceof SamedayError)) throw error;
      failed(one, error);
    }
  }
  task.succeed();
}

export const noun: Noun = {
  name: "archive",
  description: "The verified suites that answers are given from: what the data directory holds of them.",
  verbs: [list, refresh, source, verify],
};
