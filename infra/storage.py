"""The key that everything at rest is encrypted with, and the bucket of exports and attachments."""

from __future__ import annotations

from infra.intrinsics import (
    Resource,
    Resources,
    Value,
    arn,
    attribute,
    if_,
    is_given,
    only_by_tls,
    policy,
    ref,
    sub,
)
from infra.targets import Target

KEY, BUCKET = "DataKey", "FilesBucket"
OLD_VERSION_DAYS, HALF_UPLOAD_DAYS = 90, 7
# What a scanner refused may be looked into as long; whatever else lies in quarantine is left over.
QUARANTINE, QUARANTINE_DAYS, RELEASED_DAYS = "quarantine/", 30, 1
FROM_BROWSERS = "UploadsFromBrowsers"
ROOT = sub("arn:${AWS::Partition}:iam::${AWS::AccountId}:root")
USE = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]


def storage(target: Target) -> Resources:
    outlives = outlive(target)
    return {
        KEY: {"Type": "AWS::KMS::Key", **outlives, "Properties": _key()},
        BUCKET: {"Type": "AWS::S3::Bucket", **outlives, "Properties": _bucket()},
        f"{BUCKET}Policy": {
            "Type": "AWS::S3::BucketPolicy",
            "Properties": {
                "Bucket": ref(BUCKET),
                "PolicyDocument": policy(
                    only_by_tls("s3:*", arn(BUCKET), sub(f"${{{BUCKET}.Arn}}/*"))
                ),
            },
        },
    }


def outlive(target: Target) -> Resource:
    """What keeps data outlives its stack, but not a first deployment that is rolled back: nothing
    is in it yet, and the next try needs its name.
    """
    if not target.stage.keeps_data:
        return {"DeletionPolicy": "Delete", "UpdateReplacePolicy": "Delete"}
    return {"DeletionPolicy": "RetainExceptOnCreate", "UpdateReplacePolicy": "Retain"}


def conditions() -> dict[str, Value]:
    return {FROM_BROWSERS: is_given("UploadOrigins")}


def _from_browsers() -> Resource:
    """A page may send a form; it may read nothing but whether that arrived."""
    return {
        "AllowedMethods": ["POST"],
        "AllowedOrigins": {"Fn::Split": [",", ref("UploadOrigins")]},
        "AllowedHeaders": ["*"],
        "ExposedHeaders": ["ETag"],
        "MaxAge": 3600,
    }


def _key() -> Resource:
    """In a key's own policy `*` is the key itself. Whoever may use a table may use its key through
    that table, and in no other way: so no function's policy has to speak of keys.
    """
    return {
        "Description": sub("${AWS::StackName}: tables and files"),
        "EnableKeyRotation": True,
        "KeyPolicy": policy(
            {
                "Sid": "TheAccountDecides",
                "Effect": "Allow",
                "Principal": {"AWS": ROOT},
                "Action": "kms:*",
                "Resource": "*",
            },
            {
                "Sid": "ThroughTablesAndFiles",
                "Effect": "Allow",
                "Principal": {"AWS": "*"},
                "Action": [*USE, "kms:CreateGrant"],
                "Resource": "*",
                "Condition": {
                    "StringEquals": {
                        "kms:CallerAccount": ref("AWS::AccountId"),
                        "kms:ViaService": _services("dynamodb", "s3"),
                    }
                },
            },
        ),
    }


def _services(*names: str) -> list[Resource]:
    """China's regions end in their own suffix."""
    return [sub(f"{name}.${{AWS::Region}}.${{AWS::URLSuffix}}") for name in names]


def _bucket() -> Resource:
    by_default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": attribute(KEY, "Arn")}
    return {
        "BucketEncryption": {
            "ServerSideEncryptionConfiguration": [
                {"ServerSideEncryptionByDefault": by_default, "BucketKeyEnabled": True}
            ]
        },
        "LifecycleConfiguration": {
            "Rules": [
                {
                    "Status": "Enabled",
                    "NoncurrentVersionExpiration": {"NoncurrentDays": OLD_VERSION_DAYS},
                    "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": HALF_UPLOAD_DAYS},
                },
                {
                    "Status": "Enabled",
                    "Prefix": QUARANTINE,
                    "ExpirationInDays": QUARANTINE_DAYS,
                    "NoncurrentVersionExpiration": {"NoncurrentDays": RELEASED_DAYS},
                },
            ]
        },
        "CorsConfiguration": if_(FROM_BROWSERS, {"CorsRules": [_from_browsers()]}),
        # To the rule that starts the function: a notification of the bucket's own would need the
        # function before the bucket, and the function needs the bucket's name.
        "NotificationConfiguration": {
            "EventBridgeConfiguration": {"EventBridgeEnabled": True},
        },
        "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
        "PublicAccessBlockConfiguration": {
            "BlockPublicAcls": True,
            "BlockPublicPolicy": True,
            "IgnorePublicAcls": True,
            "RestrictPublicBuckets": True,
        },
        "VersioningConfiguration": {"Status": "Enabled"},
    }
