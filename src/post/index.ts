export { afterFailure } from "./back-off.ts";
export { openPost, type PlainMail, type Post, type WholeMail } from "./post.ts";
