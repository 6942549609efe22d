import { NOUNS } from "../../src/cli/commands/registry.ts";
import { runCommandLine } from "../../src/cli/frame/run.ts";
import type { CommandContext, NounEntry } from "../../src/cli/frame/verb.ts";
import type { ProcessRunner } from "../../src/kernel/index.ts";

/**
 * `sameday` in a process of its own that kills itself at a moment, for tests: WHEN, then the command line. WHEN is `after 3`
 * (the third thing that changes something, here or on the desk, has been done and nothing else), `before 3`, or `never 0`.
 * Prints the names of these things as its last line: git's commands, and what is posted to the desk.
 */
const [when = "", ...words] = process.argv.slice(2);
const [moment, number] = when.split(" ");
const CHANGES = /^(?:read-tree|hash-object|update-index|write-tree|commit-tree|update-ref)$/;
const changes: string[] = [];

async function killing<T>(change: string | undefined, work: () => Promise<T>): Promise<T> {
  if (change !== undefined) changes.push(change);
  const due = change !== undefined && changes.length === Number(number);
  if (due && moment === "before") process.kill(process.pid, "SIGKILL");
  const done = await work();
  if (due && moment === "after") process.kill(process.pid, "SIGKILL");
  return done;
}

const realFetch = globalThis.fetch;
globalThis.fetch = (url, init) =>
  killing(init?.method === "POST" ? `POST${String(url).replace(/^.*\//, "/")}` : undefined, () => realFetch(url, init));

function killingProcesses(real: ProcessRunner): ProcessRunner {
  return {
    run: (command) => {
      const change = command.argv[0] === "git" ? command.argv.find((word) => CHANGES.test(word)) : undefined;
      return killing(change, () => real.run(command));
    },
  };
}

const nouns = NOUNS.map(
  (entry): NounEntry => ({
    ...entry,
    async load() {
      const noun = await entry.load();
      const verbs = noun.verbs.map((verb) => ({
        ...verb,
        run: (context: CommandContext, values: Parameters<typeof verb.run>[1]) =>
          verb.run({ ...context, processes: killingProcesses(context.processes) }, values),
      }));
      return { ...noun, verbs } as typeof noun;
    },
  }),
);
process.exitCode = await runCommandLine(words, { nouns });
process.stdout.write(`${changes.join(" ")}\n`);
