import ccxt from "ccxt";
const urls = { api: { rest: "http://127.0.0.1:42609" } };
const options = { code: "USD", currencies: ["USD"], fetchBalance: { code: "USD" } };
const venue = new ccxt.deribit({ apiKey: "demo", secret: "demo-secret", urls, options });
const ask = async (method, params) => (await venue.request(method, "private", "GET", params)).result;
const order = await venue.createOrder("BTC/USD:USD", "market", "buy", 0.01);
console.log("bought", order.filled, "at", order.average, "for a fee of", order.fee.cost);
const log = () => ask("get_transaction_log", { currency: "USD", start_timestamp: 0, end_timestamp: 4e12 });
const payment = async () => (await log()).logs.find((entry) => entry.receipt_id);
let paid, receipt;
while (!(paid = await payment())) await venue.sleep(1000);
console.log("funding", paid.change, "leaves", paid.balance);
const proof = () => ask("get_receipt", { kind: "funding", id: paid.receipt_id });
while (!receipt) receipt = await proof().catch(() => venue.sleep(1000)); // computed a moment later
for (const line of receipt.lines) console.log(line.rule ?? line.section, line.text, line.value);
