import { SamedayError } from "../../kernel/index.ts";
import type { PlannedAct, PlannedItem, PointReleaseParts, PointReleasePlan } from "../../tracker/index.ts";
import { type CommandContext, defineVerb } from "../frame/verb.ts";
import { printable } from "../printable.ts";
import { actingPerson, PERSON_OPTION } from "../tracker/person.ts";
import { ANSWER_OPTIONS, layerDirectories, openArchive, tell } from "./tracker-sources.ts";

const { archive: ARCHIVE, definition: DEFINITION } = ANSWER_OPTIONS;

/** In the order of the summary. */
const ACTS: readonly (readonly [PlannedAct, string])[] = [
  ["merge", "to be merged"],
  ["settle", "settled already"],
  ["drop", "dropped"],
  ["wait", "waiting still"],
  ["look", "for somebody to look at"],
];

/** `sameday tracker point-release RELEASE`. */
export const pointRelease = defineVerb({
  name: "point-release",
  summary: "merge the point-update files after a point release, as a reviewed change",
  description:
    "Shows what the point-update files of the uppermost directory plan for a release, what the archive's main suite has by now, and as a diff what a merge would change in the list of issues and in those files. Nothing is written before --apply with the token that the plan prints, and then exactly what the plan showed, as one commit under your name where git keeps the data. A fix that the archive has takes the place of a remark such as no-dsa; lines that somebody wrote about the same package and release stay, and are told. Where the archive has another version than planned, look whether it holds the fix, and say so with --take.",
  arguments: { release: { summary: "codename or alias of the release", required: true } },
  options: {
    archive: ARCHIVE,
    definition: DEFINITION,
    take: {
      kind: "list",
      value: "PACKAGE",
      summary: "the archive's version of this package, another one than planned, holds the planned fixes",
    },
    apply: { kind: "text", value: "TOKEN", summary: "do what the plan with this token showed" },
    as: PERSON_OPTION,
  },
  examples: [
    { line: "sameday tracker point-release bookworm --data data --archive indexes", says: "shows the change" },
    {
      line: "sameday tracker point-release bookworm --data data --archive indexes --apply 0f1e2d3c4b5a6978",
      says: "makes exactly that change",
    },
  ],
  exits: {
    0: "the plan was printed, or the change was made",
    1: "data or archive do not know the release",
    2: "wrong usage, or data, archive or definition cannot be read, or the data would have an error",
    3: "the change is another one by now, or a file has changes that nobody committed; nothing was changed",
    5: "a suite of the named archive could not be fetched or verified, and none was before",
  },
  async run(context, { args, options }) {
    const { mergePointRelease, planInDirectories } = await import("../../tracker/index.ts");
    const directories = await layerDirectories(context, options);
    const uppermost = directories.at(-1);
    if (uppermost === undefined) throw new SamedayError("USAGE", "Name the directory of tracker data with --data.");
    const parts: PointReleaseParts = {
      directories,
      archive: (await openArchive(context, options)).sources,
      release: args.release,
      taken: new Set(options.take),
    };
    if (options.apply === undefined) {
      answerPlan(context, await planInDirectories(parts));
      return;
    }
    const { commit, files, plan } = await mergePointRelease(parts, options.apply, {
      runner: context.processes,
      clock: context.clock,
      person: () => actingPerson(context, uppermost.directory, options.as),
    });
    tellUnread(context, plan);
    context.answer({ commit: commit ?? null, files, ...asJson(plan) }, () =>
      printable(`${summary(plan)}\n${files.join(", ")}: ${commit === undefined ? "written" : `commit ${commit}`}.`),
    );
  },
});

function answerPlan(context: CommandContext, plan: PointReleasePlan): void {
  tellUnread(context, plan);
  context.answer(asJson(plan), () => {
    const parts = [summary(plan), ...plan.items.map(itemLine)];
    if (plan.token !== undefined) {
      parts.push(
        "",
        plan.diff.trimEnd(),
        "",
        `Nothing was changed. Give the same command --apply ${plan.token} to do this.`,
      );
    }
    return printable(parts.join("\n"));
  });
}

function summary({ release, items }: PointReleasePlan): string {
  if (items.length === 0) return `Nothing is planned for ${release}.`;
  const counts = ACTS.flatMap(([act, words]) => {
    const count = items.filter((item) => item.act === act).length;
    return count === 0 ? [] : [`${count} ${words}`];
  });
  return `Planned for ${release}: ${counts.join(", ")}.`;
}

function itemLine({ act, issue, package: name, version, why }: PlannedItem): string {
  return [act, issue, name, version ?? "-", why].join("\t");
}

function asJson({ release, items, unread, diff, token }: PointReleasePlan): object {
  const rows = items.map((item) => ({ ...item, version: item.version ?? null, archive: item.archive ?? null }));
  return { release, token: token ?? null, items: rows, unread, diff };
}

function tellUnread(context: CommandContext, { unread }: PointReleasePlan): void {
  if (unread.length === 0) return;
  tell(context, `Records with an error stay as they are (see \`sameday tracker check\`): ${unread.join(", ")}.`);
}
