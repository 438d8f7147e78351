"""审计：哪些公开文件的数对不上？列出不成立的核对项，连同页码、两边的数和差额。

用法：python docs/examples/auditor_findings.py DATASET
"""

from __future__ import annotations

import sys
from typing import Any

import extractor


def main(path: str) -> list[dict[str, Any]]:
    """只列差额超出四舍五入所允许的；是疑点，请看原文再下结论。"""
    with extractor.open_dataset(path) as dataset:
        rows = dataset.rows(
            """
            select publisher, fiscal_year, path, findings.page, "check", severity, findings.message, gap, allowed, cause
            from findings join documents using (document)
            where outcome = 'fail'
            order by severity = 'error' desc, publisher, fiscal_year, position
            """
        )
    for row in rows:
        place = f"第 {row['page']} 页" if row["page"] else ""
        print(f"{row['publisher']} {row['fiscal_year']} {row['path']} {place} [{row['check']}] {row['message']}")
    return rows


if __name__ == "__main__":
    main(sys.argv[1])
