/** Everything that can be wrong with a waivers' file, in one table; docs/reference/audit.md is generated from it. */
export const WAIVER_PROBLEMS = {
  "toml-syntax":
    "The file is no TOML 1.0. (`toml-not-utf8`, `toml-too-large`, `toml-too-deep` say why it cannot be read at all.)",
  "waiver-unreadable": "The tree's own file is a link or no regular file: nothing is followed out of the tree.",
  "waiver-unknown-key": "A key that the form does not have; the nearest one is named.",
  "waiver-missing-key": "A key that must be there is not.",
  "waiver-wrong-type": "A number where text must stand, and the like.",
  "waiver-bad-value": "A value that is not of the form that the key takes.",
  "waiver-bad-date": "A day that is on no calendar, or one with an hour.",
  "waiver-unknown-rule": "The rule is none of this program's.",
  "waiver-empty-reason": "The reason is empty: somebody has to say why this may stay.",
  "waiver-placeholder-reason": "The reason stands for one that was never written, or says too little to be one.",
  "waiver-copied-reason": "The reason is another waiver's: two findings may stay for two reasons.",
  "waiver-created-ahead": "It was made on a day that is yet to come.",
  "waiver-too-long": "It would last for more than 12 months.",
  "waiver-ends-before": "It ends before it begins.",
  "waiver-expired": "Its time is over: the finding counts again.",
  "waiver-twice": "The same finding is waived a second time.",
  "waiver-unused": "No finding is waived by it: what it was for has gone or was changed.",
} as const;

export type WaiverProblem = keyof typeof WAIVER_PROBLEMS;
