"""Clean accounts of units with money of their own, in sentences that try a checker: two budgets, 百分点, 下降100%, 结转 by fund, 资产, 均 and 各.

Every number is made of others here, so that nothing in a text is inconsistent. Bodies are made up.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

D = Decimal
CENT = D("0.01")


def m(value: Decimal) -> str:
    """An amount of 万元 with two decimals."""
    return f"{value.quantize(CENT, ROUND_HALF_UP)}万元"


def c(value: Decimal) -> str:
    """The same with thousands separated."""
    return f"{value.quantize(CENT, ROUND_HALF_UP):,}万元"


def pc(part: Decimal, whole: Decimal) -> str:
    return f"{(part * 100 / whole).quantize(CENT, ROUND_HALF_UP)}%"


def school() -> str:
    fiscal, fees, operating, other = D("3120.45"), D("412.30"), D("25.60"), D("18.72")
    revenue = fiscal + fees + operating + other
    opening, closing = D("86.40"), D("102.15")
    total = revenue + opening
    spent = total - closing
    project, run = D("640.20"), D("21.30")
    basic = spent - project - run
    before, spent_before = revenue - D("152.60"), spent + D("31.25")
    gp, plan, adjusted = D("3105.30"), D("2960.00"), D("3150.00")
    people, public = D("2310.40"), D("298.70")
    return f"""临川市第七中学2022年度单位决算
第三部分 2022年度单位决算情况说明
一、收入支出决算总体情况说明
2022年度收入总计{m(total)}，支出总计{m(total)}。收入总计中，本年收入{m(revenue)}，年初结转和结余{m(opening)}；支出总计中，本年支出{m(spent)}，年末结转和结余{m(closing)}。
二、收入决算情况说明
2022年度本年收入合计{m(revenue)}，比上年增加{m(revenue - before)}（增长{pc(revenue - before, before)}）。其中：财政拨款收入{m(fiscal)}，占{pc(fiscal, revenue)}，占比较上年提高1.36个百分点；事业收入{m(fees)}（含教育收费{m(D("380.00"))}），占{pc(fees, revenue)}；经营收入{m(operating)}，占{pc(operating, revenue)}；其他收入{m(other)}，占{pc(other, revenue)}。上级补助收入、附属单位上缴收入均为0万元。
三、支出决算情况说明
2022年度本年支出合计{m(spent)}，比上年减少{m(spent_before - spent)}，下降{pc(spent_before - spent, spent_before)}。其中：基本支出{m(basic)}，占{pc(basic, spent)}；项目支出{m(project)}，占{pc(project, spent)}；经营支出{m(run)}，占{pc(run, spent)}。
四、一般公共预算财政拨款支出决算情况说明
2022年度一般公共预算财政拨款支出年初预算为{m(plan)}，全年预算为{m(adjusted)}，支出决算为{m(gp)}，完成年初预算的{pc(gp, plan)}，完成全年预算的{pc(gp, adjusted)}。决算数大于年初预算数的主要原因是年中追加生均公用经费。
五、一般公共预算财政拨款基本支出决算情况说明
2022年度一般公共预算财政拨款基本支出{m(people + public)}，其中：人员经费{m(people)}，占基本支出的{pc(people, people + public)}；公用经费{m(public)}，占基本支出的{pc(public, people + public)}。
六、“三公”经费支出决算情况说明
2022年度“三公”经费财政拨款支出预算为3.00万元，支出决算为0万元，比上年减少1.20万元，下降100.00%。其中：因公出国（境）费支出0万元，与上年一致；公务用车购置及运行维护费支出0万元，与上年一致，单位公务用车保有量0辆；公务接待费支出0万元，比预算减少3.00万元，比上年减少1.20万元，下降100.00%，主要是疫情期间没有接待。
七、其他重要事项
本单位为事业单位，无机关运行经费。2022年末资产总额8,640.20万元，其中：流动资产{m(D("640.20"))}，占{pc(D("640.20"), D("8640.20"))}；固定资产{m(D("8000.00"))}，占{pc(D("8000.00"), D("8640.20"))}。
"""


def hospital() -> str:
    fiscal, business, other = D("1860.00"), D("12480.50"), D("95.30")
    gp, fund = D("1760.00"), D("100.00")
    carried, own = D("240.00"), D("60.00")
    revenue = fiscal + business + other
    total = revenue + carried + own
    basic, project = D("11200.60"), total - D("11200.60")
    was = total - D("620.40")
    return f"""沙坪县人民医院2024年单位预算
第三部分 2024年单位预算情况说明
一、关于收支预算总体情况的说明
2024年收支总预算{c(total)}，比上年增加{c(total - was)}，增长{pc(total - was, was)}。
二、关于收入预算情况的说明
2024年收入预算{c(total)}，其中：上年结转结余{c(carried)}，占{pc(carried, total)}；一般公共预算拨款收入{c(gp)}，占{pc(gp, total)}；政府性基金预算拨款收入{c(fund)}，占{pc(fund, total)}；事业收入{c(business)}，占{pc(business, total)}；使用非财政拨款结余{c(own)}，占{pc(own, total)}；其他收入{c(other)}，占{pc(other, total)}。
三、关于支出预算情况的说明
2024年支出预算{c(total)}，其中：基本支出{c(basic)}，占{pc(basic, total)}；项目支出{c(project)}，占{pc(project, total)}。按资金性质分：财政拨款安排{c(fiscal + D("40.00"))}（含上年结转{c(D("40.00"))}），事业收入安排{c(business)}，其余由其他收入和结余安排。
四、关于财政拨款收支预算情况的说明
2024年财政拨款收支总预算{c(fiscal + D("40.00"))}。收入包括：一般公共预算拨款{c(gp)}、政府性基金预算拨款{c(fund)}、上年结转{c(D("40.00"))}。
五、关于“三公”经费预算情况的说明
2024年“三公”经费预算12.60万元，比上年减少0.40万元，降低3.08%。其中：公务用车运行维护费12.00万元，与上年持平；公务接待费0.60万元，比上年减少0.40万元，降低40.00%；无因公出国（境）费和公务用车购置费预算。
六、其他事项
政府采购预算{c(D("2300.00"))}，其中：货物类{c(D("1500.00"))}，工程类{c(D("300.00"))}，服务类{c(D("500.00"))}。专门面向中小企业采购{c(D("900.00"))}，占{pc(D("900.00"), D("2300.00"))}，其中预留给小微企业{c(D("600.00"))}。
"""


def township() -> str:
    gp, fund, cap = D("4210.55"), D("1320.00"), D("6.00")
    fiscal = gp + fund + cap
    opening_gp, opening_fund = D("120.40"), D("80.00")
    closing = D("55.25")
    total = fiscal + opening_gp + opening_fund
    spent = total - closing
    spent_gp, spent_fund = gp + opening_gp - D("35.25"), fund + opening_fund - D("20.00")
    before = total / D("1.08")
    before = before.quantize(CENT)
    return f"""乌石镇人民政府2021年度部门决算
第二部分 2021年度部门决算情况说明
一、收入支出决算总体情况说明
我镇2021年度收、支决算总计均为{m(total)}，同比增加{m(total - before)}，同比增长{pc(total - before, before)}。
二、收入决算情况说明
本年收入{m(fiscal)}，全部为财政拨款收入，占100%。其中一般公共预算财政拨款收入{m(gp)}，政府性基金预算财政拨款收入{m(fund)}，国有资本经营预算财政拨款收入{m(cap)}。
三、支出决算情况说明
本年支出{m(spent)}，其中：基本支出{m(D("1680.30"))}，占{pc(D("1680.30"), spent)}；项目支出{m(spent - D("1680.30"))}，占{pc(spent - D("1680.30"), spent)}。按功能分类，一般公共预算财政拨款支出{m(spent_gp)}，占本年支出的{pc(spent_gp, spent)}；政府性基金预算财政拨款支出{m(spent_fund)}，占本年支出的{pc(spent_fund, spent)}；国有资本经营预算财政拨款支出{m(cap)}，占本年支出的{pc(cap, spent)}。
四、财政拨款收入支出决算总体情况说明
2021年度财政拨款收、支总计{m(total)}，其中年初财政拨款结转和结余{m(opening_gp + opening_fund)}（一般公共预算{m(opening_gp)}，政府性基金预算{m(opening_fund)}），年末财政拨款结转和结余{m(closing)}。
五、“三公”经费支出决算情况说明
2021年“三公”经费支出9.86万元，完成预算12.00万元的82.17%，较上年减少2.14万元，下降17.83%。其中公务用车运行维护费8.20万元，较上年减少1.00万元，下降10.87%，主要是车辆减少1辆；公务接待费1.66万元，较上年减少1.14万元，下降40.71%，主要是来客减少。公务用车保有量由3辆减少到2辆。接待45批次，360人次，人均46.11元。
六、机关运行经费
2021年机关运行经费支出由上年的{m(D("210.00"))}下降至{m(D("196.35"))}，减少{m(D("13.65"))}，下降6.50%，主要是压减会议。
七、政府性基金
政府性基金预算年初结转{m(opening_fund)}，本年收入{m(fund)}，本年支出{m(spent_fund)}，年末结转20.00万元。
"""


def court() -> str:
    gp = D("2380.60")
    lines = [
        ("法院（款）行政运行", D("1420.00"), D("1380.55")),
        ("法院（款）案件审判", D("310.00"), D("402.10")),
        ("法院（款）“两庭”建设", D("0"), D("120.00")),
    ]
    rest = gp - sum(done for _, _, done in lines)
    lines.append(("其他", D("480.00"), rest))
    told = "\n".join(
        f"{number}.公共安全支出（类）{name}（项）：年初预算{m(plan)}，支出决算{m(done)}，"
        + (f"完成年初预算的{pc(done, plan)}，" if plan else "年初未安排预算，")
        + ("决算数大于年初预算数" if done > plan else "决算数小于年初预算数")
        + "，主要是中央和省级转移支付资金年中下达。"
        for number, (name, plan, done) in enumerate(lines[:3], 1)
    )
    plan = sum(plan for _, plan, _ in lines)
    return f"""北屏区人民法院2023年度部门决算
第二部分 2023年度部门决算情况说明
一、一般公共预算财政拨款支出决算情况说明
（一）总体情况。2023年度一般公共预算财政拨款支出{c(gp)}，占本年支出合计的97.20%，较上年决算{c(gp - D("180.60"))}增加180.60万元，增长{pc(D("180.60"), gp - D("180.60"))}。
（二）具体情况。2023年度一般公共预算财政拨款支出年初预算{c(plan)}，支出决算{c(gp)}，完成年初预算的{pc(gp, plan)}。主要项目如下：
{told}
二、“三公”经费财政拨款支出决算情况说明
（一）总体情况。全年预算38.00万元，支出决算36.42万元，完成全年预算的95.84%，较上年增加4.10万元，增长12.69%，主要是更新囚车1辆。
（二）因公出国（境）费：全年预算0万元，支出决算0万元。
（三）公务用车购置及运行维护费：全年预算37.00万元，支出决算35.80万元，完成全年预算的96.76%。其中，公务用车购置费18.60万元，购置数1辆；公务用车运行维护费17.20万元，保有量9辆，较上年净减少1辆。
（四）公务接待费：全年预算1.00万元，支出决算0.62万元，完成全年预算的62.00%。国内公务接待8批次、57人次。
三、政府采购支出情况说明
政府采购支出总额{c(D("268.40"))}，其中货物{c(D("98.40"))}、服务{c(D("170.00"))}。授予中小企业合同金额{c(D("268.40"))}，占政府采购支出总额的100%，其中授予小微企业合同金额{c(D("201.30"))}，占授予中小企业合同金额的{pc(D("201.30"), D("268.40"))}。货物采购授予中小企业占{pc(D("98.40"), D("98.40"))}，服务采购授予中小企业占100%。
四、预算绩效管理情况
对7个项目开展绩效自评，涉及资金832.10万元，占项目支出的100%。案件审判项目全年预算410.00万元，执行数402.10万元，执行率98.07%，自评得分96.81分；结余7.90万元已交回财政。
"""


def college() -> str:
    gp, account, business, operating, other = D("38420.11"), D("21300.00"), D("2806.70"), D("210.00"), D("2573.00")
    revenue = gp + account + business + operating + other
    opening, used, closing, shared = D("3210.55"), D("150.00"), D("3640.16"), D("18.30")
    total = revenue + opening + used
    spent = total - closing - shared
    teaching, research, rest = D("50120.30"), D("6200.00"), spent - D("56320.30")
    return f"""江北工程学院2024年度部门决算
第三部分 2024年度部门决算情况说明
一、收入支出决算总体情况
学院2024年度总收入{c(total)}，总支出{c(total)}。与上年度决算相比，总收入、总支出各增加{c(D("2318.40"))}，增长{pc(D("2318.40"), total - D("2318.40"))}。
二、收入决算情况
总收入中，本年收入{c(revenue)}，占{pc(revenue, total)}；使用非财政拨款结余{c(used)}，占{pc(used, total)}；年初结转结余{c(opening)}，占{pc(opening, total)}。
本年收入中，财政拨款收入{c(gp)}，占{pc(gp, revenue)}；财政专户管理教育收费{c(account)}，占{pc(account, revenue)}；事业收入（不含专户管理的教育收费）{c(business)}，占{pc(business, revenue)}；经营收入{c(operating)}，占{pc(operating, revenue)}；其他收入{c(other)}，占{pc(other, revenue)}。
三、支出决算情况
总支出中，本年支出{c(spent)}，占{pc(spent, total)}；结余分配{c(shared)}，占{pc(shared, total)}；年末结转结余{c(closing)}，占{pc(closing, total)}。
本年支出按用途分：教学支出{c(teaching)}，占{pc(teaching, spent)}；科研支出{c(research)}，占{pc(research, spent)}；其他{c(rest)}，占{pc(rest, spent)}。
四、三公经费
2024年“三公”经费决算数60.30万元，占预算数75.00万元的80.40%，比预算节约14.70万元，比上年决算数58.10万元增加2.20万元，上升3.79%。其中：因公出国（境）费30.00万元，占49.75%；公务用车运行维护费24.30万元，占40.30%；公务接待费6.00万元，占9.95%。
五、政府采购
2024年政府采购预算9,000.00万元，实际采购8,460.00万元，节约540.00万元，节约率6.00%。其中货物5,000.00万元，工程2,460.00万元，服务1,000.00万元。
六、资产
年末固定资产原值12.36亿元，净值8.02亿元，其中房屋建筑物6.50亿元，占净值的81.05%。
"""


def old_bureau() -> str:
    fiscal, other, fill, opening = D("1520.33"), D("36.20"), D("12.00"), D("210.47")
    total = fiscal + other + fill + opening
    spent, closing = D("1590.10"), total - D("1590.10") - D("5.60")
    basic, project = D("980.44"), spent - D("980.44")
    return f"""清溪县林业局2016年部门决算公开
第二部分 2016年部门决算情况说明
一、关于2016年度决算收支总体情况
2016年度收入总计{m(total)}，其中：财政拨款收入{m(fiscal)}，其他收入{m(other)}，用事业基金弥补收支差额{m(fill)}，上年结转{m(opening)}。
2016年度支出总计{m(total)}，其中：基本支出{m(basic)}，项目支出{m(project)}，结余分配5.60万元，年末结转和结余{m(closing)}。
收入比2015年增加86.20万元，增幅{pc(D("86.20"), total - D("86.20"))}；支出比2015年增加86.20万元，增幅{pc(D("86.20"), total - D("86.20"))}。
二、关于2016年度财政拨款支出决算情况
财政拨款支出{m(D("1544.70"))}，占总支出的{pc(D("1544.70"), spent)}（不含结转结余）。其中：农林水支出（类）林业（款）行政运行（项）{m(D("700.20"))}，林业技术推广（项）{m(D("320.50"))}，其他林业支出（项）{m(D("524.00"))}。
三、关于2016年度“三公”经费
2016年“三公”经费支出23.00万元，比2015年的31.50万元减少8.50万元，下降26.98%。其中：公务用车运行费18.00万元，比2015年减少5.00万元；公务接待费5.00万元，比2015年减少3.50万元，其中国内接待费5.00万元，接待120批次、860人次；因公出国费0，与2015年相同。
四、机关运行经费
2016年机关运行经费{m(D("142.30"))}，比2015年增加{m(D("2.30"))}，增长1.64%，其中办公费30.00万元，印刷费8.00万元，差旅费45.00万元，会议费6.00万元，公务接待费5.00万元，公务用车运行费18.00万元，其他30.30万元。
"""


def league() -> str:
    gp, carried = D("1286400"), D("35000")
    total = gp + carried

    def y(value: Decimal) -> str:
        return f"{value:,}元"

    return f"""青石县妇幼关爱中心2025年单位预算公开
第二部分 2025年单位预算情况说明
一、收支预算总体情况说明
2025年单位预算收入{y(total)}，较上年预算数{y(total + D("42600"))}减少{y(D("42600"))}，减幅{pc(D("42600"), total + D("42600"))}。其中：一般公共预算拨款收入{y(gp)}，占总收入的{pc(gp, total)}；上年结转{y(carried)}，占总收入的{pc(carried, total)}。
2025年单位预算支出{y(total)}，较上年预算数减少{y(D("42600"))}，减幅{pc(D("42600"), total + D("42600"))}。其中：人员经费{y(D("986000"))}，公用经费{y(D("120400"))}，项目支出{y(D("180000"))}，上年结转安排的支出{y(carried)}。
二、一般公共预算拨款支出情况说明
2025年一般公共预算拨款支出{y(gp)}（不含上年结转），其中：基本支出{y(D("1106400"))}，占{pc(D("1106400"), gp)}；项目支出{y(D("180000"))}，占{pc(D("180000"), gp)}。
三、“三公”经费预算情况说明
2025年“三公”经费预算数3,000元，与上年一致。其中公务接待费3,000元，占100%。无因公出国（境）费、公务用车购置及运行费预算，保有公务用车0辆。
四、其他
2025年机关运行经费0元（本单位为事业单位）。政府采购预算20,000元，均为货物类采购。
"""


def province() -> str:
    revenue, gp, fund, other, opening = D("86.42"), D("70.10"), D("12.32"), D("4.00"), D("3.58")
    total = revenue + opening

    def y(value: Decimal) -> str:
        return f"{value.quantize(CENT)}亿元"

    return f"""海岳省交通运输厅2023年部门预算
第三部分 2023年部门预算情况说明
一、收支预算总表的说明
2023年部门收支总预算{y(total)}。其中，本年收入{y(revenue)}，包括一般公共预算拨款{y(gp)}、政府性基金预算拨款{y(fund)}、其他收入{y(other)}；上年结转{y(opening)}。
二、收入预算总表的说明
2023年收入预算{y(total)}，其中：一般公共预算拨款收入{y(gp)}，占77.89%；政府性基金预算拨款收入{y(fund)}，占13.69%；其他收入{y(other)}，占4.44%；上年结转{y(opening)}，占3.98%。
三、支出预算总表的说明
2023年支出预算{y(total)}，比上年增加{y(D("5.00"))}，增长5.88%。其中：基本支出{y(D("20.00"))}，占22.22%；项目支出{y(D("70.00"))}，占77.78%。
四、“三公”经费
2023年“三公”经费预算1,860万元，比上年压减140万元，压减7.0%。其中：因公出国（境）费260万元，公务用车购置及运行费1,400万元（其中购置费300万元，运行维护费1,100万元），公务接待费200万元。
五、机关运行经费
厅机关及参公单位机关运行经费1.28亿元，比上年减少640.50万元，下降4.77%。
"""


TEXTS = {
    "school": school,
    "hospital": hospital,
    "township": township,
    "court": court,
    "college": college,
    "old_bureau": old_bureau,
    "league": league,
    "province": province,
}
