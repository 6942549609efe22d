import { readlink, realpath } from "node:fs/promises";
import { join } from "node:path";
import { isatty } from "node:tty";
import { SamedayError } from "../../kernel/index.ts";
import type { OwnKeyring } from "../../openpgp/index.ts";
import type { CommandContext } from "./verb.ts";

/** By these pinentry finds the person: a terminal, a desktop, and what pinentry(1) itself reads. */
const WHERE_TO_ASK = [
  ...["GPG_TTY", "TERM", "DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "XDG_RUNTIME_DIR"],
  ...["DBUS_SESSION_BUS_ADDRESS", "PINENTRY_USER_DATA"],
];

/** The GNUPGHOME of whoever runs the command. Throws INPUT_INVALID when there is none. */
export async function ownKeyring({ environment }: CommandContext): Promise<OwnKeyring> {
  const home = environment.GNUPGHOME ?? join(environment.HOME ?? "/", ".gnupg");
  const real = await realpath(home).catch((cause) => {
    const hint = "GNUPGHOME names another; `gpg --quick-generate-key` makes a key and a keyring.";
    throw new SamedayError("INPUT_INVALID", `There is no keyring in ${home}. ${hint}`, cause);
  });
  const asking: Record<string, string> = {};
  for (const name of WHERE_TO_ASK) {
    const value = environment[name] ?? (name === "GPG_TTY" ? await ownTerminal() : undefined);
    if (value) asking[name] = value;
  }
  return { home: real, asking };
}

/** gpg sees pipes alone, so it cannot find out by itself. */
async function ownTerminal(): Promise<string | undefined> {
  const at = [0, 1, 2].find((descriptor) => isatty(descriptor));
  return at === undefined ? undefined : readlink(`/proc/self/fd/${at}`).catch(() => undefined);
}
