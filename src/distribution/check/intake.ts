import { hasSay } from "../has-say.ts";
import { suggestion } from "../nearest.ts";
import { isPolicyName, SHIPPED_POLICIES } from "../policy-names.ts";
import type { Located, Report } from "../read/field.ts";
import type { Definition, IntakeRow } from "../schema.ts";
import { type FileSystem, resolvePath } from "./files.ts";
import { known } from "./known.ts";
import { unique } from "./unique.ts";

/** unix(7). */
const LONGEST_SOCKET = 107;
const THIS_MACHINE = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Who leads teams, and what `[intake]` says of people, files and this machine. */
export function checkIntake(definition: Definition, directory: string, files: FileSystem, report: Report): void {
  checkTeams(definition, report);
  const { intake } = definition;
  if (!intake) return;
  checkLeaders(definition, intake, report);
  checkRoleKey(definition, intake, report);
  checkAddresses(definition, intake, report);
  checkPolicyFile(intake, directory, files, report);
  checkWays(intake, directory, files, report);
  checkGitlab(definition, intake, directory, files, report);
}

function checkTeams(definition: Definition, report: Report): void {
  const people = idsOf(definition);
  for (const { name, members, lead, deputies = [], "point-person": point } of definition.team) {
    const leaders = [lead, point, ...deputies].filter((one) => one !== undefined);
    for (const leader of leaders) known(leader, people, "person", report);
    unique(deputies, `In team ${name.value} the deputy`, report);
    const twice = deputies.find((deputy) => deputy.value === point?.value);
    if (twice) {
      const message = `${twice.value} is team ${name.value}'s point person and cannot stand in for themselves.`;
      report.error("distribution-own-deputy", twice.place, message);
    }
    if (!definition.intake) continue;
    for (const leader of leaders) requireSay(definition, leader, report);
    if (point || members.some(({ value }) => hasSay(definition.person.find(({ id }) => id.value === value)))) continue;
    const message = `Nobody of team ${name.value} has a say in cases: its members are assistants and auditors.`;
    report.error("distribution-leader-without-say", name.place, message);
  }
}

function checkLeaders(definition: Definition, intake: IntakeRow, report: Report): void {
  const { director, "director-deputy": deputy } = intake;
  for (const leader of [director, deputy]) {
    if (!leader) continue;
    known(leader, idsOf(definition), "person", report);
    requireSay(definition, leader, report);
  }
  if (deputy?.value === director.value) {
    const message = `${deputy.value} is the director and cannot stand in for themselves.`;
    report.error("distribution-own-deputy", deputy.place, message);
  }
  if (definition.team.length > 0) return;
  const message = "Reports are looked at by teams, and this definition has none: begin with one [[team]].";
  report.error("distribution-intake-without-team", intake.place, message);
}

/** Where people hold the key, one who is away, or loses it, must not be the only one who can read. */
function checkRoleKey({ team }: Definition, { "role-key": mode }: IntakeRow, report: Report): void {
  if (mode.value === "held") return;
  const speakers = team.flatMap(({ members, deputies, "point-person": point }) => [
    ...(point ? [point] : members.slice(0, 1)),
    ...(deputies ?? members),
  ]);
  const holders = new Set(speakers.map(({ value }) => value));
  if (holders.size > 1 || team.length === 0) return;
  const message = `Only ${[...holders].join("")} would hold the role key: name another point person, or a deputy.`;
  report.warning("distribution-sealed-alone", mode.place, message);
}

function requireSay(definition: Definition, leader: Located<string>, report: Report): void {
  const person = definition.person.find(({ id }) => id.value === leader.value);
  if (!person || hasSay(person)) return;
  const message = `${leader.value} is an ${person.role} and has no say in cases; name somebody else.`;
  report.error("distribution-leader-without-say", leader.place, message);
}

/** A mail from one of our own addresses is taken for our own: nobody else may write from there. */
function checkAddresses(definition: Definition, intake: IntakeRow, report: Report): void {
  const ours = [intake.address, ...intake.aliases];
  unique(ours, "The address", report);
  for (const address of ours) {
    const person = definition.person.find(({ email }) => email.toLowerCase() === address.value);
    if (!person) continue;
    const message = `${address.value} is ${person.id.value}'s own address, too; reports need one that is nobody's.`;
    report.error("distribution-intake-address", address.place, message);
  }
}

function checkPolicyFile({ policy }: IntakeRow, directory: string, files: FileSystem, report: Report): void {
  if (isPolicyName(policy.value)) {
    if (SHIPPED_POLICIES.some((name) => name === policy.value)) return;
    const hint = `${suggestion(policy.value, SHIPPED_POLICIES)} A file of your own is named by its path: ./${policy.value}.toml.`;
    report.error("distribution-dangling-name", policy.place, `No policy "${policy.value}" is shipped.${hint}`);
    return;
  }
  expectFile(policy, "policy", directory, files, report);
}

function checkWays(intake: IntakeRow, directory: string, files: FileSystem, report: Report): void {
  const { lmtp, imap } = intake;
  if (lmtp && !lmtp.value.includes(":")) {
    const bytes = Buffer.byteLength(resolvePath(directory, lmtp.value));
    if (bytes > LONGEST_SOCKET) {
      const message = `A socket's path may have ${LONGEST_SOCKET} bytes; this one has ${bytes}.`;
      report.error("distribution-socket-path", lmtp.place, message);
    }
  }
  if (imap) {
    if (imap.security.value === "none" && !THIS_MACHINE.has(imap.host)) {
      const message = `Only a server of this machine is asked without encryption; ${imap.host} is another.`;
      report.error("distribution-imap-in-clear", imap.security.place, message);
    }
    expectFile(imap["password-file"], "password file", directory, files, report);
  }
  if (lmtp || imap) return;
  const message = "No mail comes in: neither lmtp nor [intake.imap] says how.";
  report.warning("distribution-intake-without-way", intake.place, message);
}

function checkGitlab(
  definition: Definition,
  { gitlab }: IntakeRow,
  directory: string,
  files: FileSystem,
  report: Report,
): void {
  if (!gitlab) return;
  expectFile(gitlab["token-file"], "token file", directory, files, report);
  const teams = definition.team.map(({ name }) => name.value);
  for (const { team } of gitlab.project) known(team, teams, "team", report);
  unique(
    gitlab.project.map(({ team }) => team),
    "In [intake.gitlab] the team",
    report,
  );
  for (const { person } of gitlab.user) known(person, idsOf(definition), "person", report);
  unique(
    gitlab.user.map(({ person }) => person),
    "In [intake.gitlab] the person",
    report,
  );
}

function expectFile(at: Located<string>, what: string, directory: string, files: FileSystem, report: Report): void {
  const path = resolvePath(directory, at.value);
  const found = files.kind(path);
  if (found === "file") return;
  const message = found === "nothing" ? `There is no ${what} ${path}.` : `${path} is not a file.`;
  report.error("distribution-missing-file", at.place, message);
}

function idsOf({ person }: Definition): string[] {
  return person.map(({ id }) => id.value);
}
