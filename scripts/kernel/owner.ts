/** How often a kernel looks whether its owner is still there, in milliseconds, as ipykernel does. */
const EVERY = 1000;

/**
 * Ends this process when the one that started it is gone: a Jupyter that was killed cannot end its
 * kernels, and each would keep its memory for good.
 *
 * Called in a thread that no cell keeps busy. Jupyter says in `JPY_PARENT_PID` that it wants this.
 * On Windows that is a handle, not a number of a process, so there the parent counts.
 */
export function endWithOwner(): void {
  const { JPY_PARENT_PID } = process.env;
  if (!JPY_PARENT_PID) return;
  const windows = process.platform === "win32";
  const { ppid } = process;
  const named = windows ? ppid : Number(JPY_PARENT_PID);
  const owner = isRunning(named) ? named : ppid; // in a container the number may be one outside
  setInterval(() => {
    const gone = owner === ppid && !windows ? process.ppid !== ppid : !isRunning(owner);
    if (gone) process.kill(process.pid, "SIGKILL");
  }, EVERY);
}

/** Whether there is a process with this number. */
function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"; // somebody else's
  }
}
