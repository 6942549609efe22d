import { z } from "zod";
import type { GitlabSettings } from "../../distribution/index.ts";
import { SamedayError } from "../../kernel/index.ts";
import { readKeyFile } from "../sealed/index.ts";

/*
 * GitLab's REST interface (docs.gitlab.com/api/issues, /api/projects, /api/notes, /api/users), as far as a case needs it.
 * What goes there is a case's id, an assignee and a day; what comes back is checked before it is believed.
 */

const issueAnswer = z.looseObject({
  iid: z.int().positive(),
  title: z.string(),
  confidential: z.boolean(),
  state: z.enum(["opened", "closed"]),
  due_date: z.string().nullable(),
  assignees: z.array(z.looseObject({ id: z.int(), username: z.string() })),
  labels: z.array(z.string()),
});
export type GitlabIssue = z.infer<typeof issueAnswer>;

const projectAnswer = z.looseObject({
  issues_access_level: z.enum(["disabled", "private", "enabled"]).optional(),
  issues_enabled: z.boolean().optional(),
  archived: z.boolean().optional(),
  permissions: z
    .looseObject({
      project_access: z.looseObject({ access_level: z.int() }).nullable(),
      group_access: z.looseObject({ access_level: z.int() }).nullable(),
    })
    .optional(),
});
export type GitlabProject = z.infer<typeof projectAnswer>;

const noteAnswer = z.looseObject({
  body: z.string(),
  system: z.boolean(),
  author: z.looseObject({ username: z.string() }),
});
export type GitlabNote = z.infer<typeof noteAnswer>;

/** What is said of an issue; what is absent stays as it is. */
export interface IssueWish {
  readonly title?: string;
  readonly description?: string;
  readonly confidential?: true;
  readonly labels?: string;
  /** Empty for none. */
  readonly due_date?: string;
  /** Ids of users there; 0 for nobody. */
  readonly assignee_ids?: readonly number[];
  readonly state_event?: "close" | "reopen";
}

export interface Gitlab {
  project(project: string): Promise<GitlabProject>;
  /** The issues whose title is exactly this, as after a kill between making one and writing that down. */
  issuesTitled(project: string, title: string): Promise<readonly GitlabIssue[]>;
  /** Undefined for one that was removed. */
  issue(project: string, iid: number): Promise<GitlabIssue | undefined>;
  create(project: string, wish: IssueWish): Promise<GitlabIssue>;
  update(project: string, iid: number, wish: IssueWish): Promise<GitlabIssue>;
  note(project: string, iid: number, text: string): Promise<void>;
  /** What GitLab itself noted, the newest first. */
  systemNotes(project: string, iid: number): Promise<readonly GitlabNote[]>;
  userId(username: string): Promise<number | undefined>;
  /** Whether somebody without any account is shown the issue. Throws when that cannot be found out. */
  strangersSee(project: string, iid: number): Promise<boolean>;
}

const ANSWER_MS = 30_000;
const LARGEST_ANSWER = 5_000_000;

/** Every call throws FORGE_REFUSED with what the server answered, without what it was sent. */
export function createGitlab(settings: Pick<GitlabSettings, "url" | "tokenFile">): Gitlab {
  const at = (project: string, rest = ""): string => `/projects/${encodeURIComponent(project)}${rest}`;
  const call = async <T>(form: z.ZodType<T>, method: string, path: string, body?: object): Promise<T> => {
    const answer = await send(settings, method, path, { body, token: await readToken(settings) });
    if (answer.status >= 300) throw refused(`answered ${answer.status} to ${method} ${kindOf(path)}`);
    return understood(form, answer.text, kindOf(path));
  };
  return {
    project: (project) => call(projectAnswer, "GET", at(project)),
    async issuesTitled(project, title) {
      const query = new URLSearchParams({ search: title, in: "title", confidential: "true", per_page: "100" });
      const found = await call(z.array(issueAnswer), "GET", at(project, `/issues?${query}`));
      return found.filter((issue) => issue.title === title);
    },
    async issue(project, iid) {
      const path = at(project, `/issues/${iid}`);
      const answer = await send(settings, "GET", path, { token: await readToken(settings) });
      if (answer.status === 404) return undefined;
      if (answer.status >= 300) throw refused(`answered ${answer.status} to GET ${kindOf(path)}`);
      return understood(issueAnswer, answer.text, kindOf(path));
    },
    create: (project, wish) => call(issueAnswer, "POST", at(project, "/issues"), wish),
    update: (project, iid, wish) => call(issueAnswer, "PUT", at(project, `/issues/${iid}`), wish),
    async note(project, iid, text) {
      // Internal notes are seen by members alone, also if somebody opens the issue to everybody.
      await call(noteAnswer, "POST", at(project, `/issues/${iid}/notes`), { body: text, internal: true });
    },
    async systemNotes(project, iid) {
      const query = "?sort=desc&order_by=created_at&activity_filter=only_activity&per_page=100";
      const notes = await call(z.array(noteAnswer), "GET", at(project, `/issues/${iid}/notes${query}`));
      return notes.filter(({ system }) => system);
    },
    async userId(username) {
      const users = z.array(z.looseObject({ id: z.int(), username: z.string() }));
      const found = await call(users, "GET", `/users?${new URLSearchParams({ username })}`);
      return found.find((user) => user.username === username)?.id;
    },
    async strangersSee(project, iid) {
      const answer = await send(settings, "GET", at(project, `/issues/${iid}`), {});
      if (answer.status === 401 || answer.status === 403 || answer.status === 404) return false;
      if (answer.status < 300) return true;
      throw refused(`answered ${answer.status} when it was asked what strangers see`);
    },
  };
}

interface Sent {
  readonly status: number;
  readonly text: string;
}

async function send(
  { url }: Pick<GitlabSettings, "url">,
  method: string,
  path: string,
  { body, token }: { readonly body?: object | undefined; readonly token?: string },
): Promise<Sent> {
  try {
    const response = await fetch(`${url}/api/v4${path}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { "private-token": token }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      // A redirect would carry the token elsewhere.
      redirect: "error",
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    return { status: response.status, text: await limited(response) };
  } catch (error) {
    if (error instanceof SamedayError) throw error;
    throw refused("does not answer");
  }
}

async function limited(response: Response): Promise<string> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of response.body ?? []) {
    size += piece.length;
    if (size > LARGEST_ANSWER) throw refused("answers more than was asked for");
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString("utf8");
}

function understood<T>(form: z.ZodType<T>, text: string, what: string): T {
  try {
    return form.parse(JSON.parse(text));
  } catch {
    throw refused(`answered something else than its documentation says to ${what}`);
  }
}

/** `issues`, `notes`: enough for whoever mends it; numbers and names of projects stay out. */
function kindOf(path: string): string {
  const words = path.replace(/\?.*/, "").split("/");
  return words.filter((word) => /^(?:projects|issues|notes|users)$/.test(word)).at(-1) ?? "it";
}

async function readToken({ tokenFile }: Pick<GitlabSettings, "tokenFile">): Promise<string> {
  return (await readKeyFile(tokenFile)).trim();
}

export function refused(what: string): SamedayError {
  return new SamedayError("FORGE_REFUSED", `GitLab ${what}.`);
}
