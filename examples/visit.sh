#!/usr/bin/env bash
# One whole visit, from the code on a citizen card to the province's figures, with curl against a running server.
#
#   examples/visit.sh                          at Long Khanh, on http://127.0.0.1:8080
#   HOSPITAL=xuan-loc examples/visit.sh        at a sixth hospital, which is onboarded first if nobody knows it
#   BASE_URL=http://127.0.0.1:9000 examples/visit.sh
#
# Needs bash, curl and Node 20 or later. Ends with 0 only if everything it checks is so. The patient is invented anew
# in each run: no province has the number 099, so nobody has the citizen number.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
BASE_URL=${BASE_URL:-http://127.0.0.1:8080}
HOSPITAL=${HOSPITAL:-long-khanh}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

step=0
say() { # say TIẾNG-VIỆT ENGLISH
  step=$((step + 1))
  printf '\n%2d. %s\n    %s\n' "$step" "$1" "$2"
}
show() { printf '      %s: %s\n' "$1" "$2"; }
fail() {
  printf '\nFAILED: %s\n' "$*" >&2
  exit 1
}
same() { # same WHAT EXPECTED FOUND
  [ "$2" = "$3" ] || fail "$1: expected '$2', found '$3'"
}
pick() { node "$here/pick.mjs" "$@"; }
random() { od -An -N"$1" -tx1 /dev/urandom | tr -d ' \n'; } # random BYTES, in hex
digits() { od -An -N16 -tu4 /dev/urandom | tr -d ' \n' | cut -c "1-$1"; }
today() { TZ=ICT-7 date +%F; }

token() { # token PERSONA [NUMBER]: number 2 is another person of the same role
  curl -fsS -X POST "$BASE_URL/local/token" -H 'content-type: application/json' \
    -d "{\"persona\":\"$1\",\"hospital\":\"$HOSPITAL\",\"number\":${2:-1}}" | pick token
}
send() { # send TOKEN METHOD PATH [BODY]: the answer goes to $folder/answer, its status to standard output
  local body=()
  if [ "$2" = POST ]; then
    body=(-H 'content-type: application/json' -H "idempotency-key: $(random 12)" --data-binary "${4:-{\}}")
  fi
  curl -sS -X "$2" "$BASE_URL$3" -H "authorization: Bearer $1" ${body[@]+"${body[@]}"} \
    -o "$folder/answer" -w '%{http_code}'
}
ask() { # ask TOKEN METHOD PATH [BODY]: prints the answer, which must be a success
  local status
  for _ in $(seq 1 60); do
    status=$(send "$@") || return 1
    case $status in
      2*) cat "$folder/answer" && return ;;
    esac
    # What travels by event may be a moment late; the API says so and asks to try again.
    grep -qE '"code":"(charges-pending|hospital-unready|busy)"' "$folder/answer" || break
    sleep 0.2
  done
  echo "$2 $3 answered $status: $(cat "$folder/answer")" >&2
  return 1
}
refused() { # refused CODE TOKEN METHOD PATH [BODY]: the request must be refused with this code
  local code=$1 status
  shift
  status=$(send "$@")
  same "refusal of $2 $3" "$code" "$(pick code <"$folder/answer" || echo "none, status $status")"
}

curl -fsS "$BASE_URL/health" >/dev/null || fail "nobody answers at $BASE_URL; start the server with: npm start"
operator=$(token operator)
province=$(token province)
period="from=$(today)&to=$(today)"
province_figure() { # province_figure FIELD: today's figure of this hospital, 0 before the first patient
  ask "$province" GET "/v1/province/overview?$period" >"$folder/overview" || return 1
  node -e 'const { items } = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
    console.log(items.find((one) => one.hospital === process.argv[2])?.[process.argv[3]] ?? 0)' \
    "$folder/overview" "$HOSPITAL" "$1"
}

say 'Bệnh viện' 'The hospital; one that nobody knows is onboarded now, without a restart'
if [ "$(send "$operator" GET "/v1/hospitals/$HOSPITAL")" = 404 ]; then
  ask "$operator" POST /v1/hospitals "$(printf '{"code":"%s","name":"Bệnh viện %s","facilityCode":"7%s","template":"general",
    "level":"basic","payTo":{"bin":"970436","account":"099%s","name":"BV %s"},"extraRetentionYears":0}' \
    "$HOSPITAL" "$HOSPITAL" "$(digits 4)" "$(digits 10)" "$(echo "$HOSPITAL" | tr 'a-z-' 'A-Z ' | cut -c 1-22)")" >/dev/null
fi
for _ in $(seq 1 150); do
  { read -r state; read -r name; read -r extra_years; read -r account; } < <(
    ask "$operator" GET "/v1/hospitals/$HOSPITAL" | pick state name.vi extraRetentionYears payTo.account
  )
  [ "$state" = provisioned ] && break
  sleep 0.2
done
same 'state of the hospital' provisioned "$state"
show 'bệnh viện / hospital' "$name"
visits_before=$(province_figure visits)

kiosk=$(token kiosk) doctor=$(token doctor) cashier=$(token cashier) admin=$(token admin)

say 'Quản trị mở kênh SePay, người thứ hai duyệt' 'An administrator opens a SePay channel, another lets them'
secret="whsec_$(random 16)"
{ read -r channel; read -r callback; } < <(
  ask "$admin" POST /v1/payment-channels "{\"provider\":\"sepay\",\"secret\":\"$secret\"}" | pick channel callbacks.notify
)
decision='{"version":1,"approve":true}'
refused needs-another-person "$admin" POST "/v1/payment-channels/$channel/decision" "$decision"
ask "$(token admin 2)" POST "/v1/payment-channels/$channel/decision" "$decision" >/dev/null
show 'địa chỉ / callback' "$callback"

say 'Quét mã trên căn cước ở kiosk' 'The kiosk scans the code on the citizen card'
patient='Trần Thị Thử Nghiệm'
card="099190$(digits 6)||$patient|15041990|Nữ|Ấp 1, Xã Thử, Đồng Nai|01072024"
{ read -r person; read -r returning; } < <(
  ask "$kiosk" POST /v1/card-readings "{\"card\":\"$card\"}" | pick person returning
)
same 'seen before' false "$returning"
show 'người bệnh / person' "$person"

say 'Thẻ bảo hiểm y tế, mức 80 %' 'A health insurance card of which the fund pays 80 %'
coverage=$(ask "$kiosk" POST /v1/coverages "{\"person\":\"$person\",\"card\":\"GD475$(digits 10)\"}" | pick state benefit)
show 'trạng thái, mức / state' "$(echo "$coverage" | tr '\n' ' ')"

say 'Lấy số' 'A number for a clinic'
clinic=$(ask "$kiosk" GET /v1/clinics | node -e 'let text = ""; process.stdin.on("data", (part) => (text += part)).on("end", () => {
  const { items } = JSON.parse(text);
  console.log((items.find((one) => one.clinic === "ho-hap") ?? items[0]).clinic);
})')
{ read -r ticket; read -r number; read -r where; read -r room; read -r ahead; read -r wait; } < <(
  ask "$kiosk" POST "/v1/clinics/$clinic/tickets" "{\"person\":\"$person\"}" |
    pick ticket number clinicName.vi room ahead expectedWaitMinutes
)
show 'số / number' "$number, $where, phòng $room"
show 'trước bạn / ahead' "$ahead, khoảng $wait phút"
refused ticket-already-held "$kiosk" POST "/v1/clinics/$clinic/tickets" "{\"person\":\"$person\"}"
show 'xin số nữa / again' 'refused: ticket-already-held'

say 'Bác sĩ gọi số' 'A doctor calls; whoever stands before is called first'
called=
for _ in $(seq 1 200); do
  called=$(ask "$doctor" POST "/v1/clinics/$clinic/calls" | pick ticket)
  [ "$called" = "$ticket" ] && break
done
same 'called ticket' "$ticket" "$called"
encounter=$(ask "$doctor" POST /v1/encounters "{\"ticket\":\"$ticket\"}" | pick encounter)
show 'lượt khám / encounter' "$encounter"

say 'Khám, chẩn đoán, chỉ định, kê đơn' 'Note, diagnosis, orders, prescription'
visit="/v1/encounters/$encounter"
ask "$doctor" POST "$visit/notes" '{"text":"Ho, sốt ba ngày. Phổi có ran ẩm hai bên.","kind":"progress"}' >/dev/null
ask "$doctor" POST "$visit/diagnoses" '{"code":"J20.9","main":true}' >/dev/null
imaging=XQ-NGUC
if ask "$doctor" GET /v1/prices | grep -q '"CT-NGUC"'; then imaging=CT-NGUC; fi
ask "$doctor" POST "$visit/orders" \
  "{\"items\":[{\"code\":\"XN-CTM\",\"quantity\":1},{\"code\":\"XN-CRP\",\"quantity\":1},{\"code\":\"$imaging\",\"quantity\":1}]}" >/dev/null
prescription=$(ask "$doctor" POST "$visit/prescriptions" '{"lines":[
  {"drug":"T-AMOX500","quantity":21,"dose":{"amount":1,"unit":"viên"},"route":"oral","timesPerDay":3,"days":7},
  {"drug":"T-PARA500","quantity":9,"dose":{"amount":1,"unit":"viên"},"route":"oral","timesPerDay":3,"days":3}]}' |
  pick prescription items.1.printed.vi)
show 'đơn thuốc / code' "$(echo "$prescription" | head -n 1)"
show 'in cho người bệnh / printed' "$(echo "$prescription" | tail -n 1)"
ask "$doctor" POST "$visit/closing" >/dev/null
refused encounter-closed "$doctor" POST "$visit/notes" '{"text":"Thêm sau khi kết thúc."}'
show 'viết thêm / add a note' 'refused: encounter-closed'

say 'Viện phí và mã VietQR' 'The bill, and its VietQR code read back from the picture by another decoder'
ask "$cashier" POST "$visit/bills" >"$folder/bill"
{
  read -r bill; read -r total; read -r fund; read -r due; read -r share; read -r reason
  read -r code; read -r payload; read -r link
} < <(pick bill total fundPays due share reason code payload link <"$folder/bill")
show 'tổng / total' "$total đ"
show 'quỹ BHYT / fund' "$fund đ, $((share / 100)) % ($reason)"
show 'người bệnh / patient' "$due đ"
curl -fsS "$BASE_URL/v1/bills/$bill/qr.png" -H "authorization: Bearer $cashier" -o "$folder/qr.png"
scanned=$(node "$here/read-qr.mjs" "$folder/qr.png")
same 'payload in the picture' "$payload" "$scanned"
show 'mã QR / payload' "$scanned"
case $scanned in
  *"$account"*) ;;
  *) fail "the QR code does not pay $account" ;;
esac
curl -fsS "$BASE_URL$link" | grep -q "$code" || fail 'the page on the phone does not show the payment code'
show 'trang điện thoại / page' "$BASE_URL$link"

say 'Ngân hàng báo có, hai lần' 'The bank calls back, twice'
reference="FT$(digits 12)"
printf '{"gateway":"Vietcombank","transactionDate":"%s","accountNumber":"%s","subAccount":null,"code":null,"content":"%s CHUYEN TIEN","transferType":"in","description":"BankAPINotify","transferAmount":%s,"referenceCode":"%s","accumulated":0,"id":%s}' \
  "$(TZ=ICT-7 date '+%F %T')" "$account" "$code" "$due" "$reference" "$(digits 9)" >"$folder/notice"
call_back() { # call_back SECRET: prints the status, the answer goes to $folder/answer
  local stamp
  stamp=$(date +%s)
  curl -sS -X POST "$BASE_URL$callback" -H 'content-type: application/json' -H "X-SePay-Timestamp: $stamp" \
    -H "X-SePay-Signature: $(node "$here/sign-sepay.mjs" "$1" "$stamp" <"$folder/notice")" \
    --data-binary "@$folder/notice" -o "$folder/answer" -w '%{http_code}'
}
same 'a forged signature' 401 "$(call_back 'not-the-secret-of-this-hospital')"
show 'chữ ký giả / forged' 'refused: 401'
for turn in 1 2; do
  same "callback $turn" 200 "$(call_back "$secret")"
  same "answer to callback $turn" '{"success":true}' "$(cat "$folder/answer")"
  show "lần $turn / call $turn" "$(cat "$folder/answer")"
done
ask "$cashier" GET "/v1/bills/$bill" >"$folder/paid"
{ read -r state; read -r paid; read -r rest; read -r payments; read -r receipts; read -r receipt; } < <(
  pick state paid due payments.length receipts.length receipts.0 <"$folder/paid"
)
same 'state of the bill' paid "$state"
same 'paid' "$due" "$paid"
same 'still due' 0 "$rest"
same 'payments' 1 "$payments"
same 'receipts' 1 "$receipts"
same 'amount on the receipt' "$due" "$(ask "$cashier" GET "/v1/receipts/$receipt" | pick amount)"
show 'biên lai / receipt' "$receipt, $paid đ, một lần / once"

say 'Sổ cái' 'The ledger: debits and credits together are zero, the bank entry is there once'
same 'trial balance' 0 "$(ask "$cashier" GET "/v1/ledger/trial-balance?day=$(today)" | pick total)"
same 'entries of this transfer' 1 \
  "$(ask "$cashier" GET "/v1/ledger/bank-entries?day=$(today)" | grep -o "\"$reference\"" | wc -l | tr -d ' ')"
show 'cân đối / balance' 0

say 'Hồ sơ đã ký và khoá' 'The record, signed and locked'
document=
for _ in $(seq 1 150); do
  document=$(ask "$doctor" GET "$visit/record" | pick document?)
  [ -n "$document" ] && break
  sleep 0.2
done
[ -n "$document" ] || fail 'the record was not locked within half a minute'
{ read -r locked_until; read -r hash_holds; read -r signature_holds; read -r sha256; } < <(
  ask "$doctor" GET "/v1/documents/$document" |
    pick lockedUntil verification.sha256Matches verification.signatureValid sha256
)
# Circular 33/2025/TT-BYT: ten years from the end of the year, and as many more as the hospital says. Midnight of
# 1 January in Viet Nam is 17:00 of 31 December in UTC.
last_year=$(($(today | cut -c 1-4) + 10 + extra_years))
same 'locked until' "$last_year-12-31T17:00:00.000Z" "$locked_until"
same 'hash holds' true "$hash_holds"
same 'signature holds' true "$signature_holds"
show 'khoá đến / locked until' "01-01-$((last_year + 1)), $((10 + extra_years)) năm / years"
show 'SHA-256' "$sha256"
refused encounter-closed "$doctor" POST "$visit/diagnoses" '{"code":"J18.9"}'
show 'sửa / change' 'refused: encounter-closed'

say 'Sở Y tế xem số liệu' 'The province sees figures, and no name'
for _ in $(seq 1 150); do
  visits=$(province_figure visits)
  [ "$visits" -gt "$visits_before" ] && [ "$(province_figure lockedRecords)" -ge 1 ] && break
  sleep 0.2
done
[ "$visits" -gt "$visits_before" ] || fail 'the province does not see the visit'
cp "$folder/overview" "$folder/figures"
ask "$province" GET "/v1/province/diseases?$period" >>"$folder/figures"
for secret_word in "$patient" "$person" "$encounter" "${card%%|*}"; do
  ! grep -qF "$secret_word" "$folder/figures" || fail "the province's figures contain '$secret_word'"
done
refused not-allowed "$province" GET "$visit/record"
show 'lượt khám hôm nay' "$visits_before -> $visits"
show 'đã trả / paid bills' "$(province_figure paidBills)"
show 'hồ sơ khoá / locked' "$(province_figure lockedRecords)"

printf '\nXong: mọi điều kiểm tra đều đúng. / Done: everything checked is so.\n'
