"""Gives the deployed roles what AWS's IAM gives them and the emulator's does not:

- AWS permits a batch to whoever may do the single thing: sqs:SendMessage covers SendMessageBatch. The emulator asks
  for the batch's own name, which AWS's IAM does not know.
- AWS knows which identity a mail is from (the resource, and ses:FromAddress); the emulator knows neither, and refuses.
- AWS knows a schedule by its group and name; the emulator asks for the right to all of them.
- CloudFormation's Ref of a secret is its ARN; the emulator's is its name, which no policy knows.
- AWS asks for the right to a platform application and its endpoints; the emulator for the right to everything.
"""

import json
import os

import botocore.session

batches = {
    "sqs:SendMessage": "sqs:SendMessageBatch",
    "sqs:ChangeMessageVisibility": "sqs:ChangeMessageVisibilityBatch",
    "sqs:DeleteMessage": "sqs:DeleteMessageBatch",
    "sns:Publish": "sns:PublishBatch",
}
iam = botocore.session.get_session().create_client("iam", region_name=os.environ["AWS_REGION"])


def as_list(value):
    return value if isinstance(value, list) else [value]


def is_about_devices(statement):
    return any(action.startswith("sns:") and "Endpoint" in action for action in as_list(statement["Action"]))


def for_the_emulator(statement):
    if is_about_devices(statement):
        return {"Effect": "Allow", "Action": statement["Action"], "Resource": "*"}
    batch_actions = [batches[action] for action in as_list(statement["Action"]) if action in batches]
    if batch_actions:
        return {**statement, "Action": batch_actions}
    actions = as_list(statement["Action"])
    if any(action.startswith(("scheduler:", "secretsmanager:")) for action in actions) or "ses:FromAddress" in json.dumps(
        statement.get("Condition", {})
    ):
        return {"Effect": "Allow", "Action": statement["Action"], "Resource": "*"}
    return None


for role in iam.list_roles()["Roles"]:
    name = role["RoleName"]
    for policy_name in iam.list_role_policies(RoleName=name)["PolicyNames"]:
        document = iam.get_role_policy(RoleName=name, PolicyName=policy_name)["PolicyDocument"]
        statements = [more for statement in document["Statement"] if (more := for_the_emulator(statement))]
        if statements:
            iam.put_role_policy(
                RoleName=name,
                PolicyName=f"{policy_name}Emulator",
                PolicyDocument=json.dumps({**document, "Statement": statements}),
            )
