import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type LoadedDistribution, readDistribution } from "./read-distribution.ts";

const directory = join(import.meta.dirname, "../../examples/debian");
const text = readFileSync(join(directory, "distribution.toml"), "utf8");

function read(content: string, missing?: string): LoadedDistribution {
  return readDistribution(Buffer.from(content), {
    file: "debian.toml",
    directory,
    files: {
      kind: (path) =>
        missing && path.endsWith(missing) ? "nothing" : path.endsWith("/tracker") ? "directory" : "file",
    },
    repositories: [],
  });
}

/** The example with an auditor and an assistant, who have no say in cases. */
const others = ["auditor", "assistant"].map(
  (role, index) => `[[person]]
id = "${role}"
name = "X"
email = "${role}@example.org"
role = "${role}"
fingerprints = ["${String(index).repeat(40)}"]
key-file = "keys/pia.asc"

`,
);
const withOthers = text.replace("[[team]]", `${others.join("")}[[team]]`);

describe("the example's intake", () => {
  test("is read with its defaults, and paths from the definition's directory", () => {
    expect(read(text).value?.intake).toEqual({
      address: "security@example.org",
      aliases: [],
      prefix: "SEC",
      policy: "default",
      roleKey: "held",
      director: "leo",
      directorDeputy: "pia",
      lmtp: join(directory, "mail/lmtp"),
      imap: undefined,
      gitlab: undefined,
      keys: { wkd: false, keyservers: [], proxy: undefined },
      published: { wkd: false, keyservers: [], urls: [] },
      answersPerDay: 5,
      keepDays: 30,
    });
    expect(read(text).value?.teams[0]).toMatchObject({ lead: "leo", pointPerson: "pia", deputies: ["leo"] });
  });

  test("may be absent, and then nothing is taken in", () => {
    expect(read(text.slice(0, text.indexOf("[intake]"))).value?.intake).toBeUndefined();
  });

  test.each(["http://proxy.example.org:3128", "http://[::1]:8888"])("takes %s as a proxy, too", (proxy) => {
    const { value, problems } = read(text.replace("keyservers = []", `keyservers = []\nproxy = "${proxy}"`));
    expect(problems).toEqual([]);
    expect(value?.intake?.keys.proxy).toBe(proxy);
  });

  test("takes a mailbox, a policy of one's own, a port and a proxy", () => {
    const { value, problems } = read(
      text
        .replace('policy = "default"', 'policy = "./ours.toml"')
        .replace('"mail/lmtp"', '"127.0.0.1:2424"')
        .replace("keyservers = []", 'keyservers = ["hkps://keys.openpgp.org"]\nproxy = "socks5h://127.0.0.1:9050"')
        .concat('[intake.imap]\nhost = "IMAP.example.org"\nuser = "security"\npassword-file = "imap-password"\n'),
    );
    expect(problems).toEqual([]);
    expect(value?.intake).toMatchObject({
      policy: join(directory, "ours.toml"),
      lmtp: "127.0.0.1:2424",
      keys: { keyservers: ["hkps://keys.openpgp.org"], proxy: "socks5h://127.0.0.1:9050" },
      imap: {
        host: "imap.example.org",
        port: 993,
        security: "tls",
        user: "security",
        passwordFile: join(directory, "imap-password"),
        folder: "INBOX",
        everySeconds: 60,
      },
    });
  });
});

describe("the role key with the people", () => {
  const sealed = text.replace('role-key = "held"', 'role-key = "sealed"');

  test("is taken, with the places where its public part stands", () => {
    const places = '[intake.published]\nwkd = true\nurls = ["https://example.org/security.asc"]\n';
    const { value, problems } = read(sealed.concat(places));
    expect(problems).toEqual([]);
    expect(value?.intake).toMatchObject({
      roleKey: "sealed",
      published: { wkd: true, keyservers: [], urls: ["https://example.org/security.asc"] },
    });
  });

  test("with one person alone is warned of", () => {
    const { problems } = read(sealed.replace('deputies = ["leo"]', "deputies = []"));
    expect(problems.map(({ code, severity }) => [code, severity])).toEqual([["distribution-sealed-alone", "warning"]]);
  });
});

test("a team that names nobody is spoken for by its first member, and the others stand in", () => {
  const plain = text.replace('lead = "leo"\npoint-person = "pia"\ndeputies = ["leo"]\n', "");
  expect(read(plain).value?.teams[0]).toMatchObject({ lead: "pia", pointPerson: "pia", deputies: ["leo"] });
});

const IMAP = '\n[intake.imap]\nhost = "imap.example.org"\nuser = "u"\npassword-file = "p"\nsecurity = "none"\n';

/** Each fault by the text that is replaced, the code it must have, and the text at which the problem must stand. */
const FAULTS: readonly (readonly [what: string, from: string, to: string, code: string, at: string, says: RegExp])[] = [
  ["a lead nobody knows", 'lead = "leo"', 'lead = "loe"', "distribution-dangling-name", '"loe"', /mean "leo"/],
  ["a deputy nobody knows", 'deputies = ["leo"]', 'deputies = ["x"]', "distribution-dangling-name", '"x"', /no person/],
  ["one's own deputy", 'deputies = ["leo"]', 'deputies = ["pia"]', "distribution-own-deputy", '"pia"', /themselves/],
  [
    "an auditor who leads",
    'lead = "leo"',
    'lead = "auditor"',
    "distribution-leader-without-say",
    '"auditor"',
    /no say/,
  ],
  [
    "an assistant as director",
    'director = "leo"',
    'director = "assistant"',
    "distribution-leader-without-say",
    '"assistant"\ndirector-deputy',
    /no say/,
  ],
  ["a director nobody knows", 'director = "leo"', 'director = "pai"', "distribution-dangling-name", '"pai"', /"pia"/],
  [
    "one's own stand-in",
    'director = "leo"',
    'director = "pia"',
    "distribution-own-deputy",
    '"pia"\nlmtp',
    /themselves/,
  ],
  ["a policy that is not shipped", '"default"', '"taisl"', "distribution-dangling-name", '"taisl"', /mean "tails"/],
  [
    "an address of the world",
    '"mail/lmtp"',
    '"0.0.0.0:24"',
    "distribution-bad-value",
    '"0.0.0.0',
    /this machine alone/,
  ],
  ["a host by name", '"mail/lmtp"', '"localhost:24"', "distribution-bad-value", '"localhost', /this machine alone/],
  ["a port that is none", '"mail/lmtp"', '"127.0.0.1:99999"', "distribution-bad-value", '"127', /this machine alone/],
  [
    "a path too long for a socket",
    '"mail/lmtp"',
    `"${"a".repeat(100)}/lmtp"`,
    "distribution-socket-path",
    '"aaa',
    /may have 107 bytes/,
  ],
  [
    "another's server in the clear",
    "keyservers = []\n",
    `keyservers = []\n${IMAP}`,
    "distribution-imap-in-clear",
    '"none"',
    /imap\.example\.org is another/,
  ],
  [
    "an address that is somebody's",
    'address = "security@example.org"',
    'address = "Pia@example.org"',
    "distribution-intake-address",
    '"Pia@',
    /is pia's own/,
  ],
  [
    "an alias that is the address",
    'prefix = "SEC"',
    'aliases = ["Security@Example.org"]\nprefix = "SEC"',
    "distribution-twice",
    '"Security@',
    /stands twice/,
  ],
  [
    "a plus sign",
    '"security@example.org"\nprefix',
    '"s+1@example.org"\nprefix',
    "distribution-bad-value",
    '"s+1',
    /plus/,
  ],
  [
    "a key's place in the clear",
    "wkd = false",
    'wkd = false\n[intake.published]\nurls = ["http://x/k"]',
    "distribution-bad-value",
    '"http:',
    /https/,
  ],
  ["a prefix in small letters", 'prefix = "SEC"', 'prefix = "sec"', "distribution-bad-value", '"sec"', /capital/],
  [
    "a proxy that leaks names",
    "wkd = false",
    'proxy = "socks5://x:1"',
    "distribution-bad-value",
    '"socks5:',
    /socks5h/,
  ],
  ["a proxy with a password", "wkd = false", 'proxy = "http://u:p@x:1"', "distribution-bad-value", '"http:', /socks5h/],
  ["a proxy without a port", "wkd = false", 'proxy = "http://x"', "distribution-bad-value", '"http:', /socks5h/],
  [
    "a keyserver in the clear",
    "keyservers = []",
    'keyservers = ["hkp://x"]',
    "distribution-bad-value",
    '"hkp:',
    /hkps/,
  ],
];

describe("faults", () => {
  test.each(FAULTS)("%s", (_what, from, to, code, at, says) => {
    expect(withOthers, "the example no longer holds what this test replaces").toContain(from);
    const broken = withOthers.replace(from, to);
    const { value, problems } = read(broken);
    expect(value).toBeUndefined();
    const problem = problems.find((each) => each.code === code && says.test(each.message));
    expect(problem, JSON.stringify(problems)).toBeDefined();
    const rest = broken
      .split("\n")
      .slice((problem?.place.line ?? 1) - 1)
      .join("\n")
      .slice((problem?.place.column ?? 1) - 1);
    expect(rest.slice(0, at.length)).toBe(at);
  });

  test.each([
    ["ours.toml", 'policy = "default"', 'policy = "./ours.toml"'],
    ["/p", "keyservers = []\n", `keyservers = []\n${IMAP.replace("none", "tls")}`],
  ])("a file that is not there: %s", (missing, from, to) => {
    const { value, problems } = read(text.replace(from, to), missing);
    expect(value).toBeUndefined();
    expect(problems.map(({ code }) => code)).toEqual(["distribution-missing-file"]);
  });

  test("an intake by no way is warned of, and one without a team refused", () => {
    const { value, problems } = read(text.replace('lmtp = "mail/lmtp"\n', ""));
    expect(value).toBeDefined();
    expect(problems).toMatchObject([{ code: "distribution-intake-without-way", severity: "warning" }]);
    const start = text.indexOf("[[team]]");
    const alone = text.slice(0, start) + text.slice(text.indexOf("[policy]"));
    // The audits of the example name the team, too.
    const without = { code: "distribution-intake-without-team", severity: "error" };
    expect(read(alone).problems).toContainEqual(expect.objectContaining(without));
  });
});
