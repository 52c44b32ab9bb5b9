import { Validations } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';

/** The page that says why a rule of AwsSolutions or HIPAA does not fit here, by rule. One page for each. */
export const decisionPages = {
  'AwsSolutions-APIG4': '0101-doors-check-their-callers.md',
  'AwsSolutions-CFR1': '0102-no-country-is-shut-out.md',
  'AwsSolutions-CFR3': '0103-front-logs-chosen-fields.md',
  'AwsSolutions-CFR4': '0104-no-domain-yet.md',
  'AwsSolutions-COG2': '0115-machines-have-no-second-factor.md',
  'AwsSolutions-IAM4': '0114-backup-uses-amazons-role.md',
  'AwsSolutions-IAM5': '0105-wildcards-behind-a-fence.md',
  'AwsSolutions-SMG4': '0106-origin-secret-changes-by-hand.md',
  'HIPAA.Security-SecretsManagerRotationEnabled': '0106-origin-secret-changes-by-hand.md',
  'AwsSolutions-SQS3': '0107-queues-for-what-other-services-could-not-deliver.md',
  'HIPAA.Security-LambdaConcurrency': '0108-no-reserved-concurrency.md',
  'HIPAA.Security-LambdaDLQ': '0109-dead-letters-lie-at-the-queue.md',
  'HIPAA.Security-LambdaInsideVPC': '0110-functions-outside-a-vpc.md',
  'HIPAA.Security-S3BucketReplicationEnabled': '0111-one-region.md',
  'HIPAA.Security-S3DefaultEncryptionKMS': '0112-two-buckets-under-s3s-own-key.md',
  '@aws-cdk/aws-cloudfront-origins:updateImportedBucketPolicyOac': '0113-the-web-bucket-trusts-the-account.md',
} as const;
export type Rule = keyof typeof decisionPages;

/** Says that the findings of a rule below this construct are meant; `finding` names one of several, as the rule prints it. */
export function acknowledge(scope: IConstruct, rule: Rule, finding?: string): void {
  const id = finding === undefined ? rule : `${rule}[${finding}]`;
  Validations.of(scope).acknowledge({ id, reason: `docs/decisions/${decisionPages[rule]}` });
}

/**
 * Resources that end in a wildcard because what they name does not exist yet (a tenant's keys and files) or is many
 * things of ours (facts of the lake, dead letters). The rule prints a policy variable in angle brackets.
 */
export function acknowledgeFences(scope: IConstruct, statements: readonly PolicyStatement[]): void {
  for (const resource of new Set(statements.flatMap(({ resources }) => resources))) {
    if (!resource.includes('*')) continue;
    if (resource === '*') throw new Error(`${scope.node.path} would reach everything`);
    acknowledge(scope, 'AwsSolutions-IAM5', `Resource::${resource.replace(/\$\{([^}]+)\}/g, '<$1>')}`);
  }
}
