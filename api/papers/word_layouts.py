"""What stands on each Word form, as data: `word_templates.py` makes the shipped .docx templates of it. Pure.

Expressions are those of the PDF's templates (`t.matter`); a row of a list is repeated by docxtpl's `{%tr for … %}`.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Pair:
    """Two short fields beside each other: labels and expressions."""

    one: str
    first: str
    two: str
    second: str


@dataclass(frozen=True, slots=True)
class Wide:
    """A field over the whole width; `height` in millimetres, `sign` who signs at its foot."""

    label: str
    text: str
    height: float = 0
    sign: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A heading within the table."""

    text: str


@dataclass(frozen=True, slots=True)
class Listing:
    """A table of its own under a heading: columns (heading, expression, width in millimetres), one row per item."""

    heading: str
    columns: tuple[tuple[str, str, float], ...]
    items: str
    spare: int = 0
    """Empty rows below, to be filled in by hand."""


@dataclass(frozen=True, slots=True)
class Signs:
    """A line of places to sign."""

    who: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Flow:
    """A paragraph."""

    text: str


Row = Pair | Wide | Part
Block = Row | Listing | Signs | Flow


@dataclass(frozen=True, slots=True)
class WordForm:
    """One form: what stands above the table at the left, and the blocks below."""

    left: str
    blocks: tuple[Block, ...]
    wide: bool = False
    copies: tuple[str, ...] = ()
    """The form once for each copy, on pages of their own; the copy's name stands at the left."""


_WHO = (Pair("投诉人", "t.contact", "联系电话", "t.phone"),)

_COMPARED = (
    ("本月", "one.now", 20),
    ("上月", "one.last_month", 20),
    ("环比", "one.change", 22),
    ("去年同月", "one.last_year", 22),
    ("同比", "one.change_year", 22),
)

_AGAINST = (("本期", "one.now", 30), ("{{ b.before }}", "one.before", 30), ("变化", "one.change", 30))


def _brief(reader: str) -> WordForm:
    """The day's summary and the week's report differ in who reads them."""
    return WordForm(
        "{{ b.name }}",
        (
            Flow("统计范围：{{ b.name }}，{{ b.stretch }}。"),
            Listing("话务与投诉", (("项目", "one.label", 82), *_AGAINST), "b.totals"),
            Flow(
                "回访与问卷 {{ b.asked }} 人次，满意 {{ b.content }} 人次，满意率 {{ b.content_rate }}。"
                "制表时未结投诉 {{ b.open_count }} 件，其中超时 {{ b.overdue_count }} 件；"
                "待回电话 {{ b.duty_left }} 个。"
            ),
            Listing(
                "坐席",
                (
                    ("姓名", "one.name", 42),
                    ("接听", "one.answered", 22),
                    ("三响内", "one.rings", 26),
                    ("平均处理", "one.aht", 28),
                    ("通话时长", "one.talk", 28),
                    ("占用率", "one.occupancy", 26),
                ),
                "b.agents",
            ),
            Listing("投诉类别", (("类别", "one.label", 82), *_AGAINST), "b.kinds"),
            Listing(
                "超时未结投诉",
                (
                    ("编号", "one.number", 36),
                    ("类别", "one.kind", 24),
                    ("程度", "one.weight", 14),
                    ("内容", "one.matter", 54),
                    ("状态", "one.state", 20),
                    ("时限", "one.due", 24),
                ),
                "b.overdue",
            ),
            Wide("小结与问题", "b.remarks", 32),
            Wide("下步安排", "b.plans", 24),
            Signs(("客服主管", reader)),
        ),
    )


LAYOUTS: Final[dict[str, WordForm]] = {
    "opinion": WordForm(
        "受理日期：{{ t.registered_day }}",
        (
            Wide("投诉方式", "t.channel_boxes"),
            *_WHO,
            Pair("地　　址", "t.place", "被投诉部门或人员", "t.target or t.department"),
            Pair("发生时间", "t.happened_at", "受理时间", "t.registered_at"),
            Wide("投诉事由及经过", "t.matter", 40),
            Wide("客户要求", "t.demand", 22),
            Wide("投诉性质", "t.nature_boxes"),
            Wide("投诉内容", "t.content_boxes"),
            Pair("投诉类别", "t.kind", "严重程度", "t.weight_boxes"),
            Pair("责任部门", "t.department", "受理人", "t.registered_by"),
            Wide("处理意见", "t.result", 26, "责任部门负责人"),
            Wide("客户意见", "", 20, "客户签名"),
            Wide("备　　注", "t.notes"),
            Flow("本表一式两份，客服中心与责任部门各存一份；客服中心存档件永久保存。"),
        ),
    ),
    "handling": WordForm(
        "责任部门：{{ t.department }}",
        (
            *_WHO,
            Pair("地　　址", "t.place", "受理时间", "t.registered_at"),
            Pair("投诉类别", "t.kind", "严重程度", "t.weight"),
            Wide("投诉内容", "t.matter", 20),
            Wide("客户要求", "t.demand", 12),
            Wide("调查情况", "t.cause", 24, "调查人"),
            Wide("处理措施及结果", "t.measures", 26, "责任部门负责人"),
            Pair("完成时间", "t.done_at", "告知时间", "t.told_at"),
            Wide("客服主管审核意见", "", 18, "客服主管"),
            Wide("物业部经理意见", "", 18, "物业部经理"),
            Wide("公司总经理意见", "'（重大投诉填写）' if t.weight == '重大' else ''", 18, "公司总经理"),
            Wide("客户反馈", "", 18, "客户签名"),
            Flow("责任部门于办结当日填好本表交回客服中心，客服中心当日把结果告知客户。"),
        ),
    ),
    "disposal": WordForm(
        "受理时间：{{ t.registered_at }}",
        (
            *_WHO,
            Pair("地　　址", "t.place", "严重程度", "t.weight"),
            Wide("投诉内容", "t.matter", 20),
            Listing(
                "一、移交与签收",
                (
                    ("移交至", "one.to", 44),
                    ("移交人", "one.by", 24),
                    ("移交时间", "one.at", 28),
                    ("签收人", "one.signed_by", 24),
                    ("签收时间", "one.signed_at", 28),
                ),
                "t.handed",
                4,
            ),
            Listing(
                "二、时限",
                (
                    ("条款", "one.rule", 20),
                    ("事项", "one.what", 58),
                    ("应完成", "one.due", 26),
                    ("实际完成", "one.stopped", 26),
                    ("是否按时", "one.verdict", 22),
                ),
                "t.clocks",
            ),
            Listing(
                "三、处置经过",
                (("时间", "one.at", 28), ("经办人", "one.who", 24), ("事项", "one.what", 96)),
                "t.story",
                2,
            ),
            Signs(("移交人", "责任部门")),
        ),
    ),
    "record": WordForm(
        "登记日期：{{ t.registered_day }}",
        (
            Part("立项"),
            Pair("是否立项", "t.opened_boxes", "立项时间", "t.registered_at"),
            Pair("联系人", "t.contact", "联系电话", "t.phone"),
            Pair("地　　址", "t.place", "投诉方式", "t.channel"),
            Pair("投诉类别", "t.kind", "责任部门", "t.department"),
            Wide("投诉性质", "t.nature_boxes"),
            Pair("严重程度", "t.weight_boxes", "立项人", "t.registered_by"),
            Wide("事　　由", "t.matter", 22),
            Wide("客户要求", "t.demand", 12),
            Pair("关联投诉", "t.related", "约定时间", "t.requested_by"),
            Part("跟进"),
            Wide("跟进情况", "t.story_text", 26),
            Part("销项"),
            Wide("最终结果", "t.result", 16),
            Pair("办结时间", "t.done_at", "回访时间", "t.followed_up_at"),
            Pair("同意销项人", "t.consented_by", "销项时间", "t.closed_at"),
            Pair("销 项 人", "t.closed_by", "当前状态", "t.state"),
            Wide(
                "管理处负责人意见",
                "'（重大投诉须经管理处负责人同意方可销项）' if t.weight == '重大' else ''",
                16,
                "管理处负责人",
            ),
        ),
    ),
    "repair": WordForm(
        "",
        (
            Pair("业　　主", "t.contact", "电　　话", "t.phone"),
            Pair("地　　址", "t.place", "报修时间", "t.registered_at"),
            Pair("预约时间", "t.requested_by", "到达时间", ""),
            Wide("报修内容", "t.matter", 24),
            Pair("派 工 人", "", "维修人员", ""),
            Wide("材料名称规格数量金额", "", 30),
            Pair("工 时 费", "", "合　　计", ""),
            Wide("维修结果", "", 24),
            Pair("完成时间", "", "业主验收", "t.satisfaction_boxes"),
            Wide("业主意见", "", 20, "业主签字"),
        ),
        copies=("第一联　客服中心存档（业主签字后收回）", "第二联　业主留存"),
    ),
    "follow_up": WordForm(
        "原投诉编号：{{ t.number }}",
        (
            Pair("回访对象", "t.contact", "联系电话", "t.phone"),
            Pair("地　　址", "t.place", "责任部门", "t.department"),
            Pair("投诉类别", "t.kind", "受理时间", "t.registered_at"),
            Wide("投诉内容", "t.matter", 24),
            Wide("处理结果", "t.result", 24),
            Pair("办结时间", "t.done_at", "应回访时间", "t.follow_up_due"),
            Pair("回访方式", "'□电话　□上门　□其它'", "回访时间", "t.followed_up_at"),
            Wide("客户意见与建议", "t.follow_up_result", 36),
            Wide("满 意 度", "t.satisfaction_boxes"),
            Wide("是否需要再次处理", "'□否　　□是，另立投诉编号：'"),
            Wide("客服主管意见", "", 22, "客服主管"),
            Pair("回 访 人", "t.followed_up_by", "客户签名", ""),
            Flow("投诉办结后三日内回访，回访率100%；上门回访的请客户签名。"),
        ),
    ),
    "shift": WordForm(
        "日期：{{ s.day }}",
        (
            Pair("交 班 人", "s.name", "交班时间", "s.at"),
            Wide("业务变化", "s.business", 22),
            Wide("通　　知", "s.notices", 22),
            Wide("业主建议", "s.suggestions", 22),
            Wide("未结投诉情况说明", "s.complaints", 22),
            Wide("设备变化", "s.equipment", 18),
            Pair("未结投诉", "s.open_count ~ ' 件'", "待回电话", "s.open_duty ~ ' 个'"),
            Listing(
                "未结投诉清单",
                (
                    ("编号", "one.number", 32),
                    ("投诉人", "one.contact", 20),
                    ("类别", "one.kind", 20),
                    ("程度", "one.weight", 14),
                    ("内容", "one.matter", 38),
                    ("状态", "one.state", 18),
                    ("下一时限", "one.due", 26),
                ),
                "s.open_tickets",
            ),
            Listing("接班签收", (("接班人", "one.name", 74), ("签收时间", "one.at", 74)), "s.signed", 1),
            Signs(("交班人", "接班人")),
        ),
    ),
    "register": WordForm(
        "登记月份：{{ r.month }}　　共 {{ r.count }} 件",
        (
            Listing(
                "",
                (
                    ("编号", "one.number", 32),
                    ("登记时间", "one.registered_short", 22),
                    ("方式", "one.channel", 13),
                    ("投诉人", "one.contact", 18),
                    ("联系电话", "one.phone", 26),
                    ("地址", "one.place", 26),
                    ("类别", "one.kind", 19),
                    ("程度", "one.weight", 12),
                    ("投诉内容", "one.matter", 50),
                    ("责任部门", "one.department", 21),
                    ("办结时间", "one.done_short", 22),
                    ("状态", "one.state", 16),
                ),
                "r.tickets",
            ),
        ),
        wide=True,
    ),
    "month": WordForm(
        "统计月份：{{ m.month }}",
        (
            Flow("统计范围：{{ m.month }}，{{ m.stretch }}。"),
            Listing("一、总体情况", (("项目", "one.label", 44), *_COMPARED), "m.totals"),
            Flow(
                "办结率 {{ m.done_rate }}；回访满意 {{ m.satisfied }} 件，不满意 {{ m.unsatisfied }} 件，"
                "满意率 {{ m.satisfied_rate }}，办结尚未回访 {{ m.not_asked }} 件；收回问卷 {{ m.surveys }} 份，"
                "其中满意 {{ m.surveys_content }} 份；回访与问卷合计满意率 {{ m.content_rate }}。"
            ),
            Flow("{%p for topic in m.topics %}"),
            Listing("二、{{ topic.title }}", (("项目", "one.label", 44), *_COMPARED), "topic.lines"),
            Flow("{%p endfor %}"),
            Listing(
                "三、责任部门",
                (
                    ("部门", "one.label", 36),
                    ("本月", "one.now", 18),
                    ("上月", "one.last_month", 18),
                    ("已办结", "one.done", 18),
                    ("按时", "one.met", 18),
                    ("超时", "one.missed", 18),
                    ("达成率", "one.rate", 22),
                ),
                "m.departments",
            ),
            Listing(
                "四、时限达成情况",
                (
                    ("条款", "one.rule", 18),
                    ("事项", "one.what", 64),
                    ("按时", "one.met", 16),
                    ("超时", "one.missed", 16),
                    ("未到期", "one.running", 16),
                    ("达成率", "one.rate", 20),
                    ("上月", "one.last_rate", 20),
                ),
                "m.clocks",
            ),
            Listing("五、重复投诉户", (("房号", "one.home", 86), ("次数", "one.count", 86)), "m.homes"),
            Flow("六、分析与改进措施"),
            Wide("分析与改进措施", "", 50),
            Signs(("编制人", "物业部经理")),
        ),
    ),
    "day": _brief("物业部经理"),
    "week": _brief("总经理"),
}
