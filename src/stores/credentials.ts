import { UserError } from '../errors.js';

/** What signs a request. */
export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string | undefined;
}

/** Gives the credentials that are valid now; undefined when there are none, so that requests are not signed. */
export type CredentialSource = () => Promise<Credentials | undefined>;

const SILENT = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };

/**
 * The standard chain of the AWS SDKs: the environment; the profile of ~/.aws (static keys, `source_profile`, SSO,
 * `credential_process`); the token file of a web identity; ECS and EKS; EC2. The chain is Amazon's own package, loaded
 * when a store is first talked to. Credentials that are set up and do not work are an error: going on without them would
 * be answered with a refusal that names the wrong cause. The errors of the chain are not passed on, since they may hold the
 * command line of a `credential_process` or the answer of a token service.
 */
export function standardCredentials(env: NodeJS.ProcessEnv): CredentialSource {
  let chain: Promise<() => Promise<Credentials>> | undefined;
  let anonymous = false;
  return async () => {
    const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = env;
    if (AWS_ACCESS_KEY_ID && AWS_SECRET_ACCESS_KEY)
      return {
        accessKeyId: AWS_ACCESS_KEY_ID,
        secretAccessKey: AWS_SECRET_ACCESS_KEY,
        sessionToken: AWS_SESSION_TOKEN || undefined,
      };
    if (anonymous) return undefined;
    chain ??= import('@aws-sdk/credential-provider-node').then(({ defaultProvider }) =>
      // One second and one attempt for the metadata service of EC2, which is not there on other machines.
      defaultProvider({ logger: SILENT, timeout: 1000, maxRetries: 0 }),
    );
    try {
      return await (await chain)();
    } catch (error) {
      const wanted = setUp(env);
      if (wanted === undefined && isNothingFound(error)) {
        anonymous = true;
        return undefined;
      }
      throw new UserError(`${wanted ?? 'the AWS credentials that are set up here'} cannot be used`, {
        hint: hintFor(error),
      });
    }
  };
}

/** What in the environment says that there are credentials to be found. */
function setUp(env: NodeJS.ProcessEnv): string | undefined {
  if (env.AWS_PROFILE) return 'the AWS profile that AWS_PROFILE names';
  if (env.AWS_WEB_IDENTITY_TOKEN_FILE) return 'the web identity that AWS_WEB_IDENTITY_TOKEN_FILE names';
  if (env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI || env.AWS_CONTAINER_CREDENTIALS_FULL_URI)
    return 'the credentials that AWS_CONTAINER_CREDENTIALS_* names';
  return env.AWS_ACCESS_KEY_ID ? 'AWS_ACCESS_KEY_ID without AWS_SECRET_ACCESS_KEY' : undefined;
}

/** The last error of the chain, when none of its links had anything to say. */
function isNothingFound(error: unknown): boolean {
  return error instanceof Error && error.message === 'Could not load credentials from any providers';
}

function hintFor(error: unknown): string {
  const text = error instanceof Error ? error.message : '';
  if (/\bsso\b/i.test(text)) return 'sign in again: `aws sso login`';
  if (/could not be found in shared credentials/.test(text))
    return 'name a profile that ~/.aws/config or ~/.aws/credentials has';
  return '`aws sts get-caller-identity` tells more';
}
