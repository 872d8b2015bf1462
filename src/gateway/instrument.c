/* SPDX-License-Identifier: Apache-2.0 */
/*
 * instrument.c - see instrument.h.
 *
 * Role       See instrument.h.  A core unit is `units` x 10^-decimals of the human unit.
 * Invariant  See instrument.h.
 */
#include "gateway/instrument.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/int_math.h"
#include "base/text.h"

#define EXPONENT_MAX 40

struct instruments {
    struct instrument list[INSTRUMENTS_MAX]; /* by product id */
    uint32_t count;
};

struct instruments *instruments_create(void)
{
    return calloc(1, sizeof(struct instruments));
}

void instruments_destroy(struct instruments *instruments)
{
    free(instruments);
}

bool instruments_add(struct instruments *instruments, const struct instrument *instrument)
{
    uint32_t place = 0;
    while (place < instruments->count &&
           instruments->list[place].product_id < instrument->product_id) {
        place++;
    }
    struct instrument *at = &instruments->list[place];
    bool is_known = place < instruments->count && at->product_id == instrument->product_id;
    if (!is_known) {
        if (instruments->count == INSTRUMENTS_MAX) return false;
        memmove(at + 1, at, (instruments->count - place) * sizeof *at);
        instruments->count++;
    }
    *at = *instrument;
    return true;
}

/* --- names ------------------------------------------------------------------------------------ */

static void copy_name(char *to, size_t size, const char *from)
{
    size_t length = strnlen(from, size - 1);
    memcpy(to, from, length);
    to[length] = '\0';
}

static void join_names(char to[INSTRUMENT_NAME_SIZE], const char *a, char between, const char *b)
{
    size_t a_size = strnlen(a, 8);
    size_t b_size = strnlen(b, 16);
    memcpy(to, a, a_size);
    to[a_size] = between;
    memcpy(to + a_size + 1, b, b_size);
    to[a_size + 1 + b_size] = '\0';
}

static void make_small(char *text)
{
    for (; *text != '\0'; text++) {
        if (*text >= 'A' && *text <= 'Z') *text = (char)(*text - 'A' + 'a');
    }
}

/* "BTCPERP" is a perpetual on BTC; any other symbol is the base itself up to its first mark. */
static size_t base_size_of(const char *symbol, bool *is_perpetual)
{
    size_t size = strnlen(symbol, sizeof((struct product_terms *)0)->symbol);
    *is_perpetual = size > 4 && memcmp(symbol + size - 4, "PERP", 4) == 0;
    size_t base_size = *is_perpetual ? size - 4 : size;
    for (size_t i = 0; i < base_size; i++) {
        if (symbol[i] == '-' || symbol[i] == '_' || symbol[i] == '.') return i;
    }
    return base_size;
}

static const char *long_name(const char *base)
{
    static const char *const names[][2] = {
        {"BTC", "Bitcoin"}, {"ETH", "Ether"}, {"SOL", "Solana"}, {"XRP", "XRP"}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(base, names[i][0]) == 0) return names[i][1];
    }
    return base;
}

void instrument_of_terms(struct instrument *instrument, uint16_t product_id,
                         const struct product_terms *terms)
{
    *instrument = (struct instrument){
        .product_id = product_id,
        .tick_value_micros = terms->tick_value_micros,
        .contract_price = {terms->tick_value_micros, 6},
        .coin_amount = {1, 4},
        .coin_price = {terms->tick_value_micros, 2},
        .order_lots_max = terms->order_lots_max,
        .price_ticks_max = terms->price_ticks_max,
        .decimals_price = terms->decimals_price,
    };
    copy_name(instrument->symbol, sizeof instrument->symbol, terms->symbol);
    size_t base_size = base_size_of(terms->symbol, &instrument->is_perpetual);
    if (base_size >= sizeof instrument->base) base_size = sizeof instrument->base - 1;
    memcpy(instrument->base, terms->symbol, base_size);
    copy_name(instrument->quote, sizeof instrument->quote, terms->quote);
    copy_name(instrument->base_long, sizeof instrument->base_long, long_name(instrument->base));
    copy_name(instrument->rest_ticker, sizeof instrument->rest_ticker, instrument->symbol);
    join_names(instrument->index_name, instrument->base, '_', instrument->quote);
    copy_name(instrument->rpc_name, sizeof instrument->rpc_name, instrument->index_name);
    if (instrument->is_perpetual) {
        size_t size = strlen(instrument->rpc_name);
        memcpy(instrument->rpc_name + size, "-PERPETUAL", 11);
    } else {
        copy_name(instrument->rpc_name, sizeof instrument->rpc_name, instrument->symbol);
    }
    make_small(instrument->index_name);
    instrument_settle(instrument, 0, 0);
}

void instrument_settle(struct instrument *instrument, uint32_t currency, int64_t face)
{
    bool is_inverse = face != 0;
    instrument->currency = currency;
    instrument->is_inverse = is_inverse;
    instrument->face = face;
    instrument->money_decimals = is_inverse ? MONEY_COIN_DECIMALS : MONEY_DECIMALS;
    copy_name(instrument->settlement, sizeof instrument->settlement,
              is_inverse ? instrument->base : instrument->quote);
    if (!is_inverse) return;
    /* A lot is worth `face` ticks x the smallest units of the coin, which is a sum of the quote. */
    uint32_t decimals = instrument->decimals_price;
    instrument->coin_price = (struct unit_scale){1, decimals};
    instrument->coin_amount = (struct unit_scale){face, MONEY_COIN_DECIMALS + decimals};
}

const struct instrument *instruments_settled(const struct instruments *instruments,
                                             uint32_t currency)
{
    for (uint32_t i = 0; i < instruments->count; i++) {
        const struct instrument *instrument = &instruments->list[i];
        if (instrument->currency == currency && instrument->settlement[0] != '\0') {
            return instrument;
        }
    }
    return NULL;
}

const char *instruments_money(const struct instruments *instruments, uint32_t currency)
{
    const struct instrument *instrument = instruments_settled(instruments, currency);
    if (instrument != NULL) return instrument->settlement;
    return currency == 0 ? "USD" : "";
}

const struct instrument *instrument_by_rpc_name(const struct instruments *instruments,
                                                const char *name)
{
    for (uint32_t i = 0; i < instruments->count; i++) {
        if (strcmp(instruments->list[i].rpc_name, name) == 0) return &instruments->list[i];
    }
    return NULL;
}

const struct instrument *instrument_by_product(const struct instruments *instruments,
                                               uint16_t product_id)
{
    for (uint32_t i = 0; i < instruments->count; i++) {
        if (instruments->list[i].product_id == product_id) return &instruments->list[i];
    }
    return NULL;
}

const struct instrument *instrument_at(const struct instruments *instruments, uint32_t index)
{
    return index < instruments->count ? &instruments->list[index] : NULL;
}

/* --- markets of dollars ----------------------------------------------------------------------- */

bool instrument_is_market(const struct instrument *instrument)
{
    return instrument->currency == 0 && !instrument->is_inverse;
}

const struct instrument *instrument_market(const struct instruments *instruments,
                                           uint16_t product_id)
{
    const struct instrument *found = instrument_by_product(instruments, product_id);
    return found != NULL && instrument_is_market(found) ? found : NULL;
}

const struct instrument *instrument_market_at(const struct instruments *instruments, uint32_t index)
{
    for (uint32_t i = 0; i < instruments->count; i++) {
        if (!instrument_is_market(&instruments->list[i])) continue;
        if (index-- == 0) return &instruments->list[i];
    }
    return NULL;
}

const struct instrument *instrument_by_ticker(const struct instruments *instruments,
                                              const char *ticker)
{
    const struct instrument *found = NULL;
    for (uint32_t i = 0; (found = instrument_market_at(instruments, i)) != NULL; i++) {
        if (strcmp(found->rest_ticker, ticker) == 0) return found;
    }
    return NULL;
}

/* --- writing ---------------------------------------------------------------------------------- */

/* Digits of a number with at least `decimals` + 1 of them, and the point.  Returns the length. */
static size_t write_digits(char text[UNIT_TEXT_SIZE], int128 value, uint32_t decimals)
{
    char digits[UNIT_TEXT_SIZE];
    size_t count = 0;
    bool is_negative = value < 0;
    if (is_negative) value = -value;
    for (; value > INT64_MAX; value /= 10) digits[count++] = (char)('0' + (int)(value % 10));
    /* Most numbers begin here: to divide 64 bits is one instruction, 128 are a call. */
    for (uint64_t rest = (uint64_t)value; rest > 0 || count <= decimals; rest /= 10) {
        digits[count++] = (char)('0' + rest % 10);
    }
    ASSERT(count + 3 < UNIT_TEXT_SIZE);
    size_t put = 0;
    if (is_negative) text[put++] = '-';
    while (count > 0) {
        text[put++] = digits[--count];
        if (count == decimals && count > 0) text[put++] = '.';
    }
    text[put] = '\0';
    return put;
}

static size_t trim_zeros(char *text, size_t size)
{
    if (memchr(text, '.', size) == NULL) return size;
    while (text[size - 1] == '0') size--;
    if (text[size - 1] == '.') size--;
    text[size] = '\0';
    return size;
}

size_t instrument_write(char text[UNIT_TEXT_SIZE], const struct unit_scale *scale, int64_t value)
{
    return trim_zeros(text, instrument_write_fixed(text, scale, value));
}

size_t instrument_write_fixed(char text[UNIT_TEXT_SIZE], const struct unit_scale *scale,
                              int64_t value)
{
    return write_digits(text, (int128)value * scale->units, scale->decimals);
}

static int128 power_of_ten(uint32_t exponent)
{
    int128 power = 1;
    while (exponent-- > 0) power *= 10;
    return power;
}

size_t instrument_write_fine(char text[UNIT_TEXT_SIZE], const struct unit_scale *scale,
                             struct fine_price price, uint32_t decimals)
{
    uint32_t have = scale->decimals + 4; /* a fine price is 1/10,000 of a tick */
    int128 value = (int128)price.ticks_e4 * scale->units;
    if (have > decimals) {
        int128 divisor = power_of_ten(have - decimals);
        int128 half = value < 0 ? -(divisor / 2) : divisor / 2;
        value = (value + half) / divisor;
        have = decimals;
    }
    return trim_zeros(text, write_digits(text, value, have));
}

size_t money_write(char text[UNIT_TEXT_SIZE], struct money money)
{
    return decimal_write(text, money.micros, 6);
}

size_t decimal_write(char text[UNIT_TEXT_SIZE], int64_t value, uint32_t decimals)
{
    return trim_zeros(text, write_digits(text, value, decimals));
}

/* --- reading ---------------------------------------------------------------------------------- */

/* A decimal number as digits x 10^-places. */
struct decimal {
    int128 digits;
    int32_t places;
    bool is_negative;
};

static bool is_digit(char letter)
{
    return letter >= '0' && letter <= '9';
}

/* Digits with at most one point.  Zeros behind the last other digit do not count.  Returns how many
 * bytes were read, 0 if there is no number. */
static size_t read_digits(const char *text, size_t size, struct decimal *decimal)
{
    size_t i = 0;
    uint32_t digit_count = 0;
    bool has_point = false;
    for (; i < size; i++) {
        if (text[i] == '.' && !has_point) {
            has_point = true;
            continue;
        }
        if (!is_digit(text[i])) break;
        digit_count++;
        if (decimal->digits > (int128)INT64_MAX * 100000000) return 0;
        decimal->digits = decimal->digits * 10 + (text[i] - '0');
        decimal->places += has_point;
    }
    bool ends_well = i > 0 && text[i - 1] != '.' && text[0] != '.';
    return digit_count > 0 && ends_well ? i : 0;
}

static bool read_exponent(const char *text, size_t size, int32_t *exponent)
{
    if (size == 0) return true;
    if (text[0] != 'e' && text[0] != 'E') return false;
    size_t begin = size > 1 && text[1] == '+' ? 2 : 1;
    int64_t value = 0;
    bool is_read = begin < size && text_read_i64(text + begin, size - begin, &value);
    if (!is_read || value < -EXPONENT_MAX || value > EXPONENT_MAX) return false;
    *exponent = (int32_t)value;
    return true;
}

static bool read_decimal(const char *text, size_t size, struct decimal *decimal)
{
    *decimal = (struct decimal){0};
    if (size > 0 && text[0] == '-') {
        decimal->is_negative = true;
        text++;
        size--;
    }
    int32_t exponent = 0;
    size_t used = read_digits(text, size, decimal);
    if (used == 0 || !read_exponent(text + used, size - used, &exponent)) return false;
    decimal->places -= exponent;
    while (decimal->digits != 0 && decimal->digits % 10 == 0) {
        decimal->digits /= 10;
        decimal->places--;
    }
    if (decimal->digits == 0) decimal->places = 0;
    return true;
}

struct unit_read instrument_read(const struct unit_scale *scale, const char *text, size_t size)
{
    struct unit_read read = {.fault = UNIT_MALFORMED};
    struct decimal decimal;
    if (!read_decimal(text, size, &decimal)) return read;
    int32_t missing = (int32_t)scale->decimals - decimal.places;
    read.fault = UNIT_RANGE;
    if (missing > 18) return read;
    /* value = digits x 10^missing / units; what is smaller than a core unit leaves a remainder. */
    int128 factor = missing > 0 ? power_of_ten((uint32_t)missing) : 1;
    if (decimal.digits > INT128_MAX / factor) return read;
    int128 numerator = decimal.digits * factor;
    bool is_tiny = missing < -30;
    int128 divisor =
        (int128)scale->units * (missing < 0 && !is_tiny ? power_of_ten((uint32_t)-missing) : 1);
    int128 value = is_tiny ? 0 : numerator / divisor;
    if (value >= INT64_MAX) return read;
    bool is_whole = !is_tiny && value * divisor == numerator;
    int64_t low = (int64_t)value;
    int64_t high = is_whole ? low : low + 1;
    read.fault = is_whole ? UNIT_GOOD : UNIT_BETWEEN;
    read.value = decimal.is_negative ? -low : low;
    read.below = decimal.is_negative ? -high : low;
    read.above = decimal.is_negative ? -low : high;
    return read;
}
