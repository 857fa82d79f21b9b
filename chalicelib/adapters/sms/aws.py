"""AWS: End User Messaging from an origination identity of ours, or Amazon SNS without one.

Neither can be asked what became of a message by our id. The China partition (`aws-cn`) has SNS but
sends no SMS with it ("Getting Started with Amazon Web Services in China", Amazon SNS): a place
there sends through another provider; what comes in over SNS is understood in both partitions.
"""

from __future__ import annotations

from typing import Any, Literal

import boto3  # type: ignore[import-untyped]
from botocore.config import Config  # type: ignore[import-untyped]
from botocore.exceptions import (  # type: ignore[import-untyped]
    ClientError,
    ConnectTimeoutError,
    CredentialRetrievalError,
    EndpointConnectionError,
    NoCredentialsError,
    ParamValidationError,
    PartialCredentialsError,
)

from chalicelib.adapters.sms.sending import refused_by_status, told
from chalicelib.application.sms_ports import UNWANTED, Fate, NotTaken, OutgoingSms, Taken, Unsure
from chalicelib.late import dataclass

Client = Any  # botocore makes its clients while running, without types
Service = Literal["pinpoint-sms-voice-v2", "sns"]

NOT_REACHED = (EndpointConnectionError, ConnectTimeoutError)
NOT_SIGNED = (
    CredentialRetrievalError,
    NoCredentialsError,
    ParamValidationError,
    PartialCredentialsError,
)
LATER = ("Throttl", "ServiceQuotaExceeded", "RequestLimitExceeded")
CONFLICT, UNWANTED_HERE = "ConflictException", "DESTINATION_PHONE_NUMBER_OPTED_OUT"
# A conflict passes, but not one with what this number wants or may get.
LASTING = ("DESTINATION_", "SENDER_ID_", "NUMBER_CAPABILITIES_", "MESSAGE_TYPE_", "NO_ORIGINATION_")


@dataclass(frozen=True, slots=True, kw_only=True)
class AwsSender:
    """`origination`: a number, sender id or pool; None sends through SNS as the account is set.

    `configuration_set` says where End User Messaging tells what became of it.
    """

    region: str
    origination: str | None = None
    configuration_set: str | None = None

    @property
    def service(self) -> Service:
        return "pinpoint-sms-voice-v2" if self.origination else "sns"


def client(sender: AwsSender, timeout: float = 10.0) -> Client:
    """A client that tries once: a second try could be a second message."""
    config = Config(
        connect_timeout=timeout, read_timeout=timeout, retries={"total_max_attempts": 1}
    )
    return boto3.client(sender.service, region_name=sender.region, config=config)


@dataclass(frozen=True, slots=True)
class AwsSms:
    sender: AwsSender
    client: Client
    name: str = "aws"

    def send(self, sms: OutgoingSms) -> Taken:
        try:
            answered = self._send(sms)
        except ClientError as refusal:
            raise _why_not(refusal) from None
        except NOT_REACHED as failure:
            raise NotTaken(f"not_reached:{type(failure).__name__}", retry=True) from None
        except NOT_SIGNED as failure:
            raise NotTaken(f"not_signed:{type(failure).__name__}", retry=False) from None
        except Exception as failure:  # noqa: BLE001 - its parser raises whatever comes up
            raise Unsure(f"no_answer:{type(failure).__name__}") from None
        given = answered.get("MessageId")
        if isinstance(given, str) and given:
            return Taken(given)
        raise Unsure("garbage")

    def query(self, sms: OutgoingSms, provider_id: str | None) -> Fate:  # noqa: ARG002
        """AWS lists no messages. What it gave an id it took; more is told by receipts alone."""
        return "taken" if provider_id else "unknown"

    def _send(self, sms: OutgoingSms) -> Any:  # noqa: ANN401 - as boto3 answers
        if self.sender.service == "sns":
            return self.client.publish(
                PhoneNumber=sms.to,
                Message=sms.text,
                MessageAttributes={
                    "AWS.SNS.SMS.SMSType": {"DataType": "String", "StringValue": "Transactional"}
                },
            )
        chosen = self.sender.configuration_set
        return self.client.send_text_message(
            DestinationPhoneNumber=sms.to,
            OriginationIdentity=self.sender.origination,
            MessageBody=sms.text,
            MessageType="TRANSACTIONAL",
            Context={"sms": sms.id},
            **({"ConfigurationSetName": chosen} if chosen else {}),
        )


def _why_not(refusal: ClientError) -> NotTaken | Unsure:
    code = refusal.response.get("Error", {}).get("Code")
    status = refusal.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    if code == CONFLICT:
        reason = str(refusal.response.get("Reason", ""))
        if reason == UNWANTED_HERE:
            return NotTaken(UNWANTED, retry=False)
        return NotTaken(told(reason or code), retry=not reason.startswith(LASTING))
    if str(code).startswith(LATER):
        return NotTaken(told(code), retry=True)
    return refused_by_status(status, code)
