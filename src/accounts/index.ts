export * from "./accounts.ts";
export { challengeText, readChallenge } from "./challenge-text.ts";
export * from "./tidy.ts";
