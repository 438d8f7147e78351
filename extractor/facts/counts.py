"""Counts: projects by performance stage, vehicles by use and type, equipment, people, offices and units."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

from extractor.facts.clean import clean
from extractor.facts.project_names import plain_name
from extractor.facts.state import Claim, Context, Subject, subject_of_metric
from extractor.facts.tokens import Number, Token
from extractor.knowledge.metrics import allowed, below, load_lexicon, load_metrics
from extractor.knowledge.phrases import phrases

CLAUSE_ENDS = ",;:。!?\n"
# 18 of 临床科室18个、医技科室7个
OFFICE_KINDS = re.compile(r"(?:[科处股]室)(?:共|有)?\d+个|\d+个[^,。、;]{0,6}[科处股]室")
# 内设9个职能科室、16个临床医技科室: the first are the house's own offices
HOUSE_OFFICE = re.compile(r"职能[科处]室(?:共|有)*(?=$|[、,;。])")
OFFICE_WORDS = re.compile(
    r"(?:职能|行政|机关|业务|综合)*(?:部门|机构|[科处股]室?|[科处股司局]\((?:室|处|股|科|中心|局|部)\)|司局|办公室|组(?![\u4e00-\u9fff]))"
)
# 内设办公室、技术推广组、市场信息组3个职能组: named one by one before they are counted
OFFICES_NAMED = re.compile(r"内设(?:(?!下属|所属|下设|直属|下辖)[^。;,])*、(?:(?!下属|所属|下设|直属|下辖)[^。;,])*$")
# 内设机构包括：办公室、财务科，共2个
OFFICES_LISTED = re.compile(
    r"内设(?:机构|部门|[科处股]室)(?:包括|分别为|分别是|有|为|:)+[^。;\d]*,(?:共|共有|共计|合计)$"
)
# 预算项目5个，均编制了绩效目标
ALL_OF_THEM = re.compile(r",(?:均|全部|都|已全部)[^,。;]{0,20}")
SCORED = re.compile(
    r"\d分(?:\([^()]*\))?(?:以[上下])?的项目(?:数|有|为|共)*$"
)  # a band of scores: 得分在90-100分的项目40个
# 开展项目支出绩效自评30个
SCORED_PROJECT = re.compile(
    r"^(?P<name>(?!部门|单位|整体|平均|综合|重点|其余|各|该|所有)[\u4e00-\u9fff]{2,24}?)项目(?:绩效)?自评(?:得分|分数)(?:为|是)?$"
)
STAGED = re.compile(
    r"(?<!整体)(?<!部门)(?:项目|支出|财政|重点)(?:支出|资金)?(?:绩效)?(?:自评|自我评价|评价|监控|评估)(?:项目)?(?:共|共计|为|数)*$"
    r"|(?<!整体)(?:开展|实施|完成|组织)(?:绩效|部门)?(?:自评|自我评价|评价|监控)(?:共|共计)?$"
)
EVERY = re.compile(r"每[\u4e00-\u9fff]{0,3}$")  # 每批次8人次: a rate, not a count
GOALS_OF = re.compile(r"绩效目标的(?:预算)?(?:项目(?:支出)?(?:预算)?(?:资金|金额|总额)*|金额|资金)(?:共|合计|为)?$")
INVOLVED = re.compile(
    r"(?:^|绩效(?:目标|自评|评价|监控))共?涉及(?:[三四]本|项目|预算|财政性?|一般公共预算|专项|当年)*(?:支出|资金|金额|预算|拨款)+(?:总额|总量|共计|合计|共|约|为|达)*$"
)
STAFFED = ("人", "名")
# the noun behind the unit is what was counted: 1个团组
GROUPS = {"个团组": "个"}
BOUGHT = re.compile(
    r"(?<!未)(?:购置|更新|新购|购买|购入)(?:了)?(?P<kind>(?!购|置|更新|公务|车辆|公车|了)[\u4e00-\u9fff]{2,10}?(?:用车|车辆|轿车|客车|越野车))(?:共|合计)?$"
)
EQUIPMENT_UNITS = frozenset({"台(套)", "台套", "台", "套", "台/套", "台、套", "台件", "台(件)"})
LIMIT_BEFORE = re.compile(r"(?:单价|单位价值|单台价值|单件价值|单台)(?:在|达|达到|超过)?$")
LIMIT_AFTER = re.compile(r"^(?:元)?(?:\(含[^()]*\)|含)?(?:及|以)?以上")
PLANNED = re.compile(r"拟|购置|采购|新增|报废|更新|处置|拟购|购买")
BUYING = re.compile(r"(?:安排|计划|拟)(?:购置|采购|购买|新增)")
PER_HEAD = re.compile(r"(?P<who>[\u4e00-\u9fff]{0,8}?)(?:公用经费|公用定额|定额标准|经费标准|人均经费|定额|标准)")
CHANGED = re.compile(r"(?:增加|减少|提高|上调|下调|压减|增长|多|少)(?:了|约)?$")
PENSIONERS = re.compile(r"的离?退休人员")
MORE_OR_LESS = re.compile(r"(?:增加|减少|新增|净[增减])(?:了|约)?$")  # 比上年增加1辆 is no count of what there is
# 在职49人，增加4人；比上年末减少1人: behind a number of staff, a change of it
STAFF_MOVED = re.compile(
    r"(?:(?:比|较|与|同)(?:上年|去年|(?P<base>20\d\d)年)(?:度|末|底|同期)?(?:实有|在职)?(?:人数)?(?:相比)?,?)?(?P<way>净?(?:增加|减少)|净[增减])(?:了)?"
)
# 下设3个事业站所: stations and teams that are no offices of the body's own house
STATION = re.compile(
    r"[\u4e00-\u9fff]{0,8}?(?:站所|管理站|工作站|服务站|监测站|[站所]|中心|[大中支]队|分局|法庭)(?=[,。;(、和及]|$)"
)
STATIONED = re.compile(r"(?:下设|另设|下属|所属|下辖|所辖)[^,;。]*$")
# the end of a body's name before the kind of its people: 检察院行政编制
NEUTRAL = re.compile(
    r"(?:[一二三]级|一般公共预算|共|其中|共计|总共|合计|涉及|选取|选择|评价|自评|监控|开展|完成|纳入|预算|财政|项目|支出|数|个数|有|对|的|了|为|\d{4}年度?)*"
)
UNIT_KIND = re.compile(r"(?:二级|一级|下属|所属|基层|独立核算|直属)?(?:预算|核算|行政|事业)?(?:单位|机构)$")
# Firms that belong to the body: 所属企业3家, 国有企业1家.
OWN_FIRM = re.compile(r"所属|下属|直属|所辖|国有|全资|控股|二级|预算|改制|转制|^企业$")
# 下辖15个司法所, 派出12个派出所: offices outside the house, each with staff and money of its own
# “三公”经费包括所属1个行政单位、1个事业单位
WHOSE = re.compile(
    r"(?P<kind>(?:所属|下属|二级)?(?:行政|事业|参公|参公(?:管理)?事业|参照公务员法管理的?(?:事业)?|全额拨款事业|预算|所属|下属|二级)单位)"
)
AGAIN = re.compile(r"(?:重点|自评|评价)?项目(?:均|都|全部)")
PEOPLE = re.compile(r"(?:编制|编制数|人数|人员数|实有数|在职数)(?:为|共|:|共计)?$")
BRANCHES = re.compile(r"(?:下辖|派出|所辖|辖|派驻|另设|下设)(?:有)?$")
POSTS = re.compile(
    r"(?:基层|派出)?(?P<kind>[\u4e00-\u9fff]{0,6}?(?:[法理政作安商税土护察业]所|派出所|(?:人民)?法庭|分局|检察室|[理务作测查]站|站所))"
)
LONGEST_KIND = 24  # 参照公务员法管理的事业单位 and its longer forms
LONGEST_STAFF = 24  # 尚未移交养老保险基金发放养老金的离退休人员 and the like
BODY = re.compile(
    r"^[\u4e00-\u9fff（）]*?(?:局|委|院|厅|办|会|部|处|站|所|队|中心|府|街道|镇|乡|校|室|学|馆|园|社|协会|公司)(?=(?:机关)?(?:行政|事业|在职|在编|编制|工勤|参公|离休|退休|实有|现有|共有|人员|\d{4}年|专任|教师|教职工|民警|辅警))"
)
OVERVIEW = ("overview", "attachments.evaluation")
RATED_BEFORE = r"(?:评级|等级|结果|档次|评定|评价|自评|得分|评)(?:等级|结果|级别|等次)?(?:均|都)?(?:为|是|达到)?{ratings}(?:等级|级|档|等次)?(?:的)?(?:项目)?(?:数|有|共|为)?$"
RATED_NEXT = r"^[、,;和]?(?:评级|等级)?(?:为|是)?{ratings}(?:等级|级|档|等次)?的(?:项目)?(?:数|有|共|为)*$"  # “良”的项目1个, after another
RATED_NAME = r"^(?:其中)?[:,、]?(?!一般|中){ratings}项目(?:数|有|共|为)*$"  # 优秀项目8个
RATED_BARE = r"^(?:其中)[:,、]?{ratings}(?:等级|级|档|等次)?(?:的)?(?:有|共|为)?$"  # 其中优秀2个
RATED_ALONE = r"^[、,;和]?{ratings}(?:等级|级|档|等次)?(?:的)?(?:有|共|为)?$"  # 良好1个, after another
RATED_LIST = re.compile(r"(?:评价|评定|自评)?(?:结果|等级)(?:为|是|分别为|如下)?:")  # 评价结果：优5个，良2个
RATED_AFTER = (
    r"^项目(?:绩效|的|自评|评价)*(?:评级|等级|等次|档次|结果|评定)(?:等级|等次|结果)?(?:均|都)?(?:为|是){ratings}"
)
NOT_A_PART = re.compile(r"保有量|总数|购置|处置|报废|新增|更新|\d|原因|比|较|增加|减少|^主要(?:用于|是|为)")


@dataclass(slots=True)
class Counter:
    """Follows the counts of one paragraph. ``stage`` is the performance stage said last."""

    text: str = ""
    tokens: Sequence[Token] = ()
    topic: str = ""
    context: Context = field(default_factory=Context)
    stage: str | None = None
    total: Subject | None = None  # a count whose parts may follow
    total_metric: str | None = None
    limit: Decimal | None = None
    blocked: bool = False
    last_end: int = 0
    rated: bool = False  # a rating was counted in this sentence
    nothing: bool = False  # the last count was seen to be none
    lost: bool = False  # a count that is none was passed: what it involves is nobody's
    counted: list[Decimal] = field(default_factory=list)  # numbers of projects said in this paragraph
    amount: Subject | None = None  # what 涉及资金 beside a count of projects is
    staff: tuple[dict[str, str | None], int] | None = None  # the staff counted last, and where that number ends

    def begin(self, text: str, tokens: Sequence[Token], topic: str, context: Context) -> None:
        self.text, self.tokens, self.topic, self.context = text, tokens, topic, context
        self.stage = context.stage
        self.staff = None

    def end_sentence(self, *, goes_on: bool) -> None:
        """``goes_on``: the next sentence starts with 其中, so its parts are still this total's."""
        if not goes_on:
            self.total = self.total_metric = None
        self.limit = None
        self.blocked = self.rated = False
        self.amount = None

    def passed(self, token: Token) -> None:
        self.last_end = token.end

    def threshold(self, token: Token, number: Number) -> bool:
        """单价100万元（含）以上: a limit, not an amount."""
        if number.kind != "money":
            return False
        if LIMIT_BEFORE.search(self.text, 0, token.start) or LIMIT_AFTER.search(self.text[token.end :]):
            self.limit = number.yuan
            return True
        return False

    def involved(self, token: Token) -> Subject | None:
        """全面开展绩效自评，共涉及资金100万元: what a stage involves, where no count of projects said it."""
        if not below(self.topic, "narrative.performance") or self.context.project:
            return None
        before, _ = self._around(token)
        sentence = self._sentence_before(token)
        if not (INVOLVED.search(before) or GOALS_OF.search(before)) or re.search(r"发现|问题", sentence):
            return None
        stage = _last_stage(sentence) or (_last_stage(self.text[: token.start]) if before.startswith("共") else None)
        return subject_of_metric("performance.amount", dims=(("stage", stage),)) if stage is not None else None

    def people(self, token: Token) -> bool:
        """编制数35: people or posts whose unit is not printed."""
        return (
            below(self.topic, "overview")
            and not below(self.topic, "overview.functions")
            and PEOPLE.search(self.text, 0, token.start) is not None
            and self.text[token.end : token.end + 1] in (",", ";", "。", "、", ")", "(", "")
        )

    def count(self, token: Token, number: Number, current: Subject, *, reason: bool, year: int | None) -> list[Claim]:
        """The claims of one count (none or one)."""
        before, after = self._around(token)
        self.nothing = True
        if reason or EVERY.search(before):
            return []
        if MORE_OR_LESS.search(before):
            return self._staff_moved(number, before, after, year)
        for reading in (
            self._equipment,
            self._performance,
            self._bought,
            self._part,
            self._metric,
            self._organisation,
            self._staff,
        ):
            claim = reading(token, number, current, before, after)
            if claim is not None:
                self.lost = (
                    not claim.metric
                    and claim.rule != "part"
                    and number.unit != "分"
                    and below(self.topic, "narrative.performance")
                )
                self.staff = (claim.dims, token.end) if claim.metric == "staff.count" else None
                return [claim._replace(year=year)] if claim.metric else []
        self.nothing = False
        return []

    def _staff_moved(self, number: Number, before: str, after: str, year: int | None) -> list[Claim]:
        """How many more or fewer than before, right behind a number of staff of one kind."""
        match = STAFF_MOVED.fullmatch(before)
        if match is None or self.staff is None or self.staff[1] != self.last_end or after or number.unit not in STAFFED:
            return []
        base = int(match["base"]) if match["base"] else year - 1 if year is not None else None
        claim = _claim("staff.count", number, self.staff[0], "staff.change", measure="change", score=0.9)
        value = -number.value if match["way"].endswith(("减", "减少")) else number.value
        return [claim._replace(year=year, base_year=base, value=value)]

    # --- the readings -------------------------------------------------------------------------------------------------

    def _equipment(self, token: Token, number: Number, current: Subject, before: str, after: str) -> Claim | None:
        if (
            self.limit is None
            or clean(number.unit or "").text not in EQUIPMENT_UNITS
            or not allowed("assets.large_equipment", self.topic)
        ):
            return None
        limit, self.limit = self.limit, None
        if self.blocked or self._planned(token):
            return _NOTHING
        return _claim("assets.large_equipment", number, {"threshold_yuan": f"{limit.normalize():f}"}, "count.equipment")

    def _planned(self, token: Token) -> bool:
        """Whether the sentence speaks of what is to be bought, also after a semicolon, and not of what there is."""
        words = re.split(r"[。!?\n]", self.text[: token.start])[-1]
        planned = list(PLANNED.finditer(words))
        ahead = list(BUYING.finditer(self.text, 0, token.start))
        if (
            ahead
            and re.search(r"截至|截止|共有|现有|实有|占有|年末|年底", self.text[ahead[-1].end() : token.start]) is None
        ):
            return True  # 安排购置车辆2辆。单价50万元以上设备9台（套）
        return bool(planned) and re.search(r"截至|截止|共有|现有|实有", words[planned[-1].end() :]) is None

    def _performance(self, token: Token, number: Number, current: Subject, before: str, after: str) -> Claim | None:
        if not allowed("performance.projects", self.topic) or number.unit not in ("个", "项", None, "分"):
            return None
        for state, words in phrases().states.items():
            if re.search(
                rf"(?:{'|'.join(words)})(?:的|问题|共|了|有|数)*$", before
            ) and "问题" in self._sentence_before(token):
                return _claim("performance.problems", number, {"state": state}, "performance.problems")
        if not below(self.topic, "narrative.performance") and "绩效" not in before + after:
            return None
        if number.unit == "分":
            if re.match(r"(?:\([^()]*\))?(?:及)?(?:以[上下]|-|至|到)", after):
                return _NOTHING  # 90分以上: a band
            if re.search(r"(?:平均|自评|综合|评价|绩效|总)(?:得)?分(?:数)?(?:为|是|达|达到)?$|得分(?:为|是)?$", before):
                named = SCORED_PROJECT.search(before)
                dims = {"project": plain_name(named["name"])} if named and not self._project() else self._project()
                return _claim("performance.score", number, dims, "performance.score", measure="actual")
            return None
        rating = self._rating(token, before, after)
        if rating is not None:
            self.rated = True
            return _claim("performance.rated_projects", number, {"rating": rating}, "performance.rating")
        if not (
            re.search(r"项目(?:数|共|有|共计|合计|为|总数|数量|涉及)*$", before)
            or re.match(r"目|[\u4e00-\u9fff()]{0,12}项目", after)
            or re.search(r"项目(?:支出)?(?:预算)?绩效目标(?:共|有)*$", before)
            or STAGED.search(before)
        ):
            return None
        if (
            re.match(r"项目(?:的|自评|评价|绩效)*得分", after)
            or re.search(r"其中[:,]?[二三]级项目", before)
            or (re.match(r"[二三]级项目", after) and "一级项目" in self._sentence(token))
        ):
            return _PART
        if re.search(r"从|反映|公开", before) or (
            re.search(r"[二三]级项目", before) and "一级项目" in self._sentence(token)
        ):
            return _PART  # 一级项目6个，二级项目41个: the second are parts of the first
        if before.endswith("等") and not re.search("|".join(phrases().stage_verbs), after):
            return _NOTHING
        if before == "" and AGAIN.match(after) and any(number.value == said for said in self.counted):
            return _NOTHING  # 三个项目均完成年度目标: those counted before
        if self.counted and before.startswith("其中一般公共预算"):
            return _PART  # 21个项目，其中一般公共预算项目18个
        stage = self._stage_of(token, before, after)
        if stage is None or SCORED.search(self.text[: token.start]):
            return _NOTHING
        self.stage = stage
        self.amount = subject_of_metric("performance.amount", dims=(("stage", stage),))
        self.counted.append(number.value)
        return _claim("performance.projects", number, {"stage": stage}, "performance.stage")

    def _rating(self, token: Token, before: str, after: str) -> str | None:
        pairs = [(_rated(RATED_BEFORE), before), (_rated(RATED_AFTER), after)]
        evaluated = re.search("自评|评价", self.text[: token.start]) is not None
        if self.rated or evaluated or RATED_LIST.search(self._sentence_before(token)):
            pairs += [(_rated(RATED_NEXT), before), (_rated(RATED_ALONE), before)]
        pairs += [(_rated(RATED_NAME), before), (_rated(RATED_BARE), before)]
        for pattern, words in pairs:
            match = pattern.search(words)
            if match:
                said = next(group for group in match.groups() if group)
                return next(rating for rating, names in phrases().ratings.items() if said in names)
        return None

    def _stage_of(self, token: Token, before: str, after: str) -> str | None:
        """The stage said of the projects: after the number where a verb goes with it, else before it, else the last."""
        verbs = "|".join(phrases().stage_verbs)
        said_after = ALL_OF_THEM.match(self.text, token.end)
        if said_after is not None and (stage := _stage_in(said_after[0])) and re.search(verbs, said_after[0]):
            return stage
        if after.startswith("一级项目"):  # 对5个一级项目、21个二级项目开展绩效自评
            after = re.split(r"[。;!?\n]", self.text[token.end :])[0]
        for words, verbal in ((after, after + before[-12:]), (before, before)):
            stage = _stage_in(words)
            if stage is not None and (re.search(verbs, verbal) or re.search(r"的(?:\d{4}年度?)?项目", before)):
                return stage
        if re.search(r"(?:自评|评价|监控|评估)(?:的)?项目(?:数|共|有|为)*$", before) and _stage_in(before):
            return _stage_in(before)  # 自评项目9个
        if _stage_in(before) is None and _stage_in(after) is None and NEUTRAL.fullmatch(before):
            said = _last_stage(self._sentence_before(token))
            if said is None and before.startswith("共"):
                said = _last_stage(self.text[: token.start])
            return said or self.stage
        return None

    def _part(self, token: Token, number: Number, current: Subject, before: str, after: str) -> Claim | None:
        if self.total is None or self.total_metric is None or number.unit is None:
            return None
        metric = load_metrics()[self.total_metric]
        if number.unit not in metric.units or metric.parts is None:
            return None
        named = current.metric("count", number.unit)
        if current.exact and named is not None and named.metric != metric.id:
            return None
        label = self._label(token)
        if not label or "车" not in label or NOT_A_PART.search(label):
            return None
        if any(sense.metric == metric.id for sense in load_lexicon().get(label, ())):
            return None
        if self.blocked:
            return _NOTHING
        label = label.removeprefix("为")
        parts = "vehicle_use" if label.endswith("用车") else metric.parts
        return _claim(metric.id, number, {parts: label}, "count.part")

    def _bought(self, token: Token, number: Number, current: Subject, before: str, after: str) -> Claim | None:
        """购置特种专业技术用车2辆: bought, of a kind."""
        match = BOUGHT.search(before) if below(self.topic, "narrative.three_public") else None
        if match is None or number.unit not in ("辆", "台"):
            return None
        kind = "vehicle_use" if match["kind"].endswith("用车") else "vehicle_type"
        return _claim("three_public.vehicles_purchased", number, {kind: match["kind"]}, "count.bought", score=0.85)

    def _metric(self, token: Token, number: Number, current: Subject, before: str, after: str) -> Claim | None:
        sense = current.metric("count", number.unit)
        if sense is None and number.unit in ("批次", "批") and self._received(token, before):
            return _claim("three_public.reception_domestic_batches", number, {}, "count.received", score=0.85)
        if sense is None:
            return None
        if before.lstrip("(") in ("其中", "其中有") and self.total is not None and sense.metric == self.total_metric:
            return _NOTHING  # 公务用车3辆（其中1辆待报废）
        if sense.metric == "assets.vehicles" and PLANNED.search(before):
            self.blocked = True
            self.total, self.total_metric = current, sense.metric
            return _NOTHING
        if load_metrics()[sense.metric].parts:
            self.total, self.total_metric = current, sense.metric
        return _claim(sense.metric, number, dict(sense.dims), "count.metric", score=0.95 if current.exact else 0.85)

    def _received(self, token: Token, before: str) -> bool:
        """接待上级检查、学习考察共计17批次: guests from within the country, whoever they were."""
        abroad = re.search(r"外宾|外事|境\)?外|国际|外国|国外", self._sentence_before(token))
        said = re.search(r"接待(?:费|支出)|公务接待", self.text[: token.start])  # an amount spent on them
        return below(self.topic, "narrative.three_public") and "接待" in before and bool(said) and abroad is None

    def _organisation(self, token: Token, number: Number, current: Subject, before: str, after: str) -> Claim | None:
        if number.unit in ("个", "家") and below(self.topic, "narrative.three_public"):
            kind = WHOSE.match(after)
            if kind is not None and "包括" in self._sentence_before(token):
                name = kind["kind"]
                typed = not re.search(r"(?:所属|下属|预算|二级|直属)单位", name)
                return _claim("organisation.units", number, {"unit_type": name} if typed else {}, "organisation.units")
        if not self.topic.startswith(OVERVIEW) or below(self.topic, "overview.functions"):
            return None
        if number.unit not in ("个", "家"):
            return None
        words = phrases()
        around = after[:20]
        office = next((name for name in words.offices if before.endswith(name) or around.startswith(name)), None)
        if office is not None and re.search(r"(?:科室|处室|股室|机构|部门)[^。]*其中", self._sentence_before(token)):
            return _NOTHING  # 其中临床科室22个: a part of the offices
        if office is None and re.search(r"内设$", before) and OFFICE_WORDS.match(around):
            office = "部门"  # 内设5个部门, 内设9个司（室）
        if office is None and OFFICES_NAMED.search(before) and OFFICE_WORDS.match(around):
            office = "机构"
        if office is None and not around and OFFICES_LISTED.search(self._sentence_before(token)):
            office = "机构"
        if (
            office is None
            and re.search(r"内设[^。;]{2,}等$", before)
            and re.match(r"(?:内设)?机构|(?:内设)?部门|[科处股]室|(?:综合)?办公室|内设办公室", around)
        ):
            office = "机构"  # 内设党政办公室等5个机构
        house = HOUSE_OFFICE.search(before) or HOUSE_OFFICE.match(around)
        if (
            office is not None
            and "其中" not in self._sentence(token)
            and len(OFFICE_KINDS.findall(self._sentence(token))) > 1
            and not (house and "内设" in self._sentence_before(token))
        ):
            return _NOTHING  # 临床科室18个、医技科室7个: kinds, no number of all
        if office is not None:
            return _claim("organisation.offices", number, {}, "organisation.offices")
        posts = POSTS.match(around)
        if posts is not None and BRANCHES.search(before):
            return _claim("organisation.units", number, {"unit_type": posts["kind"]}, "organisation.units")
        label = re.sub(r"（[^（）]*）$", "", self._label(token))
        label = re.sub(r"^.*等(?=(?:[直下所]属|行政|事业|参公|二级|预算)*(?:单位|机构)$)", "", label)
        match = re.match(
            r"[\u4e00-\u9fff]{0,16}?(?:单位|机构|企业)|[\u4e00-\u9fff]{0,4}(?:直属[\u4e00-\u9fff]{0,4}?(?:局|站|所|中心|队)|派出(?:[\u4e00-\u9fff]{0,4}?(?:法庭|分局)|[\u4e00-\u9fff]{2,4}?所))",
            around,
        )
        name = label if label.endswith(("单位", "机构", "企业")) else (match[0] if match else "")
        station = STATION.match(around) if not name and STATIONED.search(before) else None
        if station is not None:
            return _claim("organisation.units", number, {"unit_type": station[0]}, "organisation.units", score=0.85)
        if re.search(r"(?:编报|编制|汇编|(?:编制|编报|汇编|汇总)范围)的单位$", name):
            return _claim("organisation.units", number, {}, "organisation.units")
        if len(name) > LONGEST_KIND and (kind := UNIT_KIND.search(name)):
            name = kind[0]
        if not name or not any(unit in name for unit in (*words.units, "直属", "派出")) or len(name) > LONGEST_KIND:
            return None
        if name.endswith("企业") and not OWN_FIRM.search(name):
            return None  # 引进规模以上企业20家: whom the body serves
        name = re.sub(r"^(?:共有|共|有|其中|包括|本部门|下设|下辖|设有|设|所辖|辖)+", "", name)
        name = re.sub(r"^.*(?:单位|机构)中(?=.)", "", name)  # 全额供给单位中行政单位
        typed = not re.search(r"预算单位|下属单位|所属单位|二级单位|直属单位|独立核算|独立编制|基层单位", name)
        return _claim("organisation.units", number, {"unit_type": name} if typed else {}, "organisation.units")

    def _staff(self, token: Token, number: Number, current: Subject, before: str, after: str) -> Claim | None:
        if (
            not self.topic.startswith(OVERVIEW)
            or below(self.topic, "overview.functions")
            or not (number.unit in ("人", "名", None) or (number.unit == "个" and "编制" in before))
        ):
            return None
        label = re.sub(
            r"^(?:现有|实有|共有|核定|其中|有|年末|现|共|我局|本单位|本部门|单位|全局|总)+(?=.)",
            "",
            self._label(token),
        )
        label = re.sub(
            r"^(?:\d{4}年(?:度|年末|末|底)*)?(?:年末)?(?:机关)?(?:现有|实有|共有|核定)*(?=.)", "", BODY.sub("", label)
        )
        label = re.sub(r"(?:共计|共有|合计|总计|共|(?<!实)有|为)+$", "", label)
        label = re.sub(r"^.*(?:管理|供养|负担|发放|承担)的(?=.)", "", label)
        if len(PENSIONERS.findall(self.text)) < 2:  # else the words before tell two kinds of them apart
            label = re.sub(r"^.*的(?=离?退休人员$)", "", label)
        label = re.sub(r"^(?:我|本)(?:部门|单位|局|委|院)|小计$", "", label)
        label = re.sub(
            r"^[\u4e00-\u9fff（）]*(?:核定|全系统|系统|单位|部门|编办)(?=编制|(?:行政|事业|工勤)?人员)",
            "",
            label,
        )
        if label in ("人员", "人数") and (
            kept := re.search(r"(?:实有|现有|在册)人[员数](?=(?:共|有|为|总计|合计|小计|计)*$)", before)
        ):
            label = kept[0]
        if label in ("实际", "实有", "实有数") or (not label and self._label(token).endswith(("实有", "现有", "实际"))):
            # 行政编制42人，实际39人: who is there, right behind the posts
            if "编制" not in self.text[: max(self.last_end, 0)]:
                return None
            kind = re.sub(r"^.*(?=实有|现有|实际)", "", self._label(token))
            return _claim("staff.count", number, {"staff_type": kind}, "staff", score=0.85)
        if label.startswith(phrases().staff_moves):
            return _NOTHING  # 其中新录用公务员3人: who came in the year, and no kind of staff
        if not 1 < len(label) <= LONGEST_STAFF or not any(word in label for word in phrases().staff):
            return None
        return _claim("staff.count", number, {"staff_type": label}, "staff")

    # --- words around a number ----------------------------------------------------------------------------------------

    def _around(self, token: Token) -> tuple[str, str]:
        """The words of the number's clause before and after it (other numbers bound them too)."""
        start = token.start
        depth = 0
        while start > self.last_end:
            char = self.text[start - 1]
            depth += (char == ")") - (char == "(")
            if depth < 0 or (depth == 0 and char in CLAUSE_ENDS and char != "("):
                break
            start -= 1
        end = token.end
        nearest = min(
            (one.start for one in self.tokens if one.kind == "number" and one.start >= end), default=len(self.text)
        )
        while end < min(len(self.text), nearest) and self.text[end] not in ",;:。!?\n":
            end += 1
        return self.text[start : token.start], self.text[token.end : end]

    def _sentence_before(self, token: Token) -> str:
        return re.split(r"[。;!?\n]", self.text[: token.start])[-1]

    def _sentence(self, token: Token) -> str:
        return self._sentence_before(token) + re.split(r"[。;!?\n]", self.text[token.start :])[0]

    def _label(self, token: Token) -> str:
        """The words of a list item before its number."""
        before, _ = self._around(token)
        label = re.split(r"[、]", before)[-1] if before.count("、") else before
        label = re.sub(r"^(?:其中|包括|含|有|另有|及|和|为|均为|均系|全部为|全为|都为|皆为|都是)+", "", label)
        label = re.sub(r"^(?:截至|截止)?(?:\d{4}年)?(?:\d{1,2}月)?(?:\d{1,2}日|底)?(?:末|底)?", "", label)
        label = re.sub(r"(?:共计|共有|合计|数量|(?<!编制)总数|共|(?<!实)有|为|各)+$", "", label)
        return label.replace("(", "（").replace(")", "）")

    def _project(self) -> dict[str, str | None]:
        return {"project": self.context.project} if self.context.project else {}


def per_head(text: str, token: Token, number: Number, year: int | None, *, measure: str) -> list[Claim]:
    """21750元/人: a standard per head, where the words before it say of what."""
    window = text[max(token.start - 60, 0) : token.start]
    named = list(PER_HEAD.finditer(window))
    if not named or re.search(r"[。;]", window[named[-1].end() :]) or CHANGED.search(window):
        return []
    if re.search(r"每(?:辆|台|车|批次?|平方米|户|亩|间)[^,;。]{0,2}$", window):
        return []  # 每辆3万元
    if re.search(r"(?:补贴|补助|补偿|缴费|低保|保障|筹资)$", named[-1]["who"]):
        return []  # 人均补助标准69元 is paid to people outside
    who = re.sub(r".*(?:年度?|由|是|,|、|且|的)", "", named[-1]["who"])
    own = re.search(r"(20\d\d)年(?:度)?的?$", window)
    who = re.sub(r"^(?:每人|每名)(?:每年)?$", "", who)
    dims: dict[str, str | None] = {"staff_type": who} if who else {}
    unit = number.unit or "元"
    tail = re.match(r"/[人年·.户月]+", text[token.end :])
    if tail:
        unit += tail[0]
    claim = _claim("standard.per_head", number, dims, "per_head", measure=measure)
    claim = claim._replace(
        year=int(own[1]) if own else year, unit=unit, yuan=number.yuan, span=(token.start, token.end)
    )
    return [claim]


def _claim(
    metric: str,
    number: Number,
    dims: dict[str, str | None] | dict[str, str],
    rule: str,
    *,
    measure: str = "count",
    score: float = 0.95,
) -> Claim:
    return Claim(
        metric,
        measure,
        number.value,
        GROUPS.get(number.unit or "", number.unit),
        None,
        None,
        None,
        None,
        dict(dims),
        number.entity.printed,
        (number.entity.start, number.entity.end),
        number.entity,
        score,
        rule,
    )


_NOTHING = Claim("", "count", Decimal(0), None, None, None, None, None, {}, "", (0, 0), None, 0.0, "none")


_PART = _NOTHING._replace(rule="part")


def _stage_in(words: str) -> str | None:
    """The stage whose name stands in the words; 自评 before 监控 before 评估 before 评价 before 目标 (the list's order)."""
    return next((stage for stage, names in phrases().stages.items() if any(name in words for name in names)), None)


def _last_stage(words: str) -> str | None:
    """The stage named last."""
    found = [(words.rfind(name), stage) for stage, names in phrases().stages.items() for name in names if name in words]
    return max(found)[1] if found else None


@cache
def _rated(pattern: str) -> re.Pattern[str]:
    names = sorted((name for names in phrases().ratings.values() for name in names), key=len, reverse=True)
    return re.compile(pattern.replace("{ratings}", f"({'|'.join(names)})"))
