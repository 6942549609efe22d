import {
  casePrefix,
  gitlabAddress,
  gitlabProject,
  host,
  keyAddress,
  keyserver,
  line,
  lmtpPlace,
  name,
  ownAddress,
  path,
  policyWord,
  proxy,
} from "./forms.ts";
import { located, optional, otherwise, required } from "./read/field.ts";
import { choice, flag, whole } from "./read/leaves.ts";
import { defaultsOf, list, table } from "./read/table.ts";

/** `[intake]`: how reports come in and who leads their handling. */

const imap = table({
  host: required(host, "The mail server."),
  port: otherwise(whole(1, 65_535), 993, "Its port."),
  security: otherwise(
    located(choice(["tls", "starttls", "none"])),
    { value: "tls", place: { line: 1, column: 1 } },
    "`tls` from the first byte, `starttls` before the password, `none` only for a server of this machine.",
    '"tls"',
  ),
  user: required(line, "The user's name there."),
  "password-file": required(located(path), "A file of mode 0600 of the server's user, with the password alone."),
  folder: otherwise(line, "INBOX", "The folder that is fetched."),
  "every-seconds": otherwise(whole(10, 3_600), 60, "Seconds from one look to the next."),
});

const gitlab = table({
  url: required(located(gitlabAddress), "The GitLab, https; http only on this machine."),
  "token-file": required(
    located(path),
    "A file of mode 0600 of the server's user with an access token, scope `api`, role Reporter or more in each project.",
  ),
  label: otherwise(line, "Security", "The label of every issue that the desk makes there."),
  project: required(
    list(
      table({
        team: required(located(name), "The team."),
        project: required(gitlabProject, "Where its cases get their issues."),
      }),
      { atLeast: 1 },
    ),
    "Projects of teams.",
  ),
  user: otherwise(
    list(
      table({
        person: required(located(name), "The person's id."),
        username: required(line, "How they are called there."),
      }),
    ),
    [],
    "Who is who there: for assignees, and for what people change there.",
    "none",
  ),
});

const keys = table({
  wkd: otherwise(
    flag,
    false,
    "Whether a reporter's own domain is asked for their key (Web Key Directory). It learns that somebody asks.",
  ),
  keyservers: otherwise(
    list(located(keyserver)),
    [],
    "Keyservers to ask, in this order. Each learns whose key is looked for.",
    "none",
  ),
  proxy: optional(proxy, "The way that these questions take, such as Tor's; a direct one when absent."),
});

const published = table({
  wkd: otherwise(flag, false, "Whether it stands in the Web Key Directory of the address's domain."),
  keyservers: otherwise(list(located(keyserver)), [], "Keyservers that have it.", "none"),
  urls: otherwise(list(located(keyAddress)), [], "https addresses of the key itself.", "none"),
});

export const intake = table({
  address: required(located(ownAddress), "The address that people report to."),
  aliases: otherwise(list(located(ownAddress)), [], "Other addresses of the same box.", "none"),
  prefix: otherwise(casePrefix, "SEC", "Before the year in a case's name, as in SEC-2026-0001."),
  policy: otherwise(
    located(policyWord),
    { value: "default", place: { line: 1, column: 1 } },
    "The rules of handling: clocks, limits of secrecy, who is told before (docs/reference/policy.md).",
    '"default"',
  ),
  "role-key": otherwise(
    located(choice(["held", "sealed"])),
    { value: "held", place: { line: 1, column: 1 } },
    "Who has the secret part of the address's key: `held` a process of the desk. `sealed` the point people alone, and the desk keeps ciphertext.",
    '"held"',
  ),
  director: required(
    located(name),
    "Id of the person to whom everything escalates, and who alone may set a rule aside.",
  ),
  "director-deputy": optional(located(name), "Id of the person who stands in for the director."),
  lmtp: optional(
    located(lmtpPlace),
    "Where the mail system in front hands mail over. Nothing but this machine reaches it.",
  ),
  imap: optional(imap, "A mailbox that is fetched, for projects without a mail system of their own."),
  gitlab: optional(
    gitlab,
    "Confidential issues for teams that live in GitLab; they hold a case's id and nothing of the report.",
  ),
  keys: otherwise(keys, defaultsOf(keys), "Where a reporter's key is looked for beside their mails.", "nowhere"),
  published: otherwise(
    published,
    defaultsOf(published),
    "Where the role key is published: the desk fetches it back from there and compares, in sealed mode.",
    "nowhere",
  ),
  "answers-per-day": otherwise(
    whole(0, 100),
    5,
    "Most answers to one sender in a day that go out by themselves; 0 for none.",
  ),
  "keep-days": otherwise(
    whole(1, 3_650),
    30,
    "Days for which judged mails stay in the spool, sealed: what a database that was lost is filled from.",
  ),
});
