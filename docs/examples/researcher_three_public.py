"""研究者：各部门“三公”经费占本年支出的比重，逐年怎样变？

用法：python docs/examples/researcher_three_public.py DATASET
"""

from __future__ import annotations

import sys
from decimal import Decimal

import extractor


def main(path: str) -> list[tuple[str, int, Decimal]]:
    """每个部门、每年的比重（%），只算两个数都公开了的。"""
    with extractor.open_dataset(path) as dataset:
        rows = dataset.rows(
            """
            select name, part.fiscal_year as year, part.amount as part, whole.amount as whole
            from figures part
            join figures whole
              on whole.body = part.body and whole.fiscal_year = part.fiscal_year and whole.kind = part.kind
             and whole.scope is not distinct from part.scope and whole.measure = part.measure
            join publications p
              on p.body = part.body and p.fiscal_year = part.fiscal_year and p.kind = part.kind
             and p.scope is not distinct from part.scope
            where part.metric = 'three_public.total' and whole.metric = 'expenditure.total'
              and part.measure = 'actual' and whole.amount > 0
            order by name, year
            """
        )
    shares = [(row["name"], row["year"], row["part"] / row["whole"] * 100) for row in rows]
    for name, year, share in shares:
        print(f"{name}  {year}  {share:.3f}%")
    return shares


if __name__ == "__main__":
    main(sys.argv[1])
