"""Every way a spreadsheet comes, and some it should not."""

import zipfile
from datetime import date

import openpyxl
import pytest

from tisserand.integrations.imports.people import sheets
from tisserand.integrations.imports.people.headings import Field, find_table, guess, named
from tisserand.integrations.imports.people.steps import table_of
from tisserand.integrations.imports.problems import CannotRead

from . import files

ROWS = [["Nom", "Prénom", "Courriel"], ["Lefèvre", "Zoé", "zoe@example.com"], ["Garçon", "Hélène", ""]]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16", "utf-16-le", "mac_roman"]
)
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_text_is_read_in_any_usual_encoding_and_separator(tmp_path, encoding, separator):
    path = files.text(tmp_path / "a.csv", ROWS, separator=separator, encoding=encoding)
    assert [row.cells for row in sheets.read(path)[0].rows] == ROWS


def test_the_kind_is_told_by_the_content_not_by_the_name(tmp_path):
    path = files.xlsx(tmp_path / "people.csv", ("Feuil1", ROWS))
    assert [row.cells for row in sheets.read(path)[0].rows] == ROWS


def test_an_open_document_is_read(tmp_path):
    path = files.ods(tmp_path / "a.ods", [*ROWS, ["Roy", 612345678.0, ""]])
    assert sheets.read(path)[0].rows[3].cells == ["Roy", "612345678", ""]


def test_lines_keep_the_number_they_have_in_the_spreadsheet(tmp_path):
    path = files.xlsx(tmp_path / "a.xlsx", ("Feuil1", [[], ["Liste"], [], *ROWS]))
    assert [row.line for row in sheets.read(path)[0].rows] == [2, 4, 5, 6]
    quoted = tmp_path / "b.csv"
    quoted.write_text('nom;e-mail\n"Roy\nsur deux lignes";roy@example.com\n\nLi;li@example.com\n')
    assert [row.line for row in sheets.read(quoted)[0].rows] == [1, 2, 5]


def test_excel_says_its_separator_first(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("sep=|\nNom|E-mail\nRoy, Jr|roy@example.com\n")
    assert [(row.line, row.cells) for row in sheets.read(path)[0].rows] == [
        (2, ["Nom", "E-mail"]),
        (3, ["Roy, Jr", "roy@example.com"]),
    ]


def test_dates_formulas_and_figures_become_plain_text(tmp_path):
    path = files.xlsx(
        tmp_path / "a.xlsx", ("F", [["Nom", "Né le", "Tél"], ["Roy", date(1980, 5, 1), 612345678]])
    )
    assert sheets.read(path)[0].rows[1].cells == ["Roy", "1980-05-01", "612345678"]
    workbook = openpyxl.Workbook()
    workbook.active.append(["Nom", '=HYPERLINK("http://x","y")'])
    workbook.active.append(["Roy", "=1+1"])
    workbook.save(tmp_path / "b.xlsx")
    assert [row.cells for row in sheets.read(tmp_path / "b.xlsx")[0].rows] == [["Nom"], ["Roy"]]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file-empty"),
        (b"\n\n;;;\n", "file-empty"),
        (b"PK\x03\x04 not a workbook", "file-unreadable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 locked", "file-unreadable"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x01\x02\x03", "file-unreadable"),
        (b"nom;mail\n" + b"a;b@example.com\n" * 6000, "file-rows"),
        (b"x" * (sheets.MOST_BYTES + 1), "file-big"),
    ],
)
def test_what_is_no_list_of_people_is_refused_in_words(tmp_path, content, code):
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(CannotRead) as refusal:
        table_of(path)
    assert refusal.value.problem.code == code
    assert "{" not in str(refusal.value)


def test_a_workbook_that_claims_every_cell_of_excel_does_no_harm(tmp_path):
    workbook = openpyxl.Workbook()
    workbook.active["A1"], workbook.active["XFD1048576"] = "Nom", "x"
    workbook.save(tmp_path / "wide.xlsx")
    with pytest.raises(CannotRead) as refusal:
        sheets.read(tmp_path / "wide.xlsx")
    assert refusal.value.problem.code == "file-unreadable"


def test_a_zip_that_swells_does_no_harm(tmp_path):
    openpyxl.Workbook().save(tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as good, zipfile.ZipFile(tmp_path / "b.xlsx", "w", 8) as bomb:
        for name in good.namelist():
            cell = b'<c t="inlineStr"><is><t>' + b"A" * 100_000_000 + b"</t></is></c>"
            data = good.read(name).replace(
                b"<sheetData/>", b"<sheetData><row>" + cell + b"</row></sheetData>"
            )
            bomb.writestr(name, data)
    assert (tmp_path / "b.xlsx").stat().st_size < 200_000
    with pytest.raises(CannotRead) as refusal:
        sheets.read(tmp_path / "b.xlsx")
    assert refusal.value.problem.code in {"file-unreadable", "file-empty"}


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Nom", "family_name"),
        ("NOM DE FAMILLE", "family_name"),
        ("Prénom", "given_name"),
        ("PRENOM", "given_name"),
        ("Nom Prénom", "full_name"),
        ("Nom et prénom", "full_name"),
        ("NOM - Prénom", "full_name"),
        ("Participants", "full_name"),
        ("Adresse mail", "email"),
        ("Courriel", "email"),
        ("E-mail pro", "email"),
        ("Adresse électronique", "email"),
        ("Mél", "email"),
        ("Tél.", "phone"),
        ("Portable", "phone"),
        ("Téléphone mobile", "phone"),
        ("N° de téléphone", "phone"),
        ("Site", "site"),
        ("Service", "department"),
        ("Langue", "language"),
        ("Rôle", "role"),
        ("Matricule", "external_id"),
        ("Nom d'utilisateur", "external_id"),
        ("First name", "given_name"),
        ("Surname", "family_name"),
        ("Email address", "email"),
        ("N°", None),
        ("Civilité", None),
        ("Date de naissance", None),
        ("Nom du manager", None),
        ("E-mail du responsable", None),
        ("Nom de la formation", None),
        ("Société", None),
        ("Adresse", None),
        ("", None),
    ],
)
def test_headings_are_recognised_in_their_variants(heading, field):
    assert named(heading) == field


def test_the_header_lies_under_titles_on_the_sheet_that_has_people(tmp_path):
    people = [
        ["Session de novembre : liste des participants et e-mails"],
        [],
        ["N°", *ROWS[0]],
        ["1", *ROWS[1]],
    ]
    path = files.xlsx(tmp_path / "a.xlsx", ("Notice", [["À remplir avant le 12"]]), ("Inscrits", people))
    table = find_table(sheets.read(path))
    assert (table.sheet, table.headings, [row.line for row in table.rows]) == (
        "Inscrits",
        ["N°", *ROWS[0]],
        [4],
    )
    assert guess(table) == {1: Field.FAMILY_NAME, 2: Field.GIVEN_NAME, 3: Field.EMAIL}


@pytest.mark.parametrize(
    ("lines", "columns"),
    [
        (["zoe@example.com", "li@example.com"], {0: "email"}),
        (
            ["Zoé Roy;zoe@example.com;06 12 34 56 78", "Li;li@example.com;"],
            {0: "given_full_name", 1: "email", 2: "phone"},
        ),
        (["Zoé Roy", "Li Wei"], {0: "given_full_name"}),
        (["Prénom Nom;Mail", "Zoé Roy;zoe@example.com"], {0: "given_full_name", 1: "email"}),
        (["Nom;Mail", "Zoé Roy;z@example.com", "Li Wei;l@example.com"], {0: "given_full_name", 1: "email"}),
        (
            ["Nom;Mail;Portable;Tél fixe", "Roy;z@example.com;06;01"],
            {0: "family_name", 1: "email", 2: "phone", 3: "phone"},
        ),
        (["E-mail;E-mail perso;Nom", "a@example.com;b@example.com;Roy"], {0: "email", 2: "family_name"}),
    ],
)
def test_columns_are_guessed_from_headings_then_from_what_they_hold(tmp_path, lines, columns):
    path = tmp_path / "a.csv"
    path.write_text("\n".join(lines))
    assert guess(table_of(path)) == {column: Field(field) for column, field in columns.items()}
