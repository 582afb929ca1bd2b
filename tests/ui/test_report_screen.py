"""The report on the screen: its pages, what the journal says of itself, files, an addendum."""

from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication

from bedside import events
from bedside.text import Language
from tests.ui import whole
from tests.ui.fakes import FakeActs
from tests.ui.press import inside, named, names, press, write
from tests.ui.views import view_at
from ui.export.paper import paper
from ui.export.report import FONTS
from ui.i18n import Words
from ui.screens.printing import print_pages
from ui.screens.report import ReportDraft, ReportScreen, report_state
from ui.screens.report_aside import ExportDraft, ReportAside, aside_state
from ui.screens.report_journal import journal_rows
from ui.view import Place, Printed
from ui.widgets.checklist import Row
from ui.widgets.pages import PdfPages

NB, EN = Words(Language.NB), Words(Language.EN)
HEAD = "9f3c1a70" * 8


def pdf(pages=3):
    sheet = paper(
        FONTS,
        title="Prøve",
        language="nb",
        author="bedside",
        made_at=whole.Whole().now.wall,
        foot="",
        page_word="side",
    )
    with closing(sheet):
        for _page in range(pages - 1):
            sheet.add_page()
        return bytes(sheet.output())


PDF = pdf()


def printed(**changes):
    return Printed(
        **{"pdf": PDF, "session": "s1", "head": HEAD, "whole": True, "events": 312} | changes
    )


class Acts(FakeActs):
    made: Printed | str = printed()
    exported: tuple = ()
    refuses = ""

    def printed(self, words):
        return self.made

    def export(self, kind, path, words):
        self.exported = (*self.exported, (kind, path))
        return self.refuses


def closed():
    return whole.whole(midazolam=False)


def rows(telling, made=None, words=NB):
    found = journal_rows(view_at(telling, Place.REPORT), words, made or printed())
    return {row.id.rstrip("0123456789"): row for row in found}


# --- what the journal says of itself ---------------------------------------------------------


def test_who_signed_who_countersigned_and_the_balance():
    found = rows(closed())
    assert (found["signed"].words, found["counter"].words) == (
        "Signert av Ida Lund",
        "Kontrasignert av Per Moen",
    )
    assert found["ledger"].words == "A-preparat i balanse"
    assert found["ledger"].aside == ("100,0 = 72,4 + 27,6 mg",)
    assert (found["deviations"].words, found["deviations"].second) == (
        "1 avvik",
        "BT-måling 10:36 mislyktes",
    )


# (sentence, what came of the printing, row, words)
CHAINS = [
    ("every line is as it was written", printed(), Row.DONE, "Hendelseskjeden er hel"),
    ("a line was changed", printed(whole=False), Row.MISSING, "Hendelseskjeden er BRUTT"),
    ("the record cannot be read", "damaged", Row.WAITING, "Ikke kontrollert"),
]


@pytest.mark.parametrize(("sentence", "made", "row", "words"), CHAINS, ids=[c[0] for c in CHAINS])
def test_what_is_said_of_the_chain(sentence, made, row, words):
    found = rows(closed(), made)["chain"]
    assert (found.row, found.words) == (row, words)


def test_a_session_without_drug_and_without_deviation_says_so():
    telling = whole.Whole().tell(whole.steps()["opened"][0])
    telling.tell(events.SessionAborted(reason="ville ikke", decided_by="patient"))
    found = rows(telling)
    assert found["ledger"].words == "Ikke uttak av A-preparat"
    assert found["deviations"].words == "Ingen avvik"
    assert "Ikke gjennomført: ville ikke" in found["signed"].words


def test_a_difference_that_two_explained_is_shown_as_one():
    telling = whole.decided(whole.informed(whole.watched_home(whole.infused(midazolam=False))))
    telling.tell(events.DeviationRecorded(rule="N-05", reason="glasset knuste"))
    of = telling.session.last_seq
    telling.tell(events.DestructionCountersigned(of=of, person="per"), by="per")
    assert rows(telling)["ledger"].row is Row.CORRECTED


# --- pages -----------------------------------------------------------------------------------

SAID = [
    ("while it is made", None, "Rapporten lages …"),
    ("made: pages", printed(), ""),
    ("another program holds the record", "locked", NB.text(
        "Another program holds the record. Nothing is lost; try again."
    )),
    ("whatever else", "disk_error", NB.text(
        "The record could not be read. Nothing was changed; try again."
    )),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "made", "said"), SAID, ids=[row[0] for row in SAID])
def test_pages_or_a_sentence(sentence, made, said):
    state = report_state(view_at(closed(), Place.REPORT), NB, ReportDraft(), made)
    assert state.said == said
    assert state.reason.startswith("Økten er lukket")


@pytest.fixture
def stage(qtbot, theme):
    def at(telling, made=None):
        acts = Acts(telling, Place.REPORT)
        acts.made = made or printed()
        screen = ReportScreen(theme, NB, acts, lambda: 0.0)
        inside(qtbot, acts.shows(screen), theme)
        QApplication.processEvents()
        QApplication.processEvents()
        return screen, acts

    return at


def test_every_page_is_there_with_its_picture(qtbot, stage):
    screen, _acts = stage(closed())
    assert named(screen, "Rapporten, 3 sider")
    assert [name for name in names(screen) if name.startswith("Side")] == [
        "Side 1", "Side 2", "Side 3",
    ]  # fmt: skip
    assert [thumb._chosen for thumb in screen._thumbs] == [True, False, False]
    press(qtbot, screen, "Side 3")
    assert screen._scroll.verticalScrollBar().value() > 0
    assert [thumb._chosen for thumb in screen._thumbs][2]


def test_the_paper_is_not_white(stage, theme):
    screen, _acts = stage(closed())
    seen = screen.grab().toImage()
    middle = screen._column.mapTo(screen, screen._column.rect().topLeft())
    assert seen.pixelColor(middle.x() + 20, middle.y() + 5).name().upper() == theme.tokens.paper


def test_a_new_session_begins_at_the_start(qtbot, stage):
    screen, acts = stage(closed())
    press(qtbot, screen, "Ny økt")
    assert ("go", Place.START) in acts.called


def test_an_addendum_is_signed_and_the_report_made_anew(qtbot, stage):
    screen, acts = stage(closed())
    press(qtbot, screen, "Tillegg")
    write(qtbot, screen, "Hva som legges til", "pasienten ringte")
    acts.made = printed(events=313)
    press(qtbot, screen, "Signér tillegget")
    assert acts.done == [events.AddendumWritten(text="pasienten ringte")]
    QApplication.processEvents()
    assert screen._made.events == 313


def test_a_record_that_cannot_be_read_shows_why_and_prints_nothing(stage):
    screen, _acts = stage(closed(), made="damaged")
    assert any("skadet" in name for name in names(screen))
    assert not named(screen, "Skriv ut").isEnabled()


def test_all_pages_go_to_the_printer(tmp_path, qapp, fonts):
    out = tmp_path / "skrevet.pdf"
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(out))
    print_pages(PdfPages(PDF), printer)
    assert PdfPages(out.read_bytes()).count == 3


# --- files -----------------------------------------------------------------------------------


@pytest.fixture
def aside(qtbot, theme):
    def at(telling):
        acts = Acts(telling, Place.REPORT)
        widget = acts.shows(ReportAside(theme, NB, acts, lambda: 0.0))
        qtbot.addWidget(widget)
        widget.resize(theme.metrics.vitals_w, theme.metrics.stage_h)
        widget.show()
        return widget, acts

    return at


def test_the_file_is_proposed_in_the_documents_and_saved_in_one_press(qtbot, aside):
    widget, acts = aside(closed())
    press(qtbot, widget, "Lagre filen")
    ((kind, path),) = acts.exported
    assert (kind, Path(path).name) == ("pdf", "s1.pdf")
    assert any(name.startswith("Lagret: ") for name in names(widget))


def test_another_kind_has_another_name(qtbot, aside):
    widget, acts = aside(closed())
    press(qtbot, widget, "JSON Lines")
    press(qtbot, widget, "Lagre filen")
    press(qtbot, widget, "CSV")
    press(qtbot, widget, "Lagre filen")
    press(qtbot, widget, "FHIR R4")
    press(qtbot, widget, "Lagre filen")
    assert [(kind, Path(path).name.partition(".")[2]) for kind, path in acts.exported] == [
        ("jsonl", "jsonl"),
        ("csv", "csv"),
        ("fhir", "fhir.json"),
    ]


def test_a_full_disk_is_said_in_words(qtbot, aside):
    widget, acts = aside(closed())
    acts.refuses = "disk_full"
    press(qtbot, widget, "Lagre filen")
    assert any("Disken er full" in name for name in names(widget))


def test_what_is_typed_is_where_it_goes(qtbot, aside):
    widget, acts = aside(closed())
    named(widget, "Til filen").selectAll()
    write(qtbot, widget, "Til filen", "et/sted/x.pdf")
    press(qtbot, widget, "Lagre filen")
    assert acts.exported == (("pdf", "et/sted/x.pdf"),)


def test_an_unknown_trouble_is_still_a_sentence():
    view = view_at(closed(), Place.REPORT)
    state = aside_state(view, EN, ExportDraft(refused="odd"), printed(), Path("docs"))
    assert state.said == "The file could not be written. The record itself is safe."
