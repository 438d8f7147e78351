"""Folders, globs and manifests as inputs."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractor.batch.inputs import Input, find_inputs
from extractor.problems import JuesuanError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("2024/a.pdf", "2024/b.DOCX", "2023/a.pdf", "list.csv", "picture.png", ".hidden/c.pdf", "page.html"):
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return tmp_path / "in"


def names(inputs: tuple[Input, ...]) -> list[str]:
    return [entry.path for entry in inputs]


def test_folder_gives_documents_in_order_of_their_paths(folder: Path) -> None:
    assert names(find_inputs([folder], apart=folder.parent / "out")) == [
        "2023/a.pdf",
        "2024/a.pdf",
        "2024/b.DOCX",
        "page.html",
    ]


def test_dataset_within_the_folder_is_no_input(folder: Path) -> None:
    assert names(find_inputs([folder], apart=folder / "2024")) == ["2023/a.pdf", "page.html"]


def test_glob_names_files_below_its_fixed_part(folder: Path) -> None:
    assert names(find_inputs([f"{folder}/*/a.pdf"], apart=folder / "out")) == ["2023/a.pdf", "2024/a.pdf"]


def test_same_file_given_twice_is_one_input(folder: Path) -> None:
    assert len(find_inputs([folder, folder / "page.html"], apart=folder / "out")) == 4


def test_manifest_says_what_it_knows_and_names_missing_files(folder: Path) -> None:
    manifest = folder / "list.csv"
    manifest.write_text("\ufeffpath,url,publisher,year\n2024/a.pdf,http://x/a,某局,2024\ngone.pdf,,,\n", "utf-8")
    found = find_inputs([manifest], apart=folder / "out")
    assert found[0] == Input((folder / "2024/a.pdf").resolve(), "2024/a.pdf", "http://x/a", "某局", None, 2024)
    assert names(found) == ["2024/a.pdf", "gone.pdf"]


def test_manifest_saved_by_a_chinese_excel(folder: Path) -> None:
    manifest = folder / "list.csv"
    manifest.write_bytes("文件,公开主体,地区,年度\r\n2024/a.pdf,某局,武胜县,2024年度\r\n".encode("gb18030"))
    found = find_inputs([manifest], apart=folder / "out")
    assert found == (Input((folder / "2024/a.pdf").resolve(), "2024/a.pdf", None, "某局", "武胜县", 2024),)


@pytest.mark.parametrize(
    ("text", "line"),
    [("name,url\na,b\n", "第 1 行"), ("path,year\na.pdf,二〇二四年\n", "第 2 行"), ("path,year\n,2024\n", "第 2 行")],
)
def test_wrong_manifest_is_said_with_its_line(folder: Path, text: str, line: str) -> None:
    (folder / "list.csv").write_text(text, "utf-8")
    with pytest.raises(JuesuanError, match=line) as caught:
        find_inputs([folder / "list.csv"], apart=folder / "out")
    assert caught.value.code == "B107"


def test_wrong_manifest_is_said_in_english_too(folder: Path) -> None:
    (folder / "list.csv").write_text("name,url\na,b\n", "utf-8")
    with pytest.raises(JuesuanError) as caught:
        find_inputs([folder / "list.csv"], apart=folder / "out")
    assert "line 1: no column path, only: name、url;" in caught.value.message("en")


def test_nothing_to_read_and_no_such_path(tmp_path: Path) -> None:
    with pytest.raises(JuesuanError) as caught:
        find_inputs([tmp_path / "none"], apart=tmp_path / "out")
    assert caught.value.code == "I101"
    with pytest.raises(JuesuanError) as caught:
        find_inputs([f"{tmp_path}/*.pdf"], apart=tmp_path / "out")
    assert caught.value.code == "B106"
