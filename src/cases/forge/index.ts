export { forgeRound } from "./forge-round.ts";
