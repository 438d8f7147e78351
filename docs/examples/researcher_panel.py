"""研究者：做一张“部门 × 年度”的面板数据，给统计软件用。金额是元；空格是没有公开，不是 0。部门与单位两种口径各一行。

用法：python docs/examples/researcher_panel.py DATASET panel.csv
"""

from __future__ import annotations

import sys
from pathlib import Path

import extractor

METRICS = ("expenditure.total", "three_public.total", "operating_cost", "procurement.total", "staff.count")


def main(path: str, out: str) -> Path:
    columns = ", ".join(
        f"max(cast(amount as decimal(24, 2))) filter (metric = '{metric}') as \"{metric}\"" for metric in METRICS
    )
    with extractor.open_dataset(path) as dataset:
        panel = dataset.sql(
            f"""
            select p.body, p.scope, any_value(name) as name, p.fiscal_year, {columns}
            from publications p left join figures f
              on f.body = p.body and f.fiscal_year = p.fiscal_year and f.kind = p.kind
             and f.scope is not distinct from p.scope and f.measure in ('actual', 'count')
            where p.kind = 'final_account'
            group by p.body, p.scope, p.fiscal_year order by p.body, p.scope, p.fiscal_year
            """
        )
        panel.write_csv(out)
    print(Path(out).read_text("utf-8"))
    return Path(out)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
