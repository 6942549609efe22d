import type { Severity } from "../../model.ts";

/** Questions of GETINFO by what their answers show, the worst first, each with lines that an answer is made of. */
export const INFORMATION: readonly {
  readonly key: string;
  readonly severity: Severity;
  readonly shows: string;
  readonly answer: readonly string[];
}[] = [
  single("address", "medium", "the public address of the machine", "203.0.113.9"),
  single("address/v4", "medium", "the public address of the machine", "203.0.113.9"),
  several("circuit-status", "medium", "the circuits of every client", "7 BUILT $AA~a,$BB~b PURPOSE=GENERAL"),
  several("stream-status", "medium", "where every client connects to", "9 SUCCEEDED 7 198.51.100.4:443"),
  several("address-mappings/all", "medium", "the names that every client looked up", "a.example b.exit NEVER"),
  several("orconn-status", "medium", "the relays that Tor is connected to", "$AA~a CONNECTED"),
  several("entry-guards", "medium", "the guards of the user, who can be known again by them", "$AA~a up"),
  several("config-text", "medium", "the whole configuration, with bridges and passwords", "Bridge 203.0.113.9:443"),
  several("onions/current", "low", "onion services", "a".repeat(56)),
  several("onions/detached", "low", "onion services of other clients", "a".repeat(56)),
  ...["control", "dns", "trans", "natd", "or", "dir", "extor", "httptunnel"].map((kind) =>
    single(`net/listeners/${kind}`, "low", "where Tor listens for others", '"127.0.0.1:9051"'),
  ),
];

/** Settings whose values tell of the user, in small letters: Tor minds no capitals. */
export const SECRET_SETTINGS: Readonly<Record<string, string>> = {
  bridge: "the bridges in use",
  hashedcontrolpassword: "the hashed password of the control port",
  httpproxyauthenticator: "the password of the user's proxy",
  httpsproxyauthenticator: "the password of the user's proxy",
  socks5proxypassword: "the password of the user's proxy",
  socks5proxyusername: "the account at the user's proxy",
};

function single(key: string, severity: Severity, shows: string, value: string): (typeof INFORMATION)[number] {
  return { key, severity, shows, answer: [`250-${key}=${value}`] };
}

function several(key: string, severity: Severity, shows: string, line: string): (typeof INFORMATION)[number] {
  return { key, severity, shows, answer: [`250-${key}=${line}`, `250+${key}=`, line] };
}
