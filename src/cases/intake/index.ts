export * from "./flags.ts";
export * from "./judge.ts";
export * from "./judgement.ts";
export * from "./replay.ts";
export { type EnvelopeSender, envelopeOf } from "./sender/envelope.ts";
export { shownAsText } from "./show.ts";
export * from "./state.ts";
export * from "./state-file.ts";
