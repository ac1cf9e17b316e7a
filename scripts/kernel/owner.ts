/** How often a kernel looks whether its owner is still there, in milliseconds, as ipykernel does. */
const EVERY = 1000;

/**
 * Ends this process when the one that started it is gone: a Jupyter that was killed cannot end its
 * kernels, and each would keep its memory for good.
 *
 * Jupyter says in `JPY_PARENT_PID` that it wants this. On Windows that is a handle, not a number of
 * a process, so there the parent counts. A cell that never waits keeps the kernel from looking.
 *
 * @param end - ends this process
 */
export function endWithOwner(end: () => void): void {
  const { JPY_PARENT_PID } = process.env;
  if (!JPY_PARENT_PID) return;
  const { ppid } = process;
  const named = process.platform === "win32" ? ppid : Number(JPY_PARENT_PID);
  const owner = isRunning(named) ? named : ppid; // in a container the number may be one outside
  setInterval(() => {
    const gone =
      owner === ppid && process.platform !== "win32" ? process.ppid !== ppid : !isRunning(owner);
    if (gone) end();
  }, EVERY).unref();
}

/** Whether there is a process with this number. */
function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"; // somebody else's
  }
}
