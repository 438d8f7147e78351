"""Coded problems and errors, with their wording in one place.

A ``Problem`` is trouble that stands on a document (the reading goes on); a ``JuesuanError`` ends the reading of one
document. Codes: ``I1xx`` ingest, ``L1xx`` layout, ``P1xx`` profile, ``S1xx`` sections, ``T1xx``/``T2xx`` tables and forms, ``F1xx`` facts,
``K1xx`` knowledge, ``O1xx`` output, ``B1xx`` batches, ``D1xx`` datasets. Every wording says what, where, found and expected, and the next step.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:  # the records cost 70 ms to import, which `juesuan --help` need not wait for
    from extractor.records import Anchor, Problem

Language = Literal["zh", "en"]
Severity = Literal["error", "warning", "info"]


class Wording(NamedTuple):
    stage: str
    severity: Severity
    zh: str
    en: str


WORDINGS: dict[str, Wording] = {
    # --- ingest: these end the reading ---
    "I101": Wording("ingest", "error", "找不到文件：{path}。请检查路径", "no such file: {path}; check the path"),
    "I102": Wording(
        "ingest",
        "error",
        "没有读取权限：{path}。请修改文件权限",
        "not allowed to read {path}; change its permissions",
    ),
    "I103": Wording(
        "ingest",
        "error",
        "文件是空的（0 字节）：{path}。请重新下载",
        "the file is empty (0 bytes): {path}; download it again",
    ),
    "I104": Wording(
        "ingest",
        "error",
        "认不出文件类型：{path}（开头字节 {head}）。可读 PDF、DOCX、XLSX、HTML、纯文本",
        "unknown file type: {path} (first bytes {head}); PDF, DOCX, XLSX, HTML and plain text can be read",
    ),
    "I105": Wording(
        "ingest",
        "error",
        "PDF 已损坏或不完整，无法打开：{path}（{detail}）。请重新下载",
        "the PDF is damaged or cut short: {path} ({detail}); download it again",
    ),
    "I106": Wording(
        "ingest",
        "error",
        "PDF 有密码，无法打开：{path}。请先去掉密码",
        "the PDF is encrypted: {path}; remove its password first",
    ),
    "I107": Wording(
        "ingest",
        "error",
        "PDF 只有图片，没有文字层：{path}（{pages} 页）。装上识别组件即可读：pip install 'juesuan[ocr]'",
        "the PDF has pictures only and no text layer: {path} ({pages} pages); to have them read: pip install 'juesuan[ocr]'",
    ),
    "I108": Wording(
        "ingest",
        "error",
        "文件太大：{path} 有 {found}，上限 {limit}",
        "too large: {path} has {found}, the limit is {limit}",
    ),
    "I109": Wording(
        "ingest",
        "error",
        "压缩包异常（疑似压缩炸弹）：{path}，{detail}",
        "the archive is not safe to unpack (zip bomb?): {path}, {detail}",
    ),
    "I110": Wording(
        "ingest",
        "error",
        "DOCX 或 XLSX 已损坏：{path}（{detail}）。请用 Word、Excel 或 WPS 重新另存",
        "the DOCX or XLSX is damaged: {path} ({detail}); save it again with Word or Excel",
    ),
    "I111": Wording(
        "ingest",
        "error",
        "文件含有外部实体或 DTD，出于安全不读：{path}",
        "the file declares a DTD or external entities and is not read: {path}",
    ),
    "I112": Wording(
        "ingest",
        "error",
        "旧版 Office 文件（.doc/.xls），暂不能读：{path}。请另存为 .docx 或 .xlsx",
        "an old Office file (.doc/.xls) that can't be read: {path}; save it as .docx or .xlsx",
    ),
    "I113": Wording("ingest", "error", "这是文件夹，不是文件：{path}", "a folder, not a file: {path}"),
    "I114": Wording("ingest", "error", "文件里没有文字：{path}", "there is no text in {path}"),
    "I115": Wording(
        "ingest",
        "error",
        "{kind} 文件，暂不能读：{path}。可读 PDF、DOCX、XLSX、HTML、纯文本",
        "a {kind} file, which can't be read: {path}; PDF, DOCX, XLSX, HTML and plain text can",
    ),
    "I116": Wording("ingest", "error", "读取失败：{path}（{detail}）", "could not read {path} ({detail})"),
    # --- ingest: the reading goes on ---
    "I201": Wording(
        "ingest",
        "warning",
        "第 {page} 页没有文字层，只有图片，内容未读（扫描件需要识别组件：pip install 'juesuan[ocr]'）",
        "page {page} has no text layer, only pictures; it was not read (scans need: pip install 'juesuan[ocr]')",
    ),
    "I202": Wording(
        "ingest",
        "warning",
        "文本编码有误：{count} 个字符无法解码，已用“�”代替（按 {encoding} 读取）",
        "bad bytes: {count} characters could not be decoded as {encoding} and stand as “�”",
    ),
    "I203": Wording(
        "ingest",
        "error",
        "第 {page} 页无法读取（{detail}），内容缺失",
        "page {page} could not be read ({detail}); its content is missing",
    ),
    "I204": Wording(
        "ingest",
        "warning",
        "第 {page} 页有 {count} 个私用区字符无法对应到汉字，原样保留",
        "page {page} has {count} private-use characters that map to nothing known; kept as they are",
    ),
    "I205": Wording(
        "ingest",
        "info",
        "忽略了 {count} 个看不见的文字（重复、白色或在页面之外）",
        "{count} characters that nobody can see (doubled, white or off the page) were set aside",
    ),
    "I207": Wording(
        "ingest",
        "info",
        "第 {pages} 页是图片，文字和数字由识别得出，引用前请与页面核对",
        "pages {pages} are pictures; their text and numbers were recognised, please hold them against the page",
    ),
    "I208": Wording(
        "ingest",
        "warning",
        "第 {page} 页有 {count} 个数字识别把握不大：{numbers}",
        "page {page}: {count} numbers were recognised with little certainty: {numbers}",
    ),
    "I209": Wording(
        "ingest",
        "warning",
        "第 {page} 页只有图片，从中没有认出文字",
        "page {page} has only pictures, and no text was recognised in them",
    ),
    "I210": Wording(
        "ingest",
        "info",
        "第 {pages} 页有较大的图片，其中如有文字、表格则未读（需要识别组件：pip install 'juesuan[ocr]'）",
        "pages {pages} have large pictures; text or tables in them were not read (that needs: pip install 'juesuan[ocr]')",
    ),
    "I211": Wording(
        "ingest",
        "error",
        "第 {pages} 页的文字是乱码（字体没有带字符对照表），不能用；装上识别组件可按图像重读：pip install 'juesuan[ocr]'",
        "the text of pages {pages} is garbled (the font has no table of characters); their pictures can be read with: pip install 'juesuan[ocr]'",
    ),
    "I220": Wording(
        "ingest",
        "info",
        "隐藏的内容没有读：{what}",
        "what is hidden was not read: {what}",
    ),
    "I221": Wording(
        "ingest",
        "warning",
        "{count} 个单元格的公式没有存下结果，按空处理。请在 Excel 或 WPS 中打开并保存一次",
        "{count} cells hold a formula without its result and are taken as empty; open and save the file once",
    ),
    # --- sections ---
    "S101": Wording(
        "sections",
        "warning",
        "没有认出任何章节标题；段落按其内容归类，请核对",
        "no section heading was recognised; paragraphs are sorted by what they say, please check",
    ),
    "S102": Wording(
        "sections",
        "info",
        "标题“{title}”的内容类别认不出，按“other”保留",
        "the topic of the heading “{title}” could not be told; kept as “other”",
    ),
    # --- statements ---
    "T101": Wording(
        "tables",
        "warning",
        "第 {page} 页表格线不全，两种读法的数字不一致（本程序：{ours}；pdfplumber：{theirs}），请核对原文",
        "page {page}: a table with missing rulings, and two readers disagree on numbers (ours: {ours}; pdfplumber: {theirs})",
    ),
    "T102": Wording(
        "tables",
        "warning",
        "第 {page} 页的表格存疑，第二种读法（{reader}）读不了这一页（{reason}），表格未经核对，请看原文",
        "page {page}: a doubtful table, and the second reader ({reader}) can't read the page ({reason}); the table is unchecked",
    ),
    "T103": Wording(
        "tables",
        "info",
        '第 {page} 页的表没有表格线，按文字对齐分行分栏；没有安装 {reader}（pip install "juesuan[tables]"），未经第二种读法核对',
        "page {page}: a table without rulings, read by how its text is aligned; {reader} is not installed (pip install "
        '"juesuan[tables]"), so nothing has checked it',
    ),
    "T104": Wording(
        "tables",
        "warning",
        "第 {page} 页的表没有表格线，两种读法的分行不同，这些数各在哪一行请核对原文：{rows}",
        "page {page}: a table without rulings, and two readers put these numbers into different rows; please check: {rows}",
    ),
    "T105": Wording(
        "tables",
        "info",
        "第 {page} 页的表格线不全，有些行或列是按文字的位置分开的；数字未见出入，哪一行哪一栏请核对原文",
        "page {page}: a table with missing rulings; some rows or columns were told apart by where their text stands, please check them",
    ),
    "T201": Wording(
        "statements",
        "warning",
        "{where}《{title}》像是公开报表，但不在报表清单中；按“other”保留",
        "{where}, “{title}” looks like a public form but is none of the known ones; kept as “other”",
    ),
    "T202": Wording(
        "statements",
        "warning",
        "{where}的表没有可认的表名，按栏目认作“{form}”；请核对",
        "{where}: a table without a known title was taken for {form} by its columns; please check",
    ),
    "T203": Wording(
        "statements",
        "warning",
        "{where}《{title}》没有金额单位（应有“单位：万元”一类的字样）；数值保留，yuan 为空",
        "{where}, “{title}” prints no money unit (expected “单位：万元” or the like); numbers kept, yuan is null",
    ),
    "T204": Wording(
        "statements",
        "error",
        "{where}《{title}》第 {row} 行第 {col} 列的数“{printed}”没有归入任何栏目",
        "{where}, “{title}”: the number “{printed}” in row {row}, column {col} found no place in the statement",
    ),
    "T205": Wording(
        "statements",
        "warning",
        "{where}《{title}》第 {row} 行第 {col} 列“{printed}”不是可读的数；原样保留，value 为空",
        "{where}, “{title}”: “{printed}” in row {row}, column {col} is no readable number; kept as printed, value is null",
    ),
    "T206": Wording(
        "statements",
        "info",
        "{where}《{title}》有未认出的栏目：{columns}；以所印表头为栏名",
        "{where}, “{title}” has columns that are not in the vocabulary: {columns}; named by their printed headers",
    ),
    # --- profile ---
    "P101": Wording(
        "profile",
        "warning",
        "找不到公开主体的名称（封面、“部门：”一类的字样和正文中都没有），publisher 为空",
        "the publisher's name was found nowhere (cover, labels, body); publisher is null",
    ),
    "P102": Wording(
        "profile",
        "warning",
        "部门名称是模板的空白（如“XX局”），publisher 为空；请确认文件不是空白模板",
        "the department's name is a template's blank (XX局); publisher is null; check that this is not a blank template",
    ),
    "P103": Wording(
        "profile",
        "warning",
        "看不出所在行政区划（公开主体：{publisher}），region 为空",
        "the region can't be told (publisher: {publisher}); region is null",
    ),
    "P104": Wording(
        "profile",
        "warning",
        "看不出决算（预算）年度，fiscal_year 为空",
        "the fiscal year can't be told; fiscal_year is null",
    ),
    "P105": Wording(
        "profile",
        "warning",
        "看不出是决算、预算还是绩效文件，kind 为空",
        "whether this is a final account, a budget or a performance document can't be told; kind is null",
    ),
    "P106": Wording(
        "profile",
        "info",
        "看不出是部门还是单位口径，scope 为空",
        "department or unit can't be told; scope is null",
    ),
    "P107": Wording(
        "profile",
        "warning",
        "“{publisher}”的地名不止一处（{places}），文中没有足够依据，region 为空",
        "the place in “{publisher}” is one of several ({places}) and the text does not tell which; region is null",
    ),
    "P108": Wording(
        "profile",
        "error",
        "文件里从“{title}”起是另一份报告；profile、指标数据、报表和绩效表只是前一份（{publisher}）的，后一份没有读入。请把文件拆成两份",
        "another report begins at “{title}”; profile, facts, statements and indicator tables are those of the first ({publisher}) only; split "
        "the file to read the second",
    ),
    "I206": Wording(
        "ingest",
        "warning",
        "文件名是 {name}，内容却是 {kind}（下载到的也许是网页或出错信息）；按内容读取",
        "the file is named {name} but holds {kind} (an error page saved in its place?); read as what it is",
    ),
    # --- facts ---
    "F101": Wording(
        "facts",
        "warning",
        "“{printed}”没有单位（按上下文是{metric}）；数值保留，unit 和 yuan 为空",
        "{printed} has no unit (it is read as {metric}); the value is kept, unit and yuan are null",
    ),
    "F102": Wording(
        "facts",
        "warning",
        "“{printed}”前留有模板的“增加（减少）”，方向不明，未作为事实",
        "the template's 增加（减少） still stands before {printed}: the direction is unknown and no fact is made",
    ),
    "F103": Wording(
        "facts",
        "info",
        "“{title}”一节有 {count} 个数没有对应的指标或看不出属于哪个指标，未进入 facts（仍在 entities 中）：{printed}",
        "{count} numbers of the section {title} are of no metric that could be told and in no fact (they are in entities): {printed}",
    ),
    "F104": Wording(
        "facts",
        "warning",
        "“{printed}”的数字残缺或无法确定，未作为事实；请对照原件",
        "digits of {printed} are lost or can't be told: no fact is made of it; please look at the original",
    ),
    # --- tables: indicator tables ---
    "T301": Wording(
        "indicators",
        "warning",
        "绩效表《{table}》有 {count} 个单元格没有读懂，未进入结果：{texts}",
        "{count} cells of the performance form {table} were not understood and are in no record: {texts}",
    ),
    "T302": Wording(
        "indicators",
        "warning",
        "绩效表《{table}》的金额没有单位（应有“万元”一类的字样）；数值保留，yuan 为空",
        "the amounts of the performance form {table} have no unit; the numbers are kept, yuan is null",
    ),
    "T303": Wording(
        "indicators",
        "warning",
        "绩效表《{table}》的一行指标缺少单元格，无法确定各值属于哪一列：{texts}",
        "a row of indicators of the form {table} lacks cells, and its values can't be told apart: {texts}",
    ),
    "T207": Wording(
        "statements",
        "warning",
        "{where}《{title}》“{label}”一行的科目编码“{printed}”不成编码（应为 3、5、7 位）；code 为空",
        "{where}, “{title}”: “{printed}” beside “{label}” is no code (3, 5 or 7 digits expected); code is null",
    ),
    "T208": Wording(
        "statements",
        "error",
        "{where}《{title}》表格外有数字行“{printed}”，没有读入报表",
        "{where}, “{title}”: the line of numbers “{printed}” stands outside the drawn table and was not read",
    ),
    "T209": Wording(
        "statements",
        "warning",
        "{where}有一张数字表（{count} 个数）不能认作任何公开报表，没有读入",
        "{where}: a table of numbers ({count} of them) could not be taken for any public form and was not read",
    ),
    "T210": Wording(
        "statements",
        "warning",
        "《{title}》的表格在文字里已经打散（有 {count} 行数字），看不出各数属于哪一栏，没有读入；请用带表格的版本（PDF、Word、Excel 或网页）",
        "the table of “{title}” was flattened to text ({count} lines with amounts): which column each belongs to can't be told, so it was not "
        "read; use a version that still has the table",
    ),
    # --- output ---
    "O101": Wording(
        "output",
        "error",
        "没有写入权限：{path}。请换一个目录或修改权限",
        "not allowed to write {path}; choose another folder or change its permissions",
    ),
    "O102": Wording("output", "error", "写入失败：{path}（{detail}）", "could not write {path} ({detail})"),
    "O103": Wording(
        "output",
        "error",
        "不是本工具输出的 JSON，或版本不符：{path}（{detail}）",
        "not a JSON of this tool, or of another version: {path} ({detail})",
    ),
    # --- batch: one document's reading ended from outside, or the run could not start ---
    "B101": Wording(
        "batch",
        "error",
        "读取超过 {limit} 秒，已中止：{path}。可用 --timeout 放宽，--retry 重试",
        "reading took more than {limit} s and was stopped: {path}; raise --timeout and use --retry",
    ),
    "B102": Wording(
        "batch",
        "error",
        "读取所需内存超过 {limit} MB，已中止：{path}。可用 --memory 放宽，--retry 重试",
        "reading needed more than {limit} MB and was stopped: {path}; raise --memory and use --retry",
    ),
    "B103": Wording(
        "batch",
        "error",
        "读取进程意外终止（{detail}）：{path}。其余文件不受影响",
        "the reading process died ({detail}): {path}; other documents are not affected",
    ),
    "B104": Wording(
        "batch",
        "error",
        "读取时程序出错（{detail}）：{path}。请报告这个问题",
        "the reader itself failed ({detail}): {path}; please report it",
    ),
    "B105": Wording(
        "batch",
        "error",
        "另一个批量任务正在写 {path}。请等它结束",
        "another batch is writing {path}; wait for it to end",
    ),
    "B106": Wording(
        "batch",
        "error",
        "没有可读的文件：{path}（文件夹、通配符或清单里没有 PDF、DOCX、XLSX、HTML、文本）",
        "nothing to read in {path} (no PDF, DOCX, XLSX, HTML or text in the folder, glob or manifest)",
    ),
    "B107": Wording(
        "batch",
        "error",
        "清单 {path} 第 {line} 行：{detail}。清单是 UTF-8 的 CSV，必须有 path 栏，可有 url、publisher、region、year",
        "manifest {path}, line {line}: {detail}; it is a UTF-8 CSV with path and, if wished, url, publisher, region, year",
    ),
    "B108": Wording(
        "batch",
        "error",
        "连不上集群 {address}（{detail}）。请检查地址，或不用 --scheduler 在本机读",
        "no cluster at {address} ({detail}); check the address, or read here without --scheduler",
    ),
    # --- datasets ---
    "D101": Wording(
        "dataset",
        "error",
        '{what}需要扩展组件 {package}。请运行：pip install "juesuan[{extra}]"（在源代码文件夹里：make extras）',
        '{what} needs {package}; run: pip install "juesuan[{extra}]" (in a checkout: make extras)',
    ),
    "D102": Wording(
        "dataset",
        "error",
        "这里没有数据集：{path}（应有 datapackage.json）。请先运行 juesuan batch",
        "no dataset at {path} (expected datapackage.json); run juesuan batch first",
    ),
    "D103": Wording(
        "dataset",
        "error",
        "数据集 {path} 的版本是 {found}，本程序用的是 {expected}。请重新运行 juesuan batch 更新",
        "the dataset {path} has schema version {found}, this program {expected}; run juesuan batch again to renew it",
    ),
    "D104": Wording(
        "dataset",
        "warning",
        "数“{printed}”位数太多，数据表放不下（{column}）；表中为空，完整的数在文档 JSON 里",
        "the number {printed} does not fit the table's {column}; it is null there and whole in the document's JSON",
    ),
    "D105": Wording(
        "dataset",
        "error",
        "没有这个{what}：{found}。可用：{allowed}",
        "no such {what}: {found}; allowed: {allowed}",
    ),
    # --- training ---
    "M101": Wording(
        "train",
        "error",
        "训练要用样例生成器（corpus/ 文件夹），它只在源代码仓库里，不在安装包里。请在仓库里运行 juesuan train",
        "training needs the generator (corpus/), which is in the source checkout and not in the package; run juesuan train there",
    ),
    "M102": Wording(
        "train", "error", "没有这个模型：{found}。可用：{allowed}", "no such model: {found}; allowed: {allowed}"
    ),
    "M103": Wording(
        "train",
        "error",
        "{path} 里没有标注（应有 dev、gold 一类的文件夹）",
        "no annotations in {path} (expected folders like dev and gold)",
    ),
    # --- knowledge ---
    "K101": Wording("knowledge", "error", "{file}，{entry}：{detail}", "{file}, {entry}: {detail}"),
}


def wording(code: str, language: Language = "zh", /, **fields: object) -> str:
    """The message of ``code`` with its fields filled in."""
    template = WORDINGS[code]
    if language == "zh":
        return template.zh.format(**fields)
    return template.en.format(**{name: _in_english(value) for name, value in fields.items()})


# What our own code puts into the fields above, for messages in English; what a file or a library says stays as it is.
ENGLISH = {
    "指标": "metric",
    "分组": "column of groups",
    "种类": "kind",
    "口径": "measure",
    "表": "table",
    "文件": "document",
    "导出格式": "export format",
    "集群": "a cluster",
    "打开数据集": "opening a dataset",
    "导出 XLSX ": "export to XLSX",
    "数据集的表": "making the tables of a dataset",
    "中文分词": "the Chinese tokenizer",
    "spaCy 管线": "the spaCy pipeline",
    "没有 path 栏，只有": "no column path, only",
    "path 为空": "path is empty",
    "year 不是年份": "year is no year",
    "不是 UTF-8，也不是 GB18030": "neither UTF-8 nor GB18030",
    "文件在读取时被改动": "the file changed while it was read",
}


def _in_english(value: object) -> object:
    """A field's words in English where they are ours: all of it, or what stands before a colon."""
    if not isinstance(value, str):
        return value
    head, colon, rest = value.partition("：")
    return f"{ENGLISH[head]}: {rest}" if colon and head in ENGLISH else ENGLISH.get(value, value)


def problem(code: str, /, *, anchor: Anchor | None = None, **fields: object) -> Problem:
    """A problem to stand on a document, in Chinese, with the stage and severity of its code."""
    from extractor.records import Problem

    entry = WORDINGS[code]
    return Problem(
        code=code, severity=entry.severity, stage=entry.stage, message=wording(code, **fields), anchor=anchor
    )


class JuesuanError(Exception):
    """The reading of one document ended. ``code`` and ``fields`` say why; ``message(language)`` words it."""

    def __init__(self, code: str, /, **fields: object) -> None:
        self.code = code
        self.fields = fields
        super().__init__(f"[{code}] {wording(code, **fields)}")

    def message(self, language: Language = "zh") -> str:
        return f"[{self.code}] {wording(self.code, language, **self.fields)}"

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (self.code, self.fields))


class KnowledgeError(JuesuanError):
    """A data file is wrong; the message names file, entry and what is allowed."""

    def __init__(self, file: str, entry: str, detail: str) -> None:
        super().__init__("K101", file=file, entry=entry, detail=detail)


def _rebuild(code: str, fields: dict[str, object]) -> JuesuanError:
    return JuesuanError(code, **fields)
