import path from "node:path";
import { loadDefinition } from "../../src/desk/index.ts";
import { ROOT, runner } from "./whole-desk.ts";

/** bookworm for amd64 with its main and security suites, as the example has them: tables of a definition. */
export async function exampleBookworm(): Promise<string> {
  const whole = await loadDefinition(path.join(ROOT, "examples/debian/distribution.toml"), runner);
  const suites = whole.releases
    .filter(({ codename }) => codename === "bookworm")
    .flatMap((release) => release.suites)
    .filter(({ role }) => role === "main" || role === "security")
    .map(
      ({ name, role, url, keyring, components }) =>
        `[[release.suite]]\nname = "${name}"\nrole = "${role}"\nurl = "${url}"\nkeyring = "${keyring}"\ncomponents = ${JSON.stringify(components)}`,
    );
  return [`[[release]]\ncodename = "bookworm"\nversion = "12"\narchitectures = ["amd64"]`, ...suites].join("\n\n");
}
