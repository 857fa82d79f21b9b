"""What a deployment is told when it is made. None of it is secret: secrets go by name."""

from __future__ import annotations

from infra.intrinsics import Resource, Resources
from infra.targets import Partition


def parameters(partition: Partition) -> Resources:
    found = {**_identity(), **_office(), **_files(), **_edge(), **_operations()}
    return found | _sms() if partition.sends_sms else found


def _text(description: str, default: str | None = None, **more: object) -> Resource:
    given = {} if default is None else {"Default": default}
    return {"Type": "String", "Description": description, **given, **more}


def _count(description: str, default: int) -> Resource:
    return {"Type": "Number", "Description": description, "Default": default, "MinValue": 1}


def _identity() -> Resources:
    return {
        "OidcIssuer": _text("谁签发令牌，URL · issuer of the tokens, a URL", ""),
        "OidcAudience": _text("令牌的受众 · audience of the tokens", "lianxin"),
        "OidcJwks": _text("签发者的公钥，JWKS · the issuer's public keys, as JWKS", "null"),
        "OidcJwksUrl": _text("或公钥所在的网址 · or where they are, by https", ""),
        "OidcIssuers": _text("几个签发者，JSON；代替以上 · several issuers, instead of these", ""),
    }


def _office() -> Resources:
    return {
        "AuditedPlaces": _text(
            "另行要求审核答复的地方，逗号分隔 · places that audit answers besides, comma-separated",
            "",
        ),
        "SurveyedAbove": _text(
            "由上级测评的地方，逗号分隔 · places whose citizens a level above asks", ""
        ),
        "StaffListed": _text(
            "列有全部人员名单的地方，逗号分隔 · places that list all their staff", ""
        ),
        "AccessLogDays": {
            "Type": "Number",
            "Default": 400,
            "MinValue": 183,
            "MaxValue": 3660,
            "Description": "访问日志保存天数 · days for which it is kept who read what of whom",
        },
        "PersonalDataKeptDays": {
            "Type": "Number",
            "Default": 1095,
            "MinValue": 1,
            "MaxValue": 36500,
            "Description": "办结工单个人信息保存天数 · days for which personal data is kept",
        },
        "SmsSettings": _text("各地短信设置，JSON，见docs/sms.md · how each place sends", "{}"),
    }


def _files() -> Resources:
    return {
        "UploadOrigins": _text(
            "可从浏览器上传的网站，逗号分隔 · sites whose pages upload, https://…, comma-separated",
            "",
        ),
        "FileSizes": _text("各类附件的大小上限，JSON · most bytes of each kind", "{}"),
        "FileScanner": _text("附件安全扫描，JSON，见docs/attachments.md · who scans files", "null"),
    }


REQUESTS_A_SECOND, REQUESTS_AT_ONCE = 500, 1000


def _edge() -> Resources:
    return {
        "RequestsPerSecond": _count(
            "每秒请求数上限，见docs/cost.md · requests a second", REQUESTS_A_SECOND
        ),
        "RequestsAtOnce": _count("突发请求数上限 · requests in a burst", REQUESTS_AT_ONCE),
        "PublicUrl": _text(
            "公众和服务商访问的网址，https开头 · where citizens and providers find us, by https",
            AllowedPattern="https://[^/]+(/[^/]+)*",
        ),
        "DomainName": _text("自有域名；空为不用 · a domain of one's own; empty: none", ""),
        "CertificateArn": _text("该域名证书的ARN · ARN of its certificate", ""),
        "RateLimits": _text(
            "每个公众、每个地址的限速 · limits of each citizen and address",
            "on",
            AllowedValues=["on", "off"],
        ),
        "RequestsPerAddress": {
            "Type": "Number",
            "Default": 2000,
            "MinValue": 10,
            "MaxValue": 2000000000,
            "Description": "每个地址5分钟内的请求数上限 · requests of an address in five minutes",
        },
    }


def _operations() -> Resources:
    return {
        "AlarmEmail": _text("接收告警的邮箱；空为不发 · who gets the alarms; empty: nobody", ""),
        "Tracing": _text(
            "所在区域没有X-Ray时用PassThrough · PassThrough where the region has no X-Ray",
            "Active",
            AllowedValues=["Active", "PassThrough"],
        ),
    }


def _sms() -> Resources:
    return {
        "SmsOrigination": _text(
            "AWS短信的号码或号码池的ARN；空为不用 · ARN of the number or pool; empty: none", ""
        )
    }
