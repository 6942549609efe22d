/** A function of a script's own that runs the command that it is given: `run chmod`, `run_logged cat`, `try tee`. */
const RUNNER = /^(?:[a-z]\w*_)?(?:run|try|execute?|do)(?:_[a-z]\w*)?$/;

export function isRunner(name: string): boolean {
  return RUNNER.test(name);
}
