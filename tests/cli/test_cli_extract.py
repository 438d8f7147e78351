"""The command as a person meets it: output, messages, exit status, and nothing half-written."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from making import at, body, pdf
from typer.testing import CliRunner

from extractor.cli import app
from extractor.output import write_whole
from extractor.problems import WORDINGS, JuesuanError
from extractor.records import Disclosure
from extractor.schema import json_schema

TEXT = """某县水利局2024年度部门决算

第二部分 2024年度部门决算情况说明
一、收入支出决算总体情况说明
2024年度收、支总计1256.30万元。与2023年相比，收、支总计增加56.30万元，增长4.69%。
二、收入决算情况说明
2024年本年收入合计1200.00万元，其中：一般公共预算财政拨款收入1200.00万元，占100%。
"""

runner = CliRunner()


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.txt"
    path.write_text(TEXT, "utf-8")
    return path


def test_one_file_goes_to_standard_output_as_the_contract_says(report: Path) -> None:
    result = runner.invoke(app, ["extract", str(report)])
    assert result.exit_code == 0
    document = json.loads(result.stdout)
    jsonschema.validate(document, json_schema())
    assert document["profile"]["fiscal_year"] == 2024
    changes = {(fact["metric"], fact["measure"]): (fact["value"], fact["yuan"]) for fact in document["facts"]}
    assert changes["total.revenue_and_expenditure", "actual"] == ("1256.30", "12563000.00")
    assert changes["total.revenue_and_expenditure", "change_rate"] == ("4.69", None)
    for fact in document["facts"]:
        anchor = fact["anchor"]
        assert document["text"][anchor["start"] : anchor["end"]] == anchor["quote"]


def test_json_reads_back_as_the_same_record(report: Path) -> None:
    out = report.with_suffix(".json")
    assert runner.invoke(app, ["extract", str(report), "--out", str(out)]).exit_code == 0
    text = out.read_text("utf-8")
    assert Disclosure.from_json(text).to_json() + "\n" == text


def test_several_files_go_to_a_folder_and_one_bad_file_harms_no_other(report: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7\n%broken")
    out = tmp_path / "out"
    result = runner.invoke(app, ["extract", str(broken), str(report), "--out", str(out)])
    assert result.exit_code == 1
    assert "[I105]" in result.stderr
    assert [path.name for path in out.iterdir()] == ["report.json"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "I103"),
        (b"%PDF-1.7\n", "I105"),
        (b"\x89PNG\r\n\x1a\n" + bytes(64), "I115"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "I112"),
    ],
)
def test_what_cannot_be_read_ends_with_status_2_and_a_code(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "x.pdf"
    path.write_bytes(content)
    result = runner.invoke(app, ["extract", str(path)])
    assert result.exit_code == 2
    assert f"[{code}]" in result.stderr
    assert result.stdout == ""


def test_missing_file_and_folder(tmp_path: Path) -> None:
    assert "[I101]" in runner.invoke(app, ["extract", str(tmp_path / "none.pdf")]).stderr
    assert "[I113]" in runner.invoke(app, ["extract", str(tmp_path)]).stderr


def test_messages_in_english_on_request(tmp_path: Path) -> None:
    result = runner.invoke(app, ["extract", str(tmp_path / "none.pdf"), "--lang", "en"])
    assert "no such file" in result.stderr


def test_several_files_without_a_folder_are_refused(report: Path) -> None:
    assert runner.invoke(app, ["extract", str(report), str(report)]).exit_code == 2


def test_no_permission_to_write_says_so_and_leaves_nothing(
    report: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_: object) -> None:
        raise PermissionError(13, "denied")

    monkeypatch.setattr("tempfile.mkstemp", refuse)
    result = runner.invoke(app, ["extract", str(report), "--out", str(tmp_path / "new.json")])
    assert result.exit_code == 2
    assert "[O101]" in result.stderr
    assert not (tmp_path / "new.json").exists()


def test_an_interrupted_write_leaves_the_old_file_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "out.json"
    write_whole(path, "old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(JuesuanError) as caught:
        write_whole(path, "new")
    assert caught.value.code == "O102"
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["out.json"]


def test_debug_pictures_are_written_a_page_each(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf(lambda canvas: body(canvas, ["　　" + line for line in TEXT.split("\n") if line])))
    result = runner.invoke(
        app, ["extract", str(path), "--out", str(tmp_path / "a.json"), "--debug-dir", str(tmp_path / "d")]
    )
    assert result.exit_code == 0
    assert (tmp_path / "d" / "a" / "page-001.png").read_bytes().startswith(b"\x89PNG")


def test_help_and_import_load_nothing_heavy() -> None:
    code = "import sys, extractor.cli; print([name for name in ('pypdfium2', 'sklearn', 'jieba', 'lxml', 'spacy', 'PIL', 'rich', 'msgspec') if name in sys.modules])"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
    )


def test_a_pdf_of_2000_pages_is_read_in_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "long.pdf"
    path.write_bytes(
        pdf(*[lambda canvas: at(canvas, 90, 100, "本年支出合计13607.11万元，比上年增加5.00万元。")] * 2000)
    )
    # The peak of the reading process's own memory: what getrusage tells counts the fork of a large pytest process too.
    code = f"import extractor; d = extractor.read({str(path)!r}); print(d.source.pages, len(d.entities), open('/proc/self/status').read())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split()[0] == "2000"
    assert int(done.stdout.split()[1]) >= 4000
    peak = int(done.stdout.partition("VmHWM:")[2].split()[0]) / 1024
    assert peak < 400


def test_every_wording_has_both_languages_and_the_same_fields() -> None:
    import string

    for code, wording in WORDINGS.items():
        fields = [
            {name for _, name, _, _ in string.Formatter().parse(text) if name} for text in (wording.zh, wording.en)
        ]
        assert fields[0] == fields[1], code
