export { type Fetched, type FetchOptions, fetchMail } from "./fetch-mail.ts";
export { type Polling, type PollOptions, startImapPolling } from "./poll-mail.ts";
