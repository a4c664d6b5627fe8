// Preloaded into a measured process: leaves its peak resident memory, in KB, in the file named by the environment.
import { writeFileSync } from 'node:fs';

process.on('exit', () => writeFileSync(process.env.PEAK_MEMORY_FILE, String(process.resourceUsage().maxRSS)));
