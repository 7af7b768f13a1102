import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellringer.importing.rows import (
    LINE_LIMIT,
    BrokenRow,
    Dialect,
    Row,
    RowFile,
    UnusableFileError,
)


def read(
    tmp_path: Path, content: bytes | str, dialect: Dialect | None = None
) -> list[Row | BrokenRow]:
    path = tmp_path / "file.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with RowFile(path, dialect) as file:
        return list(file)


def refused(tmp_path: Path, content: bytes | str) -> str:
    with pytest.raises(UnusableFileError) as caught:
        read(tmp_path, content)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def said(rows: list[Row | BrokenRow]) -> list[tuple[int, object]]:
    return [(row.line, dict(row.cells) if isinstance(row, Row) else row.reason) for row in rows]


def test_rows_come_by_column_name_with_the_line_they_begin_on(tmp_path: Path) -> None:
    rows = read(tmp_path, 'a,b\r\n 1 ,2\r\n"x\ny",3\r\n\r\n4,\r\n')

    assert [(2, {"a": "1", "b": "2"}), (3, {"a": "x\ny", "b": "3"}), (6, {"a": "4", "b": ""})] == (
        said(rows)
    )


def test_a_byte_order_mark_is_no_part_of_the_first_column(tmp_path: Path) -> None:
    assert [(2, {"a": "1"})] == said(read(tmp_path, b"\xef\xbb\xbfa\n1\n"))


def test_a_row_with_too_few_or_too_many_columns_is_refused_alone(tmp_path: Path) -> None:
    rows = read(tmp_path, "a,b\n1\n1,2,3\n4,5\n")

    assert (2, "the row has 1 columns, the header 2") == said(rows)[0]
    assert (3, "the row has 3 columns, the header 2") == said(rows)[1]
    assert (4, {"a": "4", "b": "5"}) == said(rows)[2]


def test_a_quote_that_is_never_closed_costs_its_own_line_only(tmp_path: Path) -> None:
    rows = read(tmp_path, 'a,b\n1,2\n"3,4\n5,6\n7,8\n')

    assert [
        (2, {"a": "1", "b": "2"}),
        (3, "a quote is never closed"),
        (4, {"a": "5", "b": "6"}),
        (5, {"a": "7", "b": "8"}),
    ] == said(rows)


def test_a_never_closed_quote_is_given_up_after_a_bounded_number_of_lines(tmp_path: Path) -> None:
    many = 1_000
    rows = read(tmp_path, 'a\n"x\n' + "y\n" * many)

    assert (2, "a quote is never closed") == said(rows)[0]
    assert [(3 + n, {"a": "y"}) for n in range(many)] == said(rows)[1:]


def test_a_nul_refuses_its_row_alone(tmp_path: Path) -> None:
    rows = read(tmp_path, b"a\n1\x002\n3\n")

    assert [(2, "the row has a NUL character"), (3, {"a": "3"})] == said(rows)


def test_bytes_that_are_no_utf8_refuse_their_row_alone(tmp_path: Path) -> None:
    broken, fine = said(read(tmp_path, b"a\nM\xfcller\nM\xc3\xbcller\n"))

    assert 2 == broken[0]
    assert "save the file as UTF-8" in str(broken[1])
    assert (3, {"a": "Müller"}) == fine


def test_another_encoding_can_be_named(tmp_path: Path) -> None:
    rows = read(tmp_path, b"a\nM\xfcller\n", Dialect(encoding="windows-1252"))

    assert [(2, {"a": "Müller"})] == said(rows)


def test_a_huge_line_is_refused_alone_and_never_held_whole(tmp_path: Path) -> None:
    rows = read(tmp_path, "a\n" + "x" * (3 * LINE_LIMIT) + "\n1\n")

    assert [
        (2, f"the line is longer than {LINE_LIMIT} characters"),
        (3, {"a": "1"}),
    ] == said(rows)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        ("a,b\n1,2\n".encode("utf-16"), "UTF-16"),
        (b"PK\x03\x04rest of a workbook", "an archive or a workbook"),
        (b"a,b,a\n1,2,3\n", "more than one column 'a'"),
        (b"a,,c\n1,2,3\n", "a column without a name"),
        (b"a,b\x00\n1,2\n", "NUL"),
        (b"M\xfcller\n1\n", "encoding"),
        (b"x" * (2 * LINE_LIMIT), "longer than"),
    ],
)
def test_a_file_without_a_usable_header_is_refused(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    assert reason in refused(tmp_path, content)


def test_a_file_that_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(UnusableFileError, match=r"nowhere\.csv can't be read: No such file"):
        RowFile(tmp_path / "nowhere.csv")


@given(
    table=st.lists(
        st.tuples(
            *[st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))] * 2
        ).filter(lambda cells: any(cell.strip() for cell in cells)),
        max_size=10,
    )
)
def test_whatever_a_csv_writer_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, table: list[tuple[str, str]]
) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([("a", "b"), *table])

    rows = read(tmp_path_factory.mktemp("csv"), text.getvalue())

    assert [[cell.strip() for cell in cells] for cells in table] == [
        list(row.cells.values()) if isinstance(row, Row) else row.reason for row in rows
    ]


@given(garbage=st.binary(max_size=400))
def test_no_bytes_break_the_reading(
    tmp_path_factory: pytest.TempPathFactory, garbage: bytes
) -> None:
    rows = read(tmp_path_factory.mktemp("csv"), b"a,b\n" + garbage + b"\nlast,row\n")

    lines = [row.line for row in rows]
    assert sorted(set(lines)) == lines
    if b'"' not in garbage:
        assert {"a": "last", "b": "row"} == (
            dict(rows[-1].cells) if isinstance(rows[-1], Row) else rows[-1].reason
        )
