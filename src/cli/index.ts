export { runCommandLine } from "./frame/run.ts";
