import type { ProcessRunner } from "../../src/kernel/index.ts";
import { createProcessRunner, systemClock } from "../../src/system/index.ts";
import { issueLists, landEdit, setReleaseNoteInLists, withRepositoryLock } from "../../src/tracker/index.ts";

/**
 * One edit in a process of its own that kills itself, for tests: DATA WHEN ISSUE. WHEN is `after 3` (the third of git's commands
 * that change something has ended, nothing else has happened), `before 3`, `never 0`, or `die-holding` (the lock is held, nothing
 * is done). Prints the names of these commands.
 */
const [directory = "", when = "", issue = ""] = process.argv.slice(2);
const [moment, number] = when.split(" ");
const CHANGES = /^(?:read-tree|hash-object|update-index|write-tree|commit-tree|update-ref)$/;
const real = createProcessRunner("/nonexistent");
const changes: string[] = [];

const runner: ProcessRunner = {
  async run(command) {
    const change = command.argv[0] === "git" ? command.argv.find((word) => CHANGES.test(word)) : undefined;
    if (change !== undefined) changes.push(change);
    const due = change !== undefined && changes.length === Number(number);
    if (due && moment === "before") process.kill(process.pid, "SIGKILL");
    const finished = await real.run(command);
    if (due && moment === "after") process.kill(process.pid, "SIGKILL");
    return finished;
  },
};

if (moment === "die-holding") {
  await withRepositoryLock(runner, directory, async () => process.kill(process.pid, "SIGKILL"));
}
await landEdit({
  runner,
  directory,
  person: { name: "Ada", email: "ada@example.org" },
  clock: systemClock,
  edit: {
    subject: `${issue}: killed`,
    async apply(read, now) {
      const target = { issue, package: "killed", release: undefined };
      return setReleaseNoteInLists(await issueLists(read, now), target, "1-1", now.releases);
    },
  },
});
process.stdout.write(changes.join(" "));
