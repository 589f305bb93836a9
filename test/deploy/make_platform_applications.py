"""Makes the SNS platform applications that stage emulator names, as a company does in the console."""

import os

import botocore.session

sns = botocore.session.get_session().create_client("sns", region_name=os.environ["AWS_REGION"])
for platform, name in (("GCM", "herald-fcm"), ("APNS", "herald-apns")):
    attributes = {"PlatformCredential": "emulated", "PlatformPrincipal": "emulated"}
    print(sns.create_platform_application(Platform=platform, Name=name, Attributes=attributes)["PlatformApplicationArn"])
