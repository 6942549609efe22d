export { prepareReply } from "./prepare.ts";
export { type ComposedReply, composeAnswer, keepAnswer, sendReply } from "./send.ts";
