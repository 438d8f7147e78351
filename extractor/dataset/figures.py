"""From facts to figures: what a publication says of a metric, one number each, ready to be compared."""

from __future__ import annotations

from extractor.knowledge.metrics import load_metrics


def figures_query() -> str:
    """The select of ``figures`` over ``facts`` and ``counted``."""
    money = ", ".join(f"'{name}'" for name, metric in load_metrics().items() if metric.kind == "money")
    return _FIGURES.format(money=money)


# Documents that count once: not failed, and not another format of one that is there.
COUNTED = "select *, coalesce(organisation, document) as body from documents where status <> 'failed' and duplicate_of is null"

# A body's disclosure of one year, kind and scope, which may be several documents (narrative and tables apart).
PUBLICATIONS = """
select body, fiscal_year, kind, scope, any_value(coalesce(organisation_name, publisher) order by document) as name,
       any_value(province order by document) as province, any_value(city order by document) as city,
       any_value(county order by document) as county, any_value(region_code order by document) as region_code,
       any_value(level order by document) as level, list(document order by document) as documents
from counted group by body, fiscal_year, kind, scope"""

# One line a publication, metric and measure: the figure of its own year, of the whole and not of one function or part.
# ``amount`` is yuan for money and the count for counts; a number without a unit has none and is not here. A form's cell
# goes before a sentence; then what the reader was surer of, then what stands first. ``lowest`` and ``highest`` are over all
# that the publication says of it.
_FIGURES = """
with own as (
    select body, fiscal_year, kind, scope, facts.document, metric, measure, yuan, value, unit, origin, score, page,
           start, "end", quote, position, case when metric in ({money}) then yuan when unit is not null then value end as amount
    from facts join counted using (document)
    where function is null and "of" is null and dims is null and year = fiscal_year
      and measure in ('actual', 'budget', 'budget_initial', 'count')
)
select metric, body, fiscal_year, kind, scope, measure, document, amount, value, unit, origin, page, start, "end", quote,
       min(amount) over whole as lowest, max(amount) over whole as highest
from own where amount is not null
window whole as (partition by metric, body, fiscal_year, kind, scope, measure)
qualify row_number() over (
    partition by metric, body, fiscal_year, kind, scope, measure
    order by origin = 'prose', score desc, document, position) = 1"""
