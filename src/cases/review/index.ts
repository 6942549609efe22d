export { type Reviewers, readReviewers } from "./approvals.ts";
export { type Checkout, openCheckout } from "./git.ts";
export * from "./required.ts";
