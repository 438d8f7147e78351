"""研究者：做一张“部门 × 年度”的面板数据，给统计软件用。空格是没有公开，不是 0。

用法：python docs/examples/researcher_panel.py DATASET panel.csv
"""

from __future__ import annotations

import sys
from pathlib import Path

import extractor

METRICS = ("expenditure.total", "three_public.total", "operating_cost", "procurement.total", "staff.count")


def main(path: str, out: str) -> Path:
    columns = ", ".join(f"max(amount) filter (metric = '{metric}') as \"{metric}\"" for metric in METRICS)
    with extractor.open_dataset(path) as dataset:
        panel = dataset.sql(
            f"""
            select body, any_value(name) as name, fiscal_year, {columns}
            from publications left join figures using (body, fiscal_year, kind)
            where kind = 'final_account' and coalesce(measure, 'actual') in ('actual', 'count')
            group by body, fiscal_year order by body, fiscal_year
            """
        )
        panel.write_csv(out)
    print(Path(out).read_text("utf-8"))
    return Path(out)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
