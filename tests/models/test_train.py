"""Models rebuilt from a tiny set: the same bytes twice, and plain weights that say what scikit-learn says."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from array import array
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from extractor.cli import app
from extractor.knowledge.vocabulary import topic_names
from extractor.models import LinearModel, models_folder
from extractor.problems import JuesuanError
from extractor.sections.shapes import Line
from extractor.topic_model import load_topic_model, model_text
from extractor.train import MODELS, train
from extractor.train import topics as topics_module
from extractor.train.examples import phrases_file
from extractor.train.fitting import calibrated, calibration_error, repeatable, softmax
from extractor.train.headings import tokens_of

ROOT = Path(__file__).resolve().parents[2]
TEXTS = (
    "本年支出合计100万元，其中：基本支出80万元，占80%；项目支出20万元，占20%。",
    "ABC abc 政府采购货物支出12.5万元",
    "今天天气很好，大家都来参加运动会。",
    "一",
    "",
)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The topic model trained twice on two generated documents, three made-up ones and a few phrases; the second time in a process of its own."""
    first, second = tmp_path_factory.mktemp("first"), tmp_path_factory.mktemp("second")
    annotations = tmp_path_factory.mktemp("annotations")
    (annotations / "dev").mkdir()
    for path in sorted((ROOT / "annotations" / "dev").glob("[gs]*")):
        (annotations / "dev" / path.name).write_bytes(path.read_bytes())
    code = (
        "import sys; from pathlib import Path; from extractor.train import topics, train; topics.PHRASED = 6;"
        "train(['topic'], out=Path(sys.argv[1]), annotations=Path(sys.argv[2]), count=1)"
    )
    subprocess.run([sys.executable, "-c", code, str(second), str(annotations)], cwd=ROOT, check=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(topics_module, "PHRASED", 6)
        (trained,) = train(["topic"], out=first, annotations=annotations, count=1)
    assert trained.examples > 150
    assert trained.shipped is None, "without real documents nothing is measured"
    return first / "topic", second / "topic"


def test_the_same_data_give_the_same_model(tiny: tuple[Path, Path]) -> None:
    """Features, labels and settings to the byte; the fitted numbers but for what the order of a sum in numpy changes, which hangs on
    where an array lies in memory: once in five runs beside other work the last bits differed."""
    names = sorted(path.name for path in tiny[0].iterdir())
    assert names == ["config.json", "model.skops", "weights.bin", "weights.json"]
    for name in ("config.json", "weights.json"):
        assert (tiny[0] / name).read_bytes() == (tiny[1] / name).read_bytes()
    first, second = ([*array("f", (folder / "weights.bin").read_bytes())] for folder in tiny)
    assert first == pytest.approx(second, abs=1e-4)


def sklearn_probabilities(folder: Path, text: str) -> dict[str, float]:
    from skops.io import load

    parts: dict[str, Any] = load(folder / "model.skops", trusted=[])
    sums = parts["classifier"].decision_function(parts["features"].transform([text]))[0]
    temperature = json.loads((folder / "weights.json").read_text("utf-8"))["temperature"]
    return dict(zip(map(str, parts["classifier"].classes_), softmax(list(sums), temperature), strict=True))


@pytest.mark.parametrize("text", TEXTS)
def test_plain_weights_predict_what_scikit_learn_predicts(tiny: tuple[Path, Path], text: str) -> None:
    for folder in (tiny[0], models_folder() / "topic"):
        model, read = LinearModel(folder), model_text("", text, length=240)
        expected = sklearn_probabilities(folder, read)
        assert dict(zip(model.weights.labels, model.probabilities(read), strict=True)) == pytest.approx(
            expected, abs=1e-6
        )


def test_shipped_models_load_in_a_moment() -> None:
    load_topic_model.cache_clear()
    start = time.process_time()
    assert load_topic_model() is not None
    assert time.process_time() - start < 0.3


def test_the_shipped_topic_model_says_topics_of_the_contract() -> None:
    assert set(LinearModel(models_folder() / "topic").weights.labels) <= set(topic_names())


@pytest.mark.parametrize("name", ["topic", "heading", "metric"])
def test_every_model_has_a_card_with_its_measures(name: str) -> None:
    folder = models_folder() / name
    card, metrics = (folder / "card.md").read_text("utf-8"), json.loads((folder / "metrics.json").read_text("utf-8"))
    assert f"Shipped: {metrics['shipped']}" in card
    assert (folder / "weights.bin").is_file() == metrics["shipped"], (
        "a model that does not beat the rules is not shipped"
    )
    assert not re.search(r"\{\w+\}", card), "a number is missing"
    shown = [value for value in metrics.values() if isinstance(value, float)]
    assert sum(str(value) in card for value in shown) == len(shown)


def test_a_skops_archive_repeats(tiny: tuple[Path, Path]) -> None:
    archive = (tiny[0] / "model.skops").read_bytes()
    assert repeatable(archive) == archive


def test_temperature_and_calibration_error() -> None:
    unsure = [([1.0, 0.0], 0)] * 9 + [([1.0, 0.0], 1)]  # right nine times in ten, said to be so seven times
    assert calibrated(unsure) < 1
    assert calibrated([([4.0, 0.0], 0), ([4.0, 0.0], 1)]) > 1
    assert calibration_error([(0.9, True)] * 9 + [(0.9, False)]) == pytest.approx(0.0)
    assert calibration_error([(0.9, False)] * 10) == pytest.approx(0.9)


def test_what_the_heading_model_reads_of_a_line() -> None:
    lines = [
        Line("一、收入决算情况说明", bold=True, size=18),
        Line("2023年本年收入12.5万元，" * 4, size=12),
        Line("", kind="table"),
    ]
    title, body, _ = (tokens.split() for tokens in tokens_of(lines))
    assert {"number_chinese", "bold", "end说明", "size_8", "next_text"} <= set(title)
    assert {"number_no", "comma", "next_table"} <= set(body)


def test_an_unknown_model_and_a_missing_generator_are_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(JuesuanError, match=r"\[M102\].*" + ", ".join(MODELS)):
        train(["nothing"], out=tmp_path, annotations=ROOT / "annotations")
    for name in [name for name in sys.modules if name.split(".")[0] == "corpus"] + ["corpus"]:
        monkeypatch.setitem(sys.modules, name, None)
    run = CliRunner().invoke(app, ["train", "topic", "--out", str(tmp_path), "--annotations", str(tmp_path)])
    assert run.exit_code == 2
    assert "[M101]" in run.output


def test_the_pipeline_is_rebuilt_from_the_knowledge(tmp_path: Path) -> None:
    (trained,) = train(["zh_fiscal"], out=tmp_path, annotations=ROOT / "annotations")
    data = tmp_path / "spacy" / "zh_fiscal" / "data"
    assert trained.examples > 3000
    assert "一般公共预算 " in (data / "tokenizer" / "lexicon.txt").read_text("utf-8")
    assert json.loads((data / "meta.json").read_text("utf-8"))["version"] == "0.1.0"


def test_the_ablation_in_the_docs_is_the_one_that_was_measured() -> None:
    record = json.loads((ROOT / "docs" / "pictures" / "learning.json").read_text("utf-8"))
    rows = [line for line in (ROOT / "docs" / "accuracy.md").read_text("utf-8").splitlines() if line.startswith("| ")]
    for steps in record["ablation"].values():
        for scores in steps.values():
            said = [f"{score:.3f}" for score in scores.values()]
            assert any(re.findall(r"[01]\.\d{3}", row) == said for row in rows), said


def test_pictures_are_drawn_from_the_numbers(tmp_path: Path) -> None:
    from bench import learning, strange_headings

    pictures = ROOT / "docs" / "pictures"
    learning.draw(json.loads((pictures / "learning.json").read_text("utf-8")), tmp_path)
    strange_headings.draw(json.loads((pictures / "strange-headings.json").read_text("utf-8")), tmp_path)
    drawn = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert drawn == {path.name: path.read_bytes() for path in pictures.glob("*.svg")}


def test_the_strange_headings_are_no_examples_and_enough() -> None:
    from bench.strange_headings import strange

    found = strange()
    taught = yaml.safe_load(phrases_file().read_text("utf-8"))["topics"]
    assert len(found) >= 60
    assert {each.topic for each in found} <= set(topic_names())
    assert not {each.title for each in found} & {title for entry in taught.values() for title in entry["titles"]}


def test_with_the_model_more_strange_headings_are_right_and_none_is_spoilt() -> None:
    """The measure by which the model is let decide: it has to beat the rules on headings that they do not know."""
    from bench.strange_headings import PLACES, summed, told

    for place in PLACES:
        sums = summed(told(place))
        assert sums["rules_and_model"] >= sums["rules"] + 10, place
        assert sums["spoilt"] == 0, place
