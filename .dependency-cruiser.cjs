/**
 * The house's walls. Along the line from a problem to a fixed machine an import points back towards its source;
 * each rule has a planted violation in tests/gates that proves it is seen.
 */
const ROOMS_IN_ORDER = [
  ["kernel", []],
  ["system", ["kernel"]],
  ["debian", ["kernel"]],
  ["openpgp", ["kernel", "debian"]],
  ["evidence", ["kernel", "openpgp"]],
  ["distribution", ["kernel", "debian", "openpgp"]],
  ["archive", ["kernel", "debian", "openpgp", "distribution"]],
  ["tracker", ["kernel", "debian", "distribution", "archive"]],
  ["store", ["kernel", "system"]],
  ["jobs", ["kernel", "store"]],
  ["accounts", ["kernel", "openpgp", "distribution", "store"]],
  ["builder", ["kernel", "system", "debian", "evidence"]],
  ["signer", ["kernel", "system", "debian", "openpgp", "evidence", "distribution"]],
  [
    "updates",
    [
      "kernel",
      "debian",
      "openpgp",
      "evidence",
      "distribution",
      "archive",
      "tracker",
      "store",
      "jobs",
      "builder",
      "signer",
    ],
  ],
  [
    "api",
    [
      "kernel",
      "debian",
      "openpgp",
      "evidence",
      "distribution",
      "archive",
      "tracker",
      "store",
      "jobs",
      "builder",
      "signer",
      "updates",
    ],
  ],
  ["web", ["kernel", "debian", "openpgp", "evidence", "distribution", "archive", "tracker", "store", "updates", "api"]],
  [
    "desk",
    [
      "accounts",
      "kernel",
      "system",
      "debian",
      "openpgp",
      "evidence",
      "distribution",
      "archive",
      "tracker",
      "store",
      "jobs",
      "builder",
      "signer",
      "updates",
      "api",
      "web",
    ],
  ],
  [
    "drill",
    [
      "api",
      "kernel",
      "system",
      "debian",
      "openpgp",
      "evidence",
      "distribution",
      "archive",
      "tracker",
      "updates",
      "builder",
      "desk",
    ],
  ],
];
const ALL = ROOMS_IN_ORDER.map(([room]) => room);

const roomRules = ROOMS_IN_ORDER.map(([room, allowed]) => ({
  name: `room-${room}`,
  comment: `${room} may use only: ${allowed.join(", ") || "nothing of ours"}`,
  severity: "error",
  from: { path: `^src/${room}/`, pathNot: "\\.test\\.tsx?$" },
  to: { path: `^src/(${[...ALL, "cli"].filter((other) => other !== room && !allowed.includes(other)).join("|")})/` },
}));

module.exports = {
  forbidden: [
    ...roomRules,
    {
      name: "front-door-only",
      comment: "A room is entered by its index.ts.",
      severity: "error",
      from: { path: "^src/([^/]+)/", pathNot: "\\.test\\.tsx?$" },
      to: { path: "^src/([^/]+)/(?!index\\.ts$)", pathNot: ["^src/$1/"] },
    },
    { name: "no-circles", severity: "error", from: { path: "^src/" }, to: { circular: true } },
    { name: "no-unresolved", severity: "error", from: { path: "^(src|tests)/" }, to: { couldNotResolve: true } },
    driverRule("postgres-driver", "store", ["pg", "pg-pool", "pg-cursor"]),
    driverRule("job-engine", "jobs", ["pg-boss"]),
    driverRule("openpgp-library", "openpgp", ["openpgp"]),
    driverRule("mailer", "updates", ["nodemailer"]),
    {
      name: "processes-through-the-port",
      comment: "Only system/ starts child processes; desk/ supervises its own.",
      severity: "error",
      from: { path: "^src/", pathNot: ["^src/(system|desk)/", "\\.test\\.tsx?$"] },
      to: { path: "^(node:)?child_process$" },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(dist|fixtures)/" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "types"],
      extensions: [".ts", ".tsx", ".js", ".json"],
    },
  },
};

function driverRule(name, room, packages) {
  return {
    name,
    comment: `Only ${room}/ imports ${packages[0]}.`,
    severity: "error",
    from: { path: "^src/", pathNot: [`^src/${room}/`, "\\.test\\.tsx?$"] },
    to: { path: `node_modules/(@types/)?(${packages.join("|")})/` },
  };
}
