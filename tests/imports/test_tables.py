"""Reading files: what people really export, and what nobody should send."""

import io
import json
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from django.core.exceptions import ValidationError

from launchhub.imports.tables import MAX_ROWS, Table, read

SHEETS = Path(__file__).resolve().parents[3] / "shared" / "data" / "kubernetes" / "raw"


def cells(table: Table) -> list[list[str]]:
    return [list(row) for _, row in table.rows]


def refused(content: bytes, name: str, **options: int) -> str:
    with pytest.raises(ValidationError) as caught:
        read(content, name, **options)
    [field] = caught.value.message_dict
    return f"{field}: {' '.join(caught.value.messages)}"


def xlsx(rows: list[list[object]]) -> bytes:
    book, buffer = openpyxl.Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    book.save(buffer)
    return buffer.getvalue()


def test_a_csv_with_a_byte_order_mark_and_quoted_line_breaks() -> None:
    table = read('\ufeffTitle,Note\r\n"Dark mode","two\nlines"\r\n'.encode(), "features.csv")
    assert table.columns == ["Title", "Note"]
    assert cells(table) == [["Dark mode", "two\nlines"]]


def test_titles_above_the_header_and_blank_rows_do_no_harm_and_are_told() -> None:
    table = read(b"Release 1.9,,\n,,\nid,title,owner\nA,Alpha,Petra\n,,\nB,Beta,Mark\n", "sheet.csv")
    assert table.columns == ["id", "title", "owner"]
    assert [number for number, _ in table.rows] == [4, 6], "rows are counted as their owner counts them"
    assert table.notes == ["1 blank row left out."]


def test_a_column_without_a_name_is_kept_under_its_number() -> None:
    table = read(b"feature,,sig\nA,alpha,node\n", "sheet.csv")
    assert table.columns == ["feature", "Column 2", "sig"]
    assert cells(table) == [["A", "alpha", "node"]]


def test_a_table_that_is_too_wide_is_refused_before_it_fills_the_memory() -> None:
    assert "501 columns; 500 is the most" in refused(b",".join(b"c%d" % n for n in range(501)), "sheet.csv")
    assert "501 columns" in refused(json.dumps([{f"c{n}": 1} for n in range(501)]).encode(), "rows.json")


def test_rows_of_different_widths_are_refused_with_the_reason() -> None:
    assert "not all have the same number of columns" in refused(b"a,b\n1,2,3\n", "sheet.csv")


@pytest.mark.parametrize("content", [b"ti\0tle\nx\n", b"title\nx\0y\n"])
def test_characters_that_are_no_text_are_refused(content: bytes) -> None:
    assert "NUL" in refused(content, "sheet.csv")


def test_the_header_row_can_be_named() -> None:
    table = read(b"a,b\nid,title\n1,x\n", "sheet.csv", header_row=2)
    assert table.columns == ["id", "title"]


def test_an_xlsx_gives_dates_and_numbers_as_people_write_them() -> None:
    import datetime as dt

    table = read(xlsx([["title", "due", "count", "done"], ["A", dt.datetime(2027, 5, 14), 3.0, True]]), "plan.xlsx")  # noqa: DTZ001
    assert cells(table) == [["A", "2027-05-14", "3", "yes"]]


def test_a_json_list_of_objects() -> None:
    content = json.dumps([{"title": "A", "labels": ["x", "y"]}, {"title": "B", "owner": None}]).encode()
    table = read(content, "features.json")
    assert table.columns == ["title", "labels", "owner"]
    assert cells(table) == [["A", "x; y", ""], ["B", "", ""]]


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"a,b\n1,2", "plan.pdf", "none of CSV, XLSX or JSON"),
        (b"", "plan.csv", "has no rows"),
        (b"a,b\n\xff\xfe,2", "plan.csv", "not UTF-8"),
        (b"a,a\n1,2", "plan.csv", "same name: a"),
        (b"not a zip", "plan.xlsx", "not a readable XLSX"),
        (b"{", "plan.json", "not valid JSON"),
        (b'{"a": 1}', "plan.json", "list of objects"),
        (b"a\n" + b"1\n" * (MAX_ROWS + 1), "plan.csv", "20,000 is the most"),
        (b"a" * (10 * 2**20 + 1), "plan.csv", "10 MB is the most"),
    ],
)
def test_unreadable_files_are_refused_in_plain_words(content: bytes, name: str, words: str) -> None:
    message = refused(content, name)
    assert message.startswith("file: ")
    assert words in message


def test_a_header_row_that_is_not_there_is_refused_by_name() -> None:
    assert refused(b"a,b\n1,2\n", "plan.csv", header_row=9).startswith("header_row: Row 9")


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(3):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", b"0" * (80 * 2**20))
    assert "unpacks to more than 50 MB" in refused(buffer.getvalue(), "bomb.xlsx")


def tampered(part: str, content: str) -> bytes:
    """Return a good XLSX in which one part says something else."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx([["title"], ["A"]]))) as good, zipfile.ZipFile(buffer, "w") as archive:
        for name in good.namelist():
            archive.writestr(name, content.encode() if name.endswith(part) else good.read(name))
    return buffer.getvalue()


def sheet(rows: str) -> bytes:
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return tampered("sheet1.xml", f'<worksheet xmlns="{namespace}"><sheetData>{rows}</sheetData></worksheet>')


def encrypted() -> bytes:
    """Return an XLSX whose parts all claim to need a password."""
    flag = re.compile(rb"(PK\x03\x04..|PK\x01\x02....)\x00", re.DOTALL)
    return flag.sub(b"\\1\x01", xlsx([["title"]]))


LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><worksheet>&b;</worksheet>'
OUTSIDE = '<!DOCTYPE a SYSTEM "file:///etc/passwd"><workbook/>'


MADE_TO_BREAK = {
    "half a sheet": (lambda: tampered("sheet1.xml", "<worksheet"), "not a readable XLSX"),
    "a laughing sheet": (lambda: tampered("sheet1.xml", LAUGHS), "not a readable XLSX"),
    "a laughing workbook": (lambda: tampered("workbook.xml", LAUGHS), "not a readable XLSX"),
    "a file of the server": (lambda: tampered("workbook.xml", OUTSIDE), "not a readable XLSX"),
    "a password": (encrypted, "not a readable XLSX"),
    "no end": (lambda: xlsx([["title"]])[:-300], "not a readable XLSX"),
    "a text that is none": (lambda: sheet('<row r="1"><c r="A1" t="s"><v>999</v></c></row>'), "not a readable XLSX"),
    "a day that is none": (lambda: sheet('<row><c r="A1" t="d"><v>9999-99-99</v></c></row>'), "not a readable XLSX"),
    "a row far down": (lambda: sheet('<row r="999999999"><c r="A999999999"><v>1</v></c></row>'), "below row 40,000"),
    "a cell far out": (lambda: sheet('<row r="1"><c r="XFD1"><v>1</v></c></row>' * 3), "500 is the most"),
    "bottomless JSON": (lambda: b"[" * 100_000, "depth limit"),
    "a deep cell": (lambda: b'[{"title": ' + b"[" * 900 + b"]" * 900 + b"}]", "holds others inside"),
    "an object": (lambda: b'[{"title": {"en": "A"}}]', "holds others inside"),
    "NaN": (lambda: b'[{"title": NaN}]', "not valid JSON"),
    "endless digits": (lambda: b'[{"title": 1' + b"0" * 5000 + b"}]", "not valid JSON"),
    "half a pair": (lambda: b'[{"title": "\\ud800"}]', "not valid JSON"),
    "a NUL for a name": (lambda: b'[{"\\u0000": 1}]', "NUL"),
}


@pytest.mark.parametrize("what", MADE_TO_BREAK)
def test_what_is_made_to_break_its_reader_is_refused(what: str) -> None:
    make, words = MADE_TO_BREAK[what]
    content = make()
    assert words in refused(content, "plan.xlsx" if content.startswith(b"PK") else "plan.json")


def test_a_csv_field_larger_than_any_text_is_refused() -> None:
    assert "larger than field limit" in refused(b"title,product\n" + b"a" * 200_000 + b",b\n", "plan.csv")


def test_a_formula_in_a_table_stays_the_text_that_it_is() -> None:
    assert cells(read(b'title,key\n"=HYPERLINK(""http://evil.example"")",+1\n', "plan.csv")) == [
        ['=HYPERLINK("http://evil.example")', "+1"]
    ]


@pytest.mark.skipif(not SHEETS.exists(), reason="the shared release-train data is not beside this checkout")
@pytest.mark.parametrize("name", sorted(path.name for path in SHEETS.glob("*.csv")) if SHEETS.exists() else ["absent"])
def test_real_tracking_sheets_are_read_past_their_title_rows(name: str) -> None:
    table = read((SHEETS / name).read_bytes(), name)
    assert len(table.rows) >= 10
    assert {"Stage", "SIG"} & set(table.columns)
