import { join } from 'node:path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  RecursiveLoop,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { timing } from '#core/timing.ts';
import type { Concern } from './concern.ts';

/** Where the bundles are, and how long logs are kept: the same for every function of an app. */
export interface FunctionDefaults {
  readonly bundlesDir: string;
  readonly logRetention: RetentionDays;
}

interface NodeFunctionProps<Env> {
  /** Of the bundle, as functionEntries names it. */
  readonly bundle: string;
  /** Exactly what the function's env.ts asks for: a missing variable does not compile. */
  readonly environment: { readonly [Name in keyof Env]: string };
  readonly defaults: FunctionDefaults;
  /** One sentence: who does not get what when it fails. */
  readonly whoIsHurt: string;
  /** Whether it queues work for itself on purpose: Lambda stops what does so 16 times in a row. */
  readonly mayCallItself?: boolean;
}

/** A Lambda function with the house's settings, its own log group, and no right but to write there. */
export class NodeFunction<Env> extends Construct {
  readonly lambda: LambdaFunction;
  readonly concerns: readonly Concern[];

  constructor(scope: Construct, id: string, props: NodeFunctionProps<Env>) {
    super(scope, id);
    const { bundlesDir, logRetention } = props.defaults;
    const logGroup = new LogGroup(this, 'Logs', {
      retention: logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // Lambda's managed policy may write to any log group of the account.
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
    logGroup.grantWrite(role);
    this.lambda = new LambdaFunction(this, 'Function', {
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(join(bundlesDir, props.bundle)),
      handler: 'index.handler',
      role,
      logGroup,
      memorySize: 512,
      ...(props.mayCallItself ? { recursiveLoop: RecursiveLoop.ALLOW } : {}),
      timeout: Duration.seconds(timing.functionTimeoutSeconds),
      environment: {
        ...props.environment,
        NODE_OPTIONS: '--enable-source-maps',
        POWERTOOLS_SERVICE_NAME: props.bundle,
      },
    });
    this.concerns = [
      {
        id: `${id}Errors`,
        metric: this.lambda.metricErrors({ period: Duration.minutes(5) }),
        threshold: 0,
        whoIsHurt: props.whoIsHurt,
        runbook: 'a-function-fails',
      },
    ];
  }
}
