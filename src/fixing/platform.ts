/**
 * The variables of markers that a machine gives without a Python being asked. Empty for a platform that is not listed.
 * Source: PEP 508, "Environment Markers"; CPython, docs of `sys.platform`, `os.name` and `platform.machine`.
 */
export function markerPlatform({
  platform,
  arch,
}: {
  platform: string;
  arch: string;
}): Readonly<Record<string, string>> {
  const system = ({ linux: 'Linux', darwin: 'Darwin', win32: 'Windows' } as Record<string, string>)[platform];
  if (system === undefined) return {};
  const machines: Record<string, Record<string, string>> = {
    x64: { linux: 'x86_64', darwin: 'x86_64', win32: 'AMD64' },
    arm64: { linux: 'aarch64', darwin: 'arm64', win32: 'ARM64' },
  };
  const machine = machines[arch]?.[platform];
  return {
    sys_platform: platform,
    platform_system: system,
    os_name: platform === 'win32' ? 'nt' : 'posix',
    ...(machine === undefined ? {} : { platform_machine: machine }),
  };
}
