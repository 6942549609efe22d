import { createFetcher, refreshSuite } from "../../src/archive/index.ts";
import { verifyClearsigned } from "../../src/openpgp/index.ts";
import { createProcessRunner, systemClock } from "../../src/system/index.ts";

/** One refresh in a process of its own, so that a test can kill it: STATE_DIRECTORY URL KEYRING. */
const [stateDirectory = "", url = "", keyring = ""] = process.argv.slice(2);
const refreshed = await refreshSuite(
  {
    stateDirectory,
    runner: createProcessRunner("/nonexistent"),
    fetcher: createFetcher(),
    clock: systemClock,
    verify: verifyClearsigned,
  },
  {
    suite: { name: "test", role: "main", url, keyring, components: ["main"] },
    architectures: ["amd64"],
    outdated: "warn",
    incomplete: "refuse",
  },
);
process.stdout.write(`${refreshed.outcome}\n`);
