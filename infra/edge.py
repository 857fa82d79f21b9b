"""Where requests arrive: limits of the API, the firewall before it, a domain of one's own."""

from __future__ import annotations

from infra.intrinsics import Resource, Resources, Value, arn, is_given, named, ref, sub

API, STAGE = "RestAPI", "RestAPI.Stage"
FIREWALL, DOMAIN, HAS_DOMAIN = "Firewall", "Domain", "HasDomain"


def edge() -> Resources:
    return {
        API: {"Properties": _api()},
        FIREWALL: _firewall(),
        f"{FIREWALL}Association": {
            "Type": "AWS::WAFv2::WebACLAssociation",
            "Properties": {"WebACLArn": arn(FIREWALL), "ResourceArn": _stage_arn()},
        },
        **_domain(),
    }


def conditions() -> dict[str, Value]:
    return {HAS_DOMAIN: is_given("DomainName")}


def _api() -> Resource:
    """Merged into Chalice's. No access log: the last part of a webhook's address is a secret."""
    return {
        "Name": named("api"),
        "TracingEnabled": {"Fn::If": ["IsTraced", True, False]},
        "MethodSettings": [
            {
                "HttpMethod": "*",
                "ResourcePath": "/*",
                "MetricsEnabled": True,
                "LoggingLevel": "OFF",
                "DataTraceEnabled": False,
                "ThrottlingRateLimit": ref("RequestsPerSecond"),
                "ThrottlingBurstLimit": ref("RequestsAtOnce"),
            }
        ],
    }


def _stage_arn() -> Resource:
    return sub(
        "arn:${AWS::Partition}:apigateway:${AWS::Region}::/restapis/"
        f"${{{API}}}/stages/${{{STAGE}}}"
    )


def _firewall() -> Resource:
    """So many requests an address and five minutes; beyond that it waits outside."""
    seen = {"SampledRequestsEnabled": False, "CloudWatchMetricsEnabled": True}
    too_many = {
        "Name": "too-many-requests",
        "Priority": 0,
        "Action": {"Block": {"CustomResponse": {"ResponseCode": 429}}},
        "Statement": {
            "RateBasedStatement": {
                "AggregateKeyType": "IP",
                "EvaluationWindowSec": 300,
                "Limit": ref("RequestsPerAddress"),
            }
        },
        "VisibilityConfig": {**seen, "MetricName": "too-many-requests"},
    }
    return {
        "Type": "AWS::WAFv2::WebACL",
        "Properties": {
            "Name": named("firewall"),
            "Scope": "REGIONAL",
            "DefaultAction": {"Allow": {}},
            "Rules": [too_many],
            "VisibilityConfig": {**seen, "MetricName": "all-requests"},
        },
    }


def _domain() -> Resources:
    return {
        DOMAIN: {
            "Type": "AWS::ApiGateway::DomainName",
            "Condition": HAS_DOMAIN,
            "Properties": {
                "DomainName": ref("DomainName"),
                "RegionalCertificateArn": ref("CertificateArn"),
                "EndpointConfiguration": {"Types": ["REGIONAL"]},
                "SecurityPolicy": "TLS_1_2",
            },
        },
        f"{DOMAIN}Mapping": {
            "Type": "AWS::ApiGateway::BasePathMapping",
            "Condition": HAS_DOMAIN,
            "Properties": {
                "DomainName": ref(DOMAIN),
                "RestApiId": ref(API),
                "Stage": ref(STAGE),
            },
        },
    }
