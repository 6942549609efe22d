import { createSealedCrypto } from "../../src/cli/sealed/sealed-crypto.ts";
import { loadDistribution } from "../../src/distribution/index.ts";
import type { ProcessRunner } from "../../src/kernel/index.ts";
import { createProcessRunner, systemClock, systemRandom } from "../../src/system/index.ts";
import { disclose } from "../../src/tracker/index.ts";

/**
 * One disclosure in a process of its own that kills itself, for tests:
 * LAYER DATA DEFINITION HOME KEYS FINGERPRINT IDS WHEN. IDS stand between commas. WHEN is `after 3` (the third of git's commands
 * that change something has ended, nothing else has happened), `before 3`, or `never 0`. Prints the names of these commands.
 */
const [directory = "", data = "", definition = "", home = "", keys = "", signing = "", ids = "", when = ""] =
  process.argv.slice(2);
const [moment, number] = when.split(" ");
const CHANGES = /^(?:read-tree|hash-object|update-index|write-tree|commit-tree|update-ref|add)$/;
const real = createProcessRunner(home);
const changes: string[] = [];

const processes: ProcessRunner = {
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

const { value } = await loadDistribution(definition, { processes: real });
const people = value?.people ?? [];
const me = people.find((person) => person.fingerprints.includes(signing));
if (me === undefined) throw new Error("Nobody has this key.");
const crypto = await createSealedCrypto(processes, people, { home: keys, asking: {}, signing });
const world = { directory, processes, crypto, clock: systemClock, random: systemRandom, people, me };
await disclose(world, { ids: ids.split(","), as: new Map(), directory: data, below: [] });
process.stdout.write(changes.join(" "));
