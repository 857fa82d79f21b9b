"""What Chalice's own functions get besides: names, environment, layer, logs, how they fail.

Timeout, memory and concurrency stand in `.chalice/config.json`, where Chalice's users look.
"""

from __future__ import annotations

from dataclasses import dataclass

from infra.intrinsics import Resource, Resources, Value, arn, if_, named, ref, sub
from infra.queues import DEAD_INVOCATIONS, INBOX
from infra.storage import BUCKET
from infra.tables import TABLES
from infra.targets import Target

API = "api_handler"
SWEEP, RECONCILE = "sweep_deadlines", "reconcile_deadlines"
RETENTION = "sweep_retention"
DELIVER, WORK_INBOX = "deliver_effects", "work_inbox"
TAKE_UPLOAD, SWEEP_ORPHANS = "take_upload", "sweep_orphans"
LAYER, TRACED = "TracingLayer", "IsTraced"
PICTURES_LAYER = "PicturesLayer"

SERVICE = "lianxin"
RETRIES, OLDEST_EVENT_SECONDS = 2, 3600


@dataclass(frozen=True, slots=True)
class Function:
    """`name` as `.chalice/config.json` has it; `is_invoked`: started by an event of its own and
    not waited for, so that nobody else would notice its failure.
    """

    name: str
    is_invoked: bool = False

    @property
    def logical_id(self) -> str:
        """As Chalice makes it of the name; of the API alone it makes another one."""
        return "APIHandler" if self.name == API else camel_case(self.name)

    @property
    def role(self) -> str:
        return f"{camel_case(self.name)}Role"


FUNCTIONS = (
    Function(API),
    Function(SWEEP, is_invoked=True),
    Function(RECONCILE, is_invoked=True),
    Function(RETENTION, is_invoked=True),
    Function(DELIVER),
    Function(WORK_INBOX),
    Function(TAKE_UPLOAD, is_invoked=True),
    Function(SWEEP_ORPHANS, is_invoked=True),
)


def camel_case(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))


def logical_id(name: str) -> str:
    return next(one.logical_id for one in FUNCTIONS if one.name == name)


def functions(target: Target) -> Resources:
    """Merged into Chalice's functions, beside their logs and their last resort."""
    found: Resources = {}
    for one in FUNCTIONS:
        found[one.logical_id] = {"Properties": _properties(one)}
        found[f"{camel_case(one.name)}Logs"] = _logs(one, target)
        if one.is_invoked:
            found[f"{one.logical_id}Failures"] = _failures(one)
    return found


def _properties(one: Function) -> Resource:
    properties: Resource = {
        "FunctionName": named(one.name),
        "Environment": {"Variables": environment(one)},
        # Whoever finds the SDK traces: where there is nobody to tell, it is not there.
        "Layers": [if_(TRACED, ref(LAYER)), *_own_layers(one)],
        "Tracing": ref("Tracing"),
    }
    if one.name == SWEEP:
        # It hands on what it has no time for by starting itself: a midnight's rest may take more
        # rounds than the sixteen after which Lambda takes it for a loop that nobody meant.
        properties["RecursiveLoop"] = "Allow"
    return properties


def _own_layers(one: Function) -> list[Value]:
    """What draws pictures anew is large, and in reach of the one function that does it."""
    return [ref(PICTURES_LAYER)] if one.name == TAKE_UPLOAD else []


def environment(one: Function) -> dict[str, Value]:
    """All that `chalicelib.bootstrap` reads. Secrets go by name; values are fetched."""
    common: dict[str, Value] = {
        **{f"{name.upper()}_TABLE": ref(table) for name, table in TABLES.items()},
        "PHONE_KEYS_SECRET": sub("${AWS::StackName}/phones"),
        "SMS_PROVIDERS_SECRET": sub("${AWS::StackName}/sms"),
        "SMS_SETTINGS": ref("SmsSettings"),
        "PUBLIC_URL": ref("PublicUrl"),
        "AUDITED_PLACES": ref("AuditedPlaces"),
        "SURVEYED_ABOVE": ref("SurveyedAbove"),
        "STAFF_LISTED": ref("StaffListed"),
        "PERSONAL_DATA_KEPT_DAYS": ref("PersonalDataKeptDays"),
        "FILES_BUCKET": ref(BUCKET),
        "POWERTOOLS_SERVICE_NAME": SERVICE,
        "POWERTOOLS_TRACE_DISABLED": if_(TRACED, "false", "true"),
    }
    if one.name == TAKE_UPLOAD:
        return common | {"FILE_SCANNER": ref("FileScanner")}
    if one.name != API:
        return common
    return common | {
        "OIDC_ISSUER": ref("OidcIssuer"),
        "OIDC_AUDIENCE": ref("OidcAudience"),
        "OIDC_JWKS": ref("OidcJwks"),
        "OIDC_JWKS_URL": ref("OidcJwksUrl"),
        "OIDC_ISSUERS": ref("OidcIssuers"),
        "INBOX_QUEUE": ref(INBOX),
        "RATE_LIMITS": ref("RateLimits"),
        "FILE_SIZES": ref("FileSizes"),
        "ACCESS_LOG_DAYS": ref("AccessLogDays"),
    }


def _logs(one: Function, target: Target) -> Resource:
    """Made here: a group that Lambda makes itself keeps everything for ever."""
    return {
        "Type": "AWS::Logs::LogGroup",
        "Properties": {
            "LogGroupName": sub(f"/aws/lambda/${{AWS::StackName}}-{one.name}"),
            "RetentionInDays": target.stage.log_days,
        },
    }


def _failures(one: Function) -> Resource:
    """An event that still fails when it is tried again is put aside, with what went wrong."""
    return {
        "Type": "AWS::Lambda::EventInvokeConfig",
        "Properties": {
            "FunctionName": ref(one.logical_id),
            "Qualifier": "$LATEST",
            "MaximumRetryAttempts": RETRIES,
            "MaximumEventAgeInSeconds": OLDEST_EVENT_SECONDS,
            "DestinationConfig": {"OnFailure": {"Destination": arn(DEAD_INVOCATIONS)}},
        },
    }
