import type { Check } from './check.js';
import codeCi from './code/ci.js';
import codeLint from './code/lint.js';
import codeNotebooks from './code/notebooks.js';
import codePep8 from './code/pep8.js';
import codeSyntax from './code/syntax.js';
import codeTests from './code/tests.js';
import containerBasePinned from './container/base-pinned.js';
import containerContext from './container/context.js';
import containerDependenciesShared from './container/dependencies-shared.js';
import containerPackagesPinned from './container/packages-pinned.js';
import containerPresent from './container/present.js';
import dataDeclared from './data/declared.js';
import dataDownloads from './data/downloads.js';
import dataHashes from './data/hashes.js';
import dataSplits from './data/splits.js';
import dataVersioned from './data/versioned.js';
import docsCards from './docs/cards.js';
import docsCitation from './docs/citation.js';
import docsDecisions from './docs/decisions.js';
import docsDocstrings from './docs/docstrings.js';
import docsLicense from './docs/license.js';
import docsLinks from './docs/links.js';
import docsModules from './docs/modules.js';
import docsReadme from './docs/readme.js';
import envAccelerator from './env/accelerator.js';
import envDeclared from './env/declared.js';
import envImports from './env/imports.js';
import envInstalled from './env/installed.js';
import envLockFresh from './env/lock-fresh.js';
import envLockHashes from './env/lock-hashes.js';
import envLockfile from './env/lockfile.js';
import envPinned from './env/pinned.js';
import envPython from './env/python.js';
import gitClean from './git/clean.js';
import gitIgnored from './git/ignored.js';
import gitLargeFiles from './git/large-files.js';
import gitPushed from './git/pushed.js';
import gitRelease from './git/release.js';
import gitRemote from './git/remote.js';
import gitRepository from './git/repository.js';
import gitSubmodules from './git/submodules.js';
import metricsClaims from './metrics/claims.js';
import metricsExpected from './metrics/expected.js';
import metricsFresh from './metrics/fresh.js';
import metricsPrimary from './metrics/primary.js';
import metricsProtocol from './metrics/protocol.js';
import metricsRecorded from './metrics/recorded.js';
import metricsUncertainty from './metrics/uncertainty.js';
import seedsConstant from './seeds/constant.js';
import seedsDeterministic from './seeds/deterministic.js';
import seedsEstimators from './seeds/estimators.js';
import seedsFixed from './seeds/fixed.js';
import seedsHash from './seeds/hash.js';
import seedsOrder from './seeds/order.js';
import seedsWorkers from './seeds/workers.js';
import trackingModels from './tracking/models.js';
import trackingParameters from './tracking/parameters.js';
import trackingRuns from './tracking/runs.js';
import trackingTool from './tracking/tool.js';
import workflowCommands from './workflow/commands.js';
import workflowLock from './workflow/lock.js';
import workflowPaths from './workflow/paths.js';
import workflowPipeline from './workflow/pipeline.js';

/** Every check, in the order in which reports show them. */
export const checks: readonly Check[] = [
  // env
  envDeclared,
  envPinned,
  envLockfile,
  envLockFresh,
  envLockHashes,
  envPython,
  envImports,
  envInstalled,
  envAccelerator,
  // container
  containerPresent,
  containerBasePinned,
  containerPackagesPinned,
  containerDependenciesShared,
  containerContext,
  // git
  gitRepository,
  gitClean,
  gitRemote,
  gitPushed,
  gitLargeFiles,
  gitIgnored,
  gitSubmodules,
  gitRelease,
  // data
  dataDeclared,
  dataHashes,
  dataVersioned,
  dataDownloads,
  dataSplits,
  // seeds
  seedsFixed,
  seedsConstant,
  seedsEstimators,
  seedsDeterministic,
  seedsWorkers,
  seedsHash,
  seedsOrder,
  // metrics
  metricsRecorded,
  metricsPrimary,
  metricsExpected,
  metricsFresh,
  metricsClaims,
  metricsProtocol,
  metricsUncertainty,
  // tracking
  trackingTool,
  trackingRuns,
  trackingParameters,
  trackingModels,
  // workflow
  workflowPipeline,
  workflowCommands,
  workflowLock,
  workflowPaths,
  // code
  codeLint,
  codePep8,
  codeTests,
  codeCi,
  codeSyntax,
  codeNotebooks,
  // docs
  docsReadme,
  docsModules,
  docsDecisions,
  docsLinks,
  docsDocstrings,
  docsLicense,
  docsCitation,
  docsCards,
];
