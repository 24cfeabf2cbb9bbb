"""Texts of the complaint form and of what the desk answers to it (CMP-6). Part of `console.texts`."""

from scripts_lib.model import Text

FORM: dict[str, Text] = {
    "form.title": Text("客户投诉意见表", "Complaint form"),
    "form.closed": Text("有通话时在这里填写工单。", "The form opens with a call."),
    "form.outcome": Text("处理结果", "Outcome"),
    "form.explained": Text("已解释，不立项", "Explained, no case"),
    "form.complaint": Text("立项登记", "Open a case"),
    "form.in_doubt": Text("拿不准，请示主管", "in doubt: ask"),
    "form.doubt": Text("请示主管", "Question"),
    "form.hint.doubt": Text(
        "先立项，写明拿不准什么；答复会进待办", "a case is opened; the answer comes to the work list"
    ),
    "form.contact": Text("联系人", "Contact"),
    "form.phone": Text("联系电话", "Telephone"),
    "form.place": Text("地点", "Place"),
    "form.happened_at": Text("发生时间", "When"),
    "form.target": Text("被投诉方", "About"),
    "form.matter": Text("事情经过", "Matter"),
    "form.demand": Text("住户要求", "Demand"),
    "form.kind": Text("类别", "Kind"),
    "form.nature": Text("性质", "Nature"),
    "form.content": Text("内容", "Content"),
    "form.weight": Text("程度", "Weight"),
    "form.department": Text("责任部门", "Dept."),
    "form.own_duty": Text("本中心办理", "Own duty"),
    "form.own_duty.yes": Text("由本中心直接办理，当日办结", "settled by the centre, same day"),
    "form.requested_by": Text("要求时限", "Wanted by"),
    "form.hint.place": Text("几栋几单元几号，或公共区域", "building, unit, room, or where"),
    "form.hint.happened_at": Text("如：今早七点左右", "e.g. seven today"),
    "form.hint.target": Text("人员或部门", "if anybody"),
    "form.hint.requested_by": Text("如：明天上午10点", "e.g. 11-25 18:00"),
    "form.hint.contact": Text("怎么称呼", "how to address"),
    "form.hint.demand": Text("住户希望怎么解决", "what is wanted"),
    "form.promise_what": Text("承诺答复", "Promised"),
    "form.promise_by": Text("答复时间", "Answer by"),
    "form.hint.promise_what": Text("答应答复什么", "what answer"),
    "form.hint.promise_by": Text("如：今天下午4点", "e.g. today 16:00"),
    "ahead.suggest": Text("建议 {field}：{value}", "{field}: {value}?"),
    "ahead.said": Text("（“{word}”）", " (“{word}”)"),
    "ahead.adopt": Text("{k_adopt} 采用建议", "{k_adopt} takes these over"),
    "ahead.none": Text("现在没有建议。", "Nothing is proposed."),
    "ahead.adopted": Text("已采用 {count} 项建议。", "{count} taken over."),
    "ahead.clocks": Text("现在登记的话，时限是", "Registered now, it would be due"),
    "ahead.stale": Text("服务端没有答复，以下时限是先前算的", "The desk did not answer; these are from before"),
    "form.choose": Text("请选择", "choose"),
    "form.required": Text("必填", "required"),
    "form.need_outcome": Text("请先选处理结果：立项或不立项。", "Choose the outcome first: a case or none."),
    "form.missing": Text("还有 {count} 项没有填，见标红处。", "{count} fields are still empty; see the marked ones."),
    "form.refused": Text(
        "服务端要求改正 {count} 项，见标红处。", "The desk wants {count} fields corrected; see the marked ones."
    ),
    "form.bad_time": Text(
        "看不懂这个时间，可写：今天 18:00、明天上午10点、11-25 18:00", "no time: write today 18:00, or 11-25 18:00"
    ),
    "form.past_time": Text("这个时间已经过去", "this time is past"),
    "form.keys": Text(
        "* 必填   Tab 下一栏   回车 ↑↓ 选择   {k_save} 保存",
        "* required   Tab next   Enter ↑↓ choose   {k_save} saves",
    ),
    "form.not_yet": Text(
        "通话还没结束，内容已存草稿；挂断后再按 {k_save} 提交。",
        "The call is not over; kept as a draft. Press {k_save} after it ends.",
    ),
    "form.away": Text(
        "服务端未连上，已存草稿；恢复后自动提交。", "The desk is away: kept as a draft, sent when it is back."
    ),
    "form.saved.ticket": Text("投诉已登记，工单号 {number}", "Registered as ticket {number}"),
    "form.saved.explained": Text("已保存：已解释清楚，不立项。", "Saved: explained, no case."),
    "form.saved.clocks": Text("办理时限", "Due times"),
    "form.saved.next": Text("按 {k_ready} 示闲，接下一通。", "Press {k_ready} for the next call."),
    "form.saved.more": Text("还有 {count} 通待处理（{k_lists}）。", "{count} calls still to finish ({k_lists})."),
    "form.saving": Text("正在保存…", "Saving…"),
}
