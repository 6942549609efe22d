import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";

/**
 * Where the desk keeps its state: --data, else $SAMEDAY_DATA, else /var/lib/sameday for root
 * (other users of the desk cannot enter /root), else the XDG data directory.
 * A relative $XDG_DATA_HOME is ignored, as the XDG Base Directory Specification asks.
 */
export function dataDirectory(
  option: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
  uid: number = process.getuid?.() ?? -1,
): string {
  if (option) return resolve(option);
  if (environment.SAMEDAY_DATA) return resolve(environment.SAMEDAY_DATA);
  if (uid === 0) return "/var/lib/sameday";
  const xdg = environment.XDG_DATA_HOME;
  const base = xdg && isAbsolute(xdg) ? xdg : join(environment.HOME ?? homedir(), ".local/share");
  return join(base, "sameday");
}
