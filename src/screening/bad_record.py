"""Why a record cannot be screened: a closed set of reasons, one dead letter each."""

from enum import StrEnum


class Reason(StrEnum):
    """Why a record is dead-lettered; goes into its headers and, as a label, into metrics."""

    TOO_LARGE = "too_large"
    NOT_UTF8 = "not_utf8"
    NOT_JSON = "not_json"
    NOT_XML = "not_xml"
    XML_DTD = "xml_dtd"
    NOT_CSV = "not_csv"
    NOT_ABA = "not_aba"
    NOT_MT103 = "not_mt103"
    NOT_AVRO = "not_avro"
    UNKNOWN_SCHEMA = "unknown_schema"
    TOO_DEEP = "too_deep"
    NOT_AN_OBJECT = "not_an_object"
    DUPLICATE_KEY = "duplicate_key"
    NO_TRANSACTION = "no_transaction"
    INCOMPLETE = "incomplete"
    ID_MISSING = "id_missing"
    ID_EMPTY = "id_empty"
    ID_TYPE = "id_type"
    TEXT_TOO_LONG = "text_too_long"
    ALERT_TOO_LARGE = "alert_too_large"


class BadRecordError(Exception):
    """A record, or one item of it, that cannot be screened; carries no data of it."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason
