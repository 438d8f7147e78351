"""A project's name as a sentence prints it, without what leads in to it."""

from __future__ import annotations

import re

QUOTES = "“”\"'‘’《》「」『』"
# what a sentence says before it names the project: X局在2023年度部门决算中反映, 其中, 对
LEAD = re.compile(
    r"^(?:.*(?:决算|预算|报告)中?(?:反映|公开|公布|展示|列示)了?|.*反映了?|(?:其中|组织对|对(?![口外台标比])|选取|选择|委托.*对)[:：，,]?)(?=.)"
)


def plain_name(name: str) -> str:
    """A project's name without quotation marks and without what leads in to it."""
    return re.sub(rf"[{QUOTES}]", "", LEAD.sub("", name.strip())).strip()
