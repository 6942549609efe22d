import type { ListenAt } from "../../cases/index.ts";
import { SamedayError } from "../../kernel/index.ts";

/**
 * `127.0.0.1:2424`, `[::1]:2424` or a socket's path, as the definition says it. The mail system in front runs as users of
 * its own, so whoever enters the socket's directory may hand mail over, as anybody may to the mail system itself.
 */
export function listenPlace(written: string): ListenAt {
  const [, host, port] = /^(127\.0\.0\.1|\[::1\]):(\d+)$/.exec(written) ?? [];
  if (host !== undefined && port !== undefined) {
    return { host: host === "[::1]" ? "::1" : "127.0.0.1", port: Number(port) };
  }
  if (written.startsWith("/")) return { socket: written, mode: 0o666 };
  throw new SamedayError("DISTRIBUTION_INVALID", `Mail cannot be taken in at ${written}.`);
}
