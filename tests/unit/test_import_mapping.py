from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellringer.importing import template
from bellringer.importing.mapping import (
    FileMapping,
    Subject,
    UnmatchedRowError,
    UnusableMappingError,
    load_mapping,
    own_columns,
)
from bellringer.importing.report import harmless
from bellringer.importing.rows import UnusableFileError
from bellringer.importing.values import Cells, InvalidCellError, Notation

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples" / "crm-sales-opportunities"

WON = {
    "opportunity_id": "1C1I7A6R",
    "sales_agent": "Mei-Mei Johns",
    "product": "GTX Plus Basic",
    "account": "Cancity",
    "deal_stage": "Won",
    "engage_date": "2016-10-20",
    "close_date": "2017-03-01",
    "close_value": "1054",
}


def mapping(tmp_path: Path, text: str, subject: Subject = Subject.ACTIVITY) -> FileMapping:
    path = tmp_path / "mapping.toml"
    path.write_text(text)
    return load_mapping(path, subject)


def cells(texts: Mapping[str, str], **notation: str) -> Cells:
    return Cells(texts=texts, notation=Notation(**notation), zone=ZoneInfo("Europe/Berlin"))


def test_the_example_makes_a_won_deal_of_a_won_row() -> None:
    found = load_mapping(EXAMPLES / "activities.toml", Subject.ACTIVITY)

    (record,) = found.records(WON)

    assert "import:crm-sales-opportunities" == found.source
    assert "mei-mei.johns@example.com" == record["member"]
    assert "1C1I7A6R:deal_won" == record["key"]
    assert "crm-sales-opportunities:1C1I7A6R" == record["external_id"]
    assert ("deal_won", "1054", "USD") == (record["kind"], record["amount"], record["currency"])
    assert ("2016-10-20", "2017-03-01") == (record["started_on"], record["occurred_on"])
    assert ("Cancity", "GTX Plus Basic") == (record["customer"], record["tags"])


def test_the_example_makes_a_lost_deal_without_an_amount_of_a_lost_row() -> None:
    found = load_mapping(EXAMPLES / "activities.toml", Subject.ACTIVITY)

    (record,) = found.records({**WON, "deal_stage": "Lost", "close_value": "0"})

    assert ("deal_lost", "1C1I7A6R:deal_lost") == (record["kind"], record["key"])
    assert "amount" not in record


@pytest.mark.parametrize("stage", ["Prospecting", "Engaging"])
def test_the_example_skips_rows_that_are_still_open(stage: str) -> None:
    found = load_mapping(EXAMPLES / "activities.toml", Subject.ACTIVITY)

    assert [] == found.records({**WON, "deal_stage": stage})


def test_a_row_that_the_mapping_does_not_speak_of_is_no_silent_loss() -> None:
    found = load_mapping(EXAMPLES / "activities.toml", Subject.ACTIVITY)

    with pytest.raises(UnmatchedRowError):
        found.records({**WON, "deal_stage": "won"})


def test_one_row_may_make_several_members() -> None:
    found = load_mapping(EXAMPLES / "members.toml", Subject.MEMBER)

    manager, rep = found.records(
        {"sales_agent": "Moses Frase", "manager": "Dustin Brinkmann", "regional_office": "Central"}
    )

    assert ("dustin.brinkmann@example.com", "MANAGER") == (manager["email"], manager["role"])
    assert manager["leads"] == rep["team"] == "Team Dustin Brinkmann"
    assert manager["region"] == rep["region"] == "Central"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("name = ", "no TOML"),
        ('[[activity]]\nkind = "call"', "needs a name"),
        ('name = "x"', r"no \[\[activity\]\]"),
        ('name = "x"\n[activity]\nkind = "call"', r"must be written \[\[activity\]\]"),
        ('name = "x"\n[[activity]]\nkinds = "call"', "'kinds' is no field"),
        ('name = "x"\n[[activity]]\nkind = 1.5', "kind must be a text"),
        ('name = "x"\n[[activity]]\nkind = "{a"', "brace without its partner"),
        ('name = "x"\n[[activity]]\nkind = "{}"', "without a column's name"),
        ('name = "x"\n[[activity]]\nkind = "{a|shout}"', "unknown filter 'shout'"),
        ('name = "x"\n[[activity]]\nwhen = "Won"', "'when' must be a table"),
        ('name = "x"\nfrom = 1\n[[activity]]\nkind = "call"', "'from' has no meaning"),
        ('name = "x"\n[[member]]\nname = "call"', "'member' has no meaning"),
        ('name = "x"\nencoding = "utf-16"\n[[activity]]\nkind = "call"', "encoding can't be"),
        ('name = "x"\nencoding = "rot13"\n[[activity]]\nkind = "call"', "encoding can't be"),
        ('name = "x"\ndelimiter = "ab"\n[[activity]]\nkind = "call"', "delimiter must be one of"),
        ('name = "x"\n[[skip]]\nkind = "a"\n[[activity]]\nkind = "call"', "needs a when"),
    ],
)
def test_a_mapping_that_means_nothing_is_refused_in_one_line(
    tmp_path: Path, text: str, reason: str
) -> None:
    with pytest.raises(UnusableMappingError, match=reason) as caught:
        mapping(tmp_path, text)

    assert "mapping.toml" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_columns_that_the_mapping_needs_must_be_in_the_file(tmp_path: Path) -> None:
    found = mapping(
        tmp_path, 'name = "x"\n[[activity]]\nwhen = { stage = "Won" }\nkind = "{what}"\n'
    )

    with pytest.raises(UnusableFileError, match="no column stage, what, which the mapping x needs"):
        found.check_header(["other"])


def test_without_a_mapping_a_misspelled_column_is_refused_not_ignored() -> None:
    with pytest.raises(UnusableFileError, match="'occured_on' is not a column"):
        own_columns(Subject.ACTIVITY, ["member", "kind", "occured_on"])


def test_further_measures_are_columns_of_their_own() -> None:
    found = own_columns(Subject.ACTIVITY, ["kind", "value.gross_profit"])

    assert [{"kind": "deal_won", "value.gross_profit": "5"}] == (
        found.records({"kind": "deal_won", "value.gross_profit": "5"})
    )


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("Darcel Schlecht", "darcel.schlecht"),
        ("  Mei-Mei   Johns ", "mei-mei.johns"),
        ("Zoë O'Brien", "zoe.obrien"),
        ("J. R. Müller", "j.r.muller"),
        ("王", ""),
    ],
)
def test_a_name_becomes_the_first_part_of_an_address(name: str, address: str) -> None:
    assert address == template.parse("{n|dotted}").fill({"n": name})


@pytest.mark.parametrize(
    ("month", "named"), [("2026-11", "November 2026"), ("2026-13", "2026-13"), ("2026", "2026")]
)
def test_a_month_is_named_as_people_say_it(month: str, named: str) -> None:
    title = template.parse("Revenue in {month|named}").fill({"month": month})
    assert f"Revenue in {named}" == title


def test_a_text_with_an_empty_column_is_empty_as_a_whole() -> None:
    assert "" == template.parse("{id}:deal_won").fill({"id": ""})


def test_doubled_braces_are_braces() -> None:
    assert "{1}" == template.parse("{{{a}}}").fill({"a": "1"})


@given(text=st.text())
def test_text_without_braces_stands_for_itself(text: str) -> None:
    doubled = text.replace("{", "{{").replace("}", "}}")

    assert text == template.parse(doubled).fill({})


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [("1054", "USD", 105_400), ("10.5", "USD", 1_050), ("7", "JPY", 7), ("1.234", "KWD", 1_234)],
)
def test_money_in_whole_units_becomes_minor_units_exactly(
    text: str, currency: str, minor: int
) -> None:
    assert minor == cells({"amount": text}).minor("amount", currency)


@given(minor=st.integers(0, 10**15))
def test_no_cent_is_lost(minor: int) -> None:
    text = f"{minor // 100}.{minor % 100:02}"

    assert minor == cells({"amount": text}).minor("amount", "USD")


@pytest.mark.parametrize(
    "text", ["1,054", "$5", "1e3", "NaN", "Infinity", "1.005", "٣", "0x10", "1 000", "1" * 30]
)
def test_what_is_no_plain_amount_is_refused(text: str) -> None:
    with pytest.raises(InvalidCellError, match="amount"):
        cells({"amount": text}).minor("amount", "USD")


def test_a_decimal_comma_is_read_where_the_mapping_says_so() -> None:
    assert Decimal("10.50") == cells({"n": "10,50"}, decimal_mark=",").decimal("n")
    with pytest.raises(InvalidCellError):
        cells({"n": "1.050"}, decimal_mark=",").decimal("n")


def test_dates_are_read_in_the_files_own_format() -> None:
    assert date(2017, 3, 1) == cells({"d": "01.03.2017"}, date_format="%d.%m.%Y").day("d")
    with pytest.raises(InvalidCellError, match="d is no date"):
        cells({"d": "2017-02-29"}).day("d")


def test_a_time_without_an_offset_is_meant_in_the_organizations_zone() -> None:
    expected = datetime(2026, 7, 1, 12, 30, tzinfo=UTC)

    assert expected == cells({"t": "2026-07-01T14:30:00"}).instant("t")
    assert expected == cells({"t": "2026-07-01T12:30:00Z"}).instant("t")
    with pytest.raises(InvalidCellError, match="t is no time"):
        cells({"t": "2026-07-01"}).instant("t")


@given(text=st.text(max_size=30))
def test_no_text_breaks_a_cell(text: str) -> None:
    for read in (Cells.day, Cells.instant, Cells.whole, Cells.decimal, Cells.noon):
        with suppress(InvalidCellError):
            read(cells({"x": text}), "x")


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@a", "\t=1", "  =1", "|x", "%x"])
def test_w3_no_cell_of_a_report_is_a_formula(cell: str) -> None:
    assert f"'{cell}" == harmless(cell)
