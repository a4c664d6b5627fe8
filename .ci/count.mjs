// Prints `N passed, N failed, N skipped` over the JSON results of one or more test runs; exits 1 when one is missing or none ran.
import { readFileSync } from 'node:fs';

const total = { passed: 0, failed: 0, skipped: 0 };
let complete = true;
for (const file of process.argv.slice(2)) {
  try {
    const run = JSON.parse(readFileSync(file, 'utf8'));
    total.passed += run.numPassedTests;
    total.failed += run.numFailedTests;
    total.skipped += run.numPendingTests + run.numTodoTests;
    complete &&= run.success;
  } catch (error) {
    console.error(`no results in ${file}: ${error.message}`);
    complete = false;
  }
}
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = complete && total.failed === 0 && total.passed > 0 ? 0 : 1;
