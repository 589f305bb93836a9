"""Makes who calls the API on the emulator: an IAM user with the permission that a company's service needs,
and those that the suite needs to look behind the API. Prints `export` lines with the user's key."""

import json
import os

import botocore.session

iam = botocore.session.get_session().create_client("iam", region_name=os.environ["AWS_REGION"])
name = "herald-e2e"
actions = ["execute-api:Invoke", "sqs:*", "dynamodb:ListTables", "dynamodb:Scan"]
policy = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": actions, "Resource": "*"}],
}
iam.create_user(UserName=name)
iam.put_user_policy(UserName=name, PolicyName="caller", PolicyDocument=json.dumps(policy))
key = iam.create_access_key(UserName=name)["AccessKey"]
print(f"export AWS_ACCESS_KEY_ID={key['AccessKeyId']}")
print(f"export AWS_SECRET_ACCESS_KEY={key['SecretAccessKey']}")
