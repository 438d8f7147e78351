"""名词解释 and 附件: the glossary, and the evaluation reports with headings that count from one again."""

from __future__ import annotations

from corpus.generator.accounts import Project
from corpus.generator.composer import listed
from corpus.generator.model import Piece, pieces
from corpus.generator.telling import Telling

TOPIC = "attachments.evaluation"


def glossary(telling: Telling) -> None:
    telling.head(1, "glossary", "glossary")
    terms = telling.words["glossary"]
    kept = [term for term in terms if telling.rng.random() < 0.85]
    style = telling.rng.choice(("1.", "1.", "一、", "（一）") if telling.variant.parts else ("1.", "（一）"))
    for number, term in enumerate(kept, 1):
        text = f"{telling.out.number_like(style, number)}{term}：{terms[term]}"
        telling.out.say(pieces(text))
        telling.glossary.append({"term": term, "definition": terms[term]})


def attachments(telling: Telling) -> None:
    """附件: perhaps a report on the whole body, then one on each project."""
    out, say, words, accounts = telling.out, telling.say, telling.words["evaluation"], telling.accounts
    telling.head(1, "attachments", "attachments")
    number = 1
    if telling.rng.random() < 0.5:
        out.report(f"附件{number}", "".join(p.text for p in say(words["overall_title"])))
        out.inner(1, "部门概况", TOPIC)
        out.say(say(telling.words["overview"]["offices"], offices=listed(accounts.offices)))
        out.inner(1, "部门财政资金收支情况", TOPIC)
        out.say(say(words["overall_funds"]))
        out.inner(1, "评价结论及建议", TOPIC)
        out.say(say(words["conclusion"]))
        number += 1
    for project in accounts.projects:
        _report(telling, project, number)
        number += 1


def _report(telling: Telling, project: Project, number: int) -> None:
    out, words = telling.out, telling.words["evaluation"]
    slots = {
        "name": project.name,
        "thing": project.spec["thing"],
        "goal": project.spec["sustain"],
        "effects": project.spec["social"],
        "public": project.spec["public"],
    }

    def line(name: str) -> tuple[Piece, ...]:
        return telling.say(words[name], key=project.name, dims={"project": project.name}, words=slots)

    out.report(f"附件{number}", "".join(piece.text for piece in line("report_title")))
    out.inner(1, "项目概况", TOPIC)
    out.inner(2, "项目基本情况", TOPIC)
    out.say(line("basis"))
    out.inner(2, "项目绩效目标", TOPIC)
    out.say(line("goal"))
    out.inner(1, "项目资金申报及使用情况", TOPIC)
    out.inner(2, "项目资金申报及批复情况", TOPIC)
    out.say(line("requested"))
    out.inner(2, "资金计划、到位及使用情况", TOPIC)
    for index, name in enumerate(("planned", "received", "used"), 1):
        out.say((Piece(f"{index}．"), *line(name)))
    out.inner(2, "项目财务管理情况", TOPIC)
    out.say(line("managed"))
    out.inner(1, "项目绩效情况", TOPIC)
    out.inner(2, "项目完成情况", TOPIC)
    out.say(line("done"))
    out.inner(2, "项目效益情况", TOPIC)
    out.say(line("effects"))
    out.inner(1, "评价结论", TOPIC)
    out.say(line("conclusion"))
