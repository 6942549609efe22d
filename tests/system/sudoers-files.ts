import fc from "fast-check";

/* Files in the grammar of sudoers(5), as people and programs could have written them. */

const word = fc.stringMatching(/^[a-z][a-z0-9_.-]{0,6}$/);
const oddName = fc.constantFrom("x\\ y", "a\\,b", '"x y"', '"%with space"', "D\\:c", "\\x41b", "alice@host", "Bob");
const USER_ALIASES = ["ADMINS", "U1"] as const;
const HOST_ALIASES = ["HOSTS"] as const;
const RUNAS_ALIASES = ["RUN_AS"] as const;
const COMMAND_ALIASES = ["TOOLS", "C2"] as const;

/** Blanks between tokens, lines joined among them. */
const gap = fc.constantFrom("", "", " ", "\t", "  ", " \\\n ", "\\\n");
const comma = fc.tuple(gap, gap).map(([before, after]) => `${before},${after}`);
const negated = (item: fc.Arbitrary<string>) =>
  fc.tuple(fc.constantFrom("", "", "", "!", "!!", "!!!", "! "), item).map(([sign, name]) => sign + name);
const listOf = (item: fc.Arbitrary<string>, most = 3) =>
  fc
    .array(fc.tuple(item, comma), { minLength: 1, maxLength: most })
    .map((items) => items.map(([name, sign], at) => name + (at + 1 < items.length ? sign : "")).join(""));

const groups = fc.constantFrom("%wheel", "%#20", "%:nonunix", "%:#7");
const ids = fc.constantFrom("#0", "#100");
const userName = fc.oneof(word, word, oddName, groups, ids, fc.constantFrom("+net", "ALL"));
const user = negated(fc.oneof(userName, fc.constantFrom(...USER_ALIASES)));
const hostName = fc.oneof(
  word,
  fc.constantFrom("10.0.0.1", "10.0.0.0/8", "10.0.0.0/255.0.0.0", "::1", "fe80::/64", "+ng", "ALL", "db*"),
);
const host = negated(fc.oneof(hostName, fc.constantFrom(...HOST_ALIASES)));
const runAsName = fc.oneof(word, ids, fc.constantFrom("%wheel", "ALL", ...RUNAS_ALIASES));
const group = fc.oneof(word, fc.constantFrom("#20", "ALL"));

const piece = fc.oneof(
  word,
  fc.constantFrom(
    "-x",
    "--a=b",
    "a=b",
    '"q',
    'r"',
    "a\\,b",
    "\\*",
    "\\?x",
    "\\[a\\]",
    "\\\\",
    "\\\\\\\\",
    "x\\ y",
    "k\\=v",
    "h\\:1",
    "\\#5",
    "'s t'",
    "!x",
    "$HOME",
    "(a)",
    "@x",
    ">",
  ),
  fc.constantFrom("*", "a?c", "[a-z]*", "/tmp/*", "a[!b]"),
);
const commandArguments = fc.oneof(
  fc.constant(""),
  fc.constant(' ""'),
  fc.array(piece, { minLength: 1, maxLength: 4 }).map((pieces) => ` ${pieces.join(" ")}`),
  fc.constantFrom(" ^-[a-z]+$", " ^a b, \\$c$", " a\\\n b", "  x  y", " ^x\\,y$"),
);
const path = fc.oneof(
  fc.stringMatching(/^(\/[a-z0-9._+-]{1,5}){1,3}$/),
  fc.constantFrom("/bin/*", "/usr/bin/a\\:b", "/bin/a\\=b", "/bin/a\\,b", "/bin/(x)", "^/bin/[a-z]+$", "/bin/x@y"),
);
const digest = fc.constantFrom(
  "",
  "",
  "",
  `sha256:${"ab".repeat(32)} `,
  `sha224 : ${"0F".repeat(28)}\t`,
  `sha512:${"A".repeat(86)}== `,
  `sha256:${"ab".repeat(32)}, sha384:${"cd".repeat(48)} `,
);
const command = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(digest, negated(fc.tuple(path, commandArguments).map((parts) => parts.join(""))))
      .map((parts) => parts.join("")),
  },
  {
    weight: 1,
    arbitrary: negated(fc.constantFrom("/bin/", "sudoedit /etc/x", "sudoedit", "list")),
  },
  { weight: 1, arbitrary: negated(fc.constantFrom(...COMMAND_ALIASES)) },
);

const runAs = fc.oneof(
  fc.constant(""),
  fc.constantFrom("()", "(:)", "( )"),
  fc.tuple(gap, listOf(negated(runAsName)), gap).map(([a, list, b]) => `(${a}${list}${b})`),
  fc
    .tuple(listOf(negated(runAsName)), gap, gap, listOf(negated(group)))
    .map(([users, a, b, list]) => `(${users}${a}:${b}${list})`),
  listOf(group).map((list) => `(:${list})`),
);
const options = fc.constantFrom(
  "",
  "",
  "",
  " CWD=/tmp",
  " CWD=* CHROOT=~x",
  " CWD = /a\\,b ",
  " TIMEOUT=1h30m",
  " NOTBEFORE=20260101000000Z NOTAFTER=20270101000000Z",
  " TIMEOUT=30 CWD=~",
);
const NAMES = ["PASSWD", "EXEC", "INTERCEPT", "SETENV", "LOG_INPUT", "LOG_OUTPUT", "MAIL", "FOLLOW"];
const tag = fc
  .tuple(fc.constantFrom(...NAMES.flatMap((name) => [name, `NO${name}`])), fc.constantFrom("", " "))
  .map(([name, blank]) => `${name}${blank}: `);
const tags = fc.array(tag, { maxLength: 2 }).map((all) => all.join(""));
const spec = fc.tuple(runAs, tags, command).map(([as, tag, name]) => `${as} ${tag}${name}`);
const commandList = fc.oneof(
  fc
    .tuple(options, listOf(spec, 4))
    .map(([before, list]) => `${before} ${list}`.replace(/^( [^(]*?=[^(]*?) (\([^)]*\))/, " $2$1")),
  fc.tuple(runAs, tags, fc.constantFrom("ALL", "!ALL")).map((parts) => ` ${parts.join(" ")}`),
);
const privilege = fc.tuple(listOf(host), gap, commandList).map(([hosts, a, list]) => `${hosts}${a}=${list}`);
const grant = fc
  .tuple(listOf(user), fc.constantFrom(" ", "\t", " \\\n\t"), fc.array(privilege, { minLength: 1, maxLength: 2 }))
  .map(([users, blank, privileges]) => users + blank + privileges.join(" : "));

const setting = fc.oneof(
  fc.constantFrom(
    "use_pty",
    "!use_pty",
    "! authenticate",
    "!!env_reset",
    "!env_keep",
    "timestamp_timeout=0",
    "timestamp_timeout = -1",
  ),
  fc
    .tuple(
      fc.constantFrom("env_keep", "env_check", "env_delete"),
      gap,
      fc.constantFrom("=", "+=", "-="),
      gap,
      fc.constantFrom('"A B"', '"HOME  XAUTH*"', "C", "LC_*", "A\\=b", '"x\\"y"', '"a\\\n   b"'),
    )
    .map((parts) => parts.join("")),
  fc.constantFrom(
    'secure_path="/usr/bin:/bin"',
    "secure_path=/a:/b",
    "lecture=always",
    "passprompt=[sudo]\\ %p:",
    'badpass_message="no, # really"',
    "umask=0022",
  ),
);
const binding = fc.oneof(
  fc.constantFrom("", ""),
  listOf(
    fc
      .tuple(fc.constantFrom("", "!"), fc.oneof(word, groups, ids, fc.constantFrom(...USER_ALIASES, "ALL")))
      .map((parts) => parts.join("")),
  ).map((list) => `:${list}`),
  listOf(fc.oneof(word, fc.constantFrom("10.0.0.0/8", ...HOST_ALIASES))).map((list) => `@${list}`),
  listOf(fc.oneof(fc.constantFrom("/bin/ls", "sudoedit", ...COMMAND_ALIASES))).map((list) => `!${list}`),
  listOf(fc.oneof(word, fc.constantFrom("root", "%wheel", ...RUNAS_ALIASES))).map((list) => `>${list}`),
);
const noJoin = (text: string) => text.replaceAll("\\\n", "");
const defaults = fc.tuple(binding, listOf(setting)).map(([whom, list]) => `Defaults${noJoin(whom)} ${list}`);

const comment = fc.constantFrom(
  "# a comment \\",
  "#",
  "",
  "  ",
  "#- x",
  "#include",
  "## root ALL=ALL",
  "  #include /x",
);
const tail = fc.constantFrom("", "", " # why \\", "  ", "\t#");
const entry = fc.oneof(
  { weight: 5, arbitrary: grant },
  { weight: 3, arbitrary: defaults },
  { weight: 1, arbitrary: comment },
);

const aliases = fc
  .tuple(
    listOf(negated(userName)),
    listOf(negated(userName)),
    listOf(negated(hostName)),
    listOf(negated(fc.oneof(word, ids))),
    listOf(command.filter((text) => !/TOOLS|C2/.test(text))),
    listOf(
      fc.oneof(
        command.filter((text) => !/TOOLS|C2/.test(text)),
        fc.constant("TOOLS"),
      ),
    ),
  )
  .map(([u0, u1, hosts, runas, tools, c2]) => [
    `User_Alias ADMINS = ${u0} : U1=${u1}`,
    `Host_Alias\tHOSTS=${hosts}`,
    `Runas_Alias RUN_AS = ${runas}`,
    `Cmnd_Alias TOOLS = ${tools}`,
    `Cmd_Alias C2 = ${c2}`,
  ]);

/** A file that sudo takes: aliases, then entries in any order, each with what may end a line. */
export const sudoersText = fc
  .tuple(aliases, fc.array(fc.tuple(entry, tail), { maxLength: 6 }), fc.constantFrom("\n", "\r\n"))
  .map(
    ([known, entries]) =>
      `${[...known, ...entries.map(([text, end]) => (text.startsWith("#") ? text : text + end))].join("\n")}\n`,
  );

/** A small fault anywhere: a character lost, put in or changed for another that means something. */
export const faulty = fc
  .tuple(sudoersText, fc.nat(), fc.constantFrom("", ...'!,:=()#"\\%+@>/^$*A a1\n'.split("")), fc.boolean())
  .map(([text, seed, character, replaces]) => {
    const at = seed % text.length;
    return text.slice(0, at) + character + text.slice(at + (replaces || character === "" ? 1 : 0));
  });
