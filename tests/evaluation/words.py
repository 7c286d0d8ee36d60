"""Neutral words: those that listed values are made of, and the usual texts of payments.

Law: no listed value can be read out of a usual text; the two share no words.
"""

from __future__ import annotations

COLOURS = """amber azure bronze cobalt copper coral crimson ebony emerald golden indigo ivory
lavender magenta maroon olive orange purple saffron scarlet silver teal turquoise velvet
violet yellow""".split()
CREATURES = """badger beaver bison condor cricket dolphin falcon ferret gecko heron hornet ibis
jackal lemur lizard magpie marmot otter panther pelican penguin plover puffin rabbit raven
salmon sparrow starling tortoise walrus weasel wombat""".split()
THINGS = """anchor basket bridge candle canyon carpet cavern compass fountain glacier hammock
harbour island kettle ladder lantern lighthouse mailbox marble meadow mirror monsoon mountain
orchard paddle pebble pillow plateau pyramid ribbon rocket saddle shuttle spindle teapot
thimble tractor trumpet tunnel umbrella valley volcano wagon windmill""".split()

# Phrases of other scripts: colour and thing, nothing more.
OTHER_SCRIPTS = """синий фонарь|зелёный якорь|μπλε φανάρι|χρυσή άγκυρα|فانوس أزرق|مرساة فضية
|नीली लालटेन|सुनहरा लंगर|보라색 등불|은색 닻줄|紫色灯笼|银色风车|むらさきの灯台|青い風車小屋
|โคมไฟสีม่วง|กังหันสีเงิน|đèn lồng tím|mỏ neo bạc|lanterne dorée|dépôt d'ébène|grüne straße
|señal de marfil|farol âmbar ligação|źródło srebrne""".replace("\n", "").split("|")

GIVEN = """Robin Alex Sascha Noor Kim Jordan Mika Charlie Sam Toni Ariel Ellis""".split()
FAMILY = """Placeholder Specimen Exampleton Sampleworth Mustermann Testerly Fillerby Dummond
Templeworth Blankfield Nominal Standin""".split()

# Each holds one {} where something stands; those with none are whole usual texts.
CARRIERS = """for {}|thanks {} see you|pay {} now please|please note {} as agreed
|{} thank you|from me to you: {}|message: {}|as discussed, {}, regards|hello {} here
|Miete {} bitte|pour {} merci|para {} gracias|gửi {} nhé|оплата {} спасибо|για {} ευχαριστώ
|다음 {} 감사합니다|付款 {} 谢谢|お支払い {} です|دفعة {} شكرا|भुगतान {} धन्यवाद
|ชำระ {} ขอบคุณ|🎁 {} 🎉|~ {} ~|note — {} — end|{}|see: {} / weekly|groceries; {}; rent""".replace(
    "\n", ""
).split("|")
SHORT_CARRIERS = ["for {}", "{} thanks", "note: {}", "{}", "re {} ok"]

USUAL = """Rent 12 Example Street week {n}|Wages week ending {d}|Invoice {i}|INV-{i} thanks
|Groceries and petrol|Happy birthday from all of us 🎂|Electricity bill customer {c}
|School fees term {s}|Refund of order {c}|Gym membership {m}|Dinner split ${a}
|Thank you for your help|Savings transfer {d}|Miete {m} Wohnung {n}|Rechnung Nr. {i} vom {d}
|Gehalt {m}|Geschenk für Oma|Lebensmittel {a} EUR|Loyer {m}|Facture n° {i} du {d}
|Salaire {m}|Cadeau d'anniversaire 🎁|Courses {a} €|Alquiler {m}|Factura {i}|Nómina {m}
|Regalo de boda|Compra semanal {a}|Tiền thuê nhà tháng {n}|Hóa đơn số {i}|Lương tháng {n}
|Quà sinh nhật|Tiền chợ {a}|房租 {d}|发票号 {i}|工资 {n} 月|生日礼物 🎁 谢谢|买菜 {a} 元
|家賃 {n}月分|請求書番号 {i}|給料 {n}月|誕生日プレゼント|食料品 {a}円|إيجار شهر {n}
|فاتورة رقم {i}|راتب {d}|هدية عيد ميلاد|بقالة {a}|किराया {d}|बिल संख्या {i}|वेतन {n}
|जन्मदिन का उपहार|किराना {a}|ค่าเช่าเดือน {n}|ใบแจ้งหนี้ {i}|เงินเดือน {n}|ของขวัญวันเกิด
|ค่าอาหาร {a}|Аренда за {d}|Счёт № {i}|Зарплата {m}|Подарок|Продукты {a}|Ενοίκιο {d}
|Τιμολόγιο {i}|Μισθός {n}|Δώρο γενεθλίων|Ψώνια {a}|월세 {n}월|청구서 {i}|급여 {d}
|생일 선물 🎁|장보기 {a}원|Affitto {m}|Fattura {i}|Stipendio {m}|Huur {m}|Factuur {i}
|Aluguel {n}|Fatura {i}|Czynsz {d}|Faktura {i}|Kira {n}|Fatura no {i}
|UNIT A4 B0X 3RD FL00R ref {c}|PO B0X {n} L3V3L 2|CRN {c} biller {n}|BPAY {c}|txn {h}
|ref {h}|order #{i} SKU B4-{n}S|{d} {t} card purchase {a} AUD|Paid {a} on {d} at {t}
|REF{c} DATE {d}|PMT {i} {i} {i}|Acc {c} stmt {d}|A$ {a} + GST|call me at home
|meet @ the cafe at {t}|lunch @ noon|see you @ 5|save 10% at checkout
|c/- reception, level {n}|flight QF{n} {d}|seat {n}A gate {s}|lot {n} of {c}
|v{s}.{n}.{s} licence|file report_{n}.pdf|room {n}-{s}-{n}|policy {i}/{n}|rego ABC {n}D
|👍👍👍|🏠 {m} 🐕|ok :) <3|... !!! ???|a b c d e f|x x x x|T H A N K S|h a p p y  d a y s
|so coooool|yesss pleeease|café crème à côté|Müller & Söhne GmbH|naïve façade {n}
|São Paulo {d}|dot dot dash|at the dot com cafe|kids (at) school|fruit [at] market dot
|sum = {a} (incl. tax {n}%)|1st 2nd 3rd 4th {n}th|H2O CO2 B2B C3PO {n}|5G n0t w0rk1ng
|w33k3nd tr1p""".replace("\n", "").split("|")
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
