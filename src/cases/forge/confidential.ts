import { type Gitlab, type GitlabIssue, refused } from "./gitlab.ts";

/** GitLab's role Reporter: the least that sees confidential issues of others. */
const REPORTER = 20;

/** Throws FORGE_REFUSED for a project that cannot keep an issue confidential, or in which we could not see whether it does. */
export async function requireFitProject(gitlab: Gitlab, project: string): Promise<void> {
  const { archived, issues_access_level, issues_enabled, permissions } = await gitlab.project(project);
  if (archived) throw refused("says that the project is archived");
  if (issues_access_level === "disabled" || issues_enabled === false) throw refused("has no issues in the project");
  const level = Math.max(permissions?.project_access?.access_level ?? 0, permissions?.group_access?.access_level ?? 0);
  if (level < REPORTER) throw refused("gives the desk's token less than the role Reporter in the project");
}

/**
 * Throws FORGE_REFUSED unless the server says that the issue is confidential and shows it to nobody without an account.
 * Until then it holds a case's id and nothing else.
 */
export async function requireConfidential(gitlab: Gitlab, project: string, issue: GitlabIssue): Promise<void> {
  if (!issue.confidential) throw refused("did not make the issue confidential");
  if (await gitlab.strangersSee(project, issue.iid)) throw refused("shows the confidential issue to everybody");
}
