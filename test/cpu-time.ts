/** Milliseconds of processor time that this thread has taken: how busy the machine is makes no difference. */
export const cpuMs = (): number => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
};
