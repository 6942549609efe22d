import { hasSay } from "./has-say.ts";
import { isPolicyName } from "./policy-names.ts";
import type { IntakeRow, PersonRow, TeamRow } from "./schema.ts";
import type { IntakeSettings, Team } from "./types.ts";

/** `path` makes what is relative to the definition absolute. */
export function intakeOf(row: IntakeRow, path: (written: string) => string): IntakeSettings {
  const { gitlab, imap, lmtp, keys, published } = row;
  return {
    address: row.address.value,
    aliases: row.aliases.map(({ value }) => value),
    prefix: row.prefix,
    policy: isPolicyName(row.policy.value) ? row.policy.value : path(row.policy.value),
    roleKey: row["role-key"].value,
    director: row.director.value,
    directorDeputy: row["director-deputy"]?.value,
    lmtp: lmtp && (lmtp.value.includes(":") ? lmtp.value : path(lmtp.value)),
    imap: imap && {
      host: imap.host,
      port: imap.port,
      security: imap.security.value,
      user: imap.user,
      passwordFile: path(imap["password-file"].value),
      folder: imap.folder,
      everySeconds: imap["every-seconds"],
    },
    gitlab: gitlab && {
      url: gitlab.url.value,
      tokenFile: path(gitlab["token-file"].value),
      label: gitlab.label,
      projects: gitlab.project.map(({ team, project }) => ({ team: team.value, project })),
      users: gitlab.user.map(({ person, username }) => ({ person: person.value, username })),
    },
    keys: { wkd: keys.wkd, keyservers: keys.keyservers.map(({ value }) => value), proxy: keys.proxy },
    published: {
      wkd: published.wkd,
      keyservers: published.keyservers.map(({ value }) => value),
      urls: published.urls.map(({ value }) => value),
    },
    answersPerDay: row["answers-per-day"],
    keepDays: row["keep-days"],
  };
}

/** The first member with a say speaks for a team that names nobody, and the others with one stand in. */
export function teamOf(row: TeamRow, people: readonly PersonRow[]): Team {
  const members = row.members.map(({ value }) => value);
  const withSay = members.filter((member) => hasSay(people.find(({ id }) => id.value === member)));
  const first = withSay[0] ?? members[0] ?? "";
  const pointPerson = row["point-person"]?.value ?? first;
  return {
    name: row.name.value,
    title: row.title,
    members,
    lead: row.lead?.value ?? first,
    pointPerson,
    deputies: row.deputies?.map(({ value }) => value) ?? withSay.filter((member) => member !== pointPerson),
  };
}
