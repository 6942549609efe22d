/** How many rows keep a page under 50 kB; whoever fills the models pages by these. */
export const PAGE_SIZES = {
  /** Updates in one group of the board, and on the pages of releases and packages. */
  group: 10,
  /** Open issues on the board. */
  boardIssues: 25,
  /** Rows of a list that is a page of its own. */
  list: 50,
  /** Issues on a package's page: each has a row for every release. */
  packageIssues: 20,
  /** New issues, each with its suggestions as buttons. */
  triage: 10,
  auditEntries: 50,
} as const;
