"""审计：谁没有公开“三公”经费？原因是什么——没有这一节、报表是空的、没有读出，还是文件本身打不开？

用法：python docs/examples/auditor_coverage.py DATASET
"""

from __future__ import annotations

import sys

import extractor
from extractor.compare.query import compare


def main(path: str) -> list[tuple[str, str]]:
    """公开主体（或文件）和原因。"""
    with extractor.open_dataset(path) as dataset:
        found = compare(dataset, "three_public.total", by=["year"])
    reasons = [(f"{figure.name} {figure.year or ''}", figure.reason or "") for figure in found.missing]
    reasons += [(file, f"文件读取失败 {code}") for file, code in found.failed]
    print(f"{len(found.figures)} 个公开中 {len(found.present)} 个有这个数")
    for name, reason in reasons:
        print(f"{name}：{reason}")
    return reasons


if __name__ == "__main__":
    main(sys.argv[1])
