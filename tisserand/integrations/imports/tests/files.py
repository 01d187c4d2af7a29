"""Files as people bring them, made for the tests."""

import openpyxl
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P


def xlsx(path, *sheets):
    """Each sheet is (name, rows); cells keep their Python type."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, rows in sheets:
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
    workbook.save(path)
    return path


def ods(path, rows):
    document = OpenDocumentSpreadsheet()
    table = Table(name="Feuille1")
    for row in rows:
        line = TableRow()
        for value in row:
            kind = (
                {"valuetype": "float", "value": value}
                if isinstance(value, float)
                else {"valuetype": "string"}
            )
            cell = TableCell(**kind)
            cell.addElement(P(text=str(value)))
            line.addElement(cell)
        table.addElement(line)
    document.spreadsheet.addElement(table)
    document.save(str(path))
    return path


def text(path, rows, *, separator=";", encoding="utf-8"):
    lines = "".join(separator.join(row) + "\r\n" for row in rows)
    path.write_bytes(lines.encode(encoding))
    return path
