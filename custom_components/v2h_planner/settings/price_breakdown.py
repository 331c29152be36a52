"""A price worked out in digits and signs, the same in every language, without Home Assistant."""

from ..core.tariff.import_terms import MarketTerms, Price


def energy_line(terms: MarketTerms, price: Price) -> str:
    """Show the energy price: `14.00 / (1 - 6.9 %) × 1.1 = 16.54`; the price alone where it is unchanged."""
    line = f"{price.market:.2f}"
    if terms.loss:
        line += f" / (1 - {100 * terms.loss:g} %)"
    if terms.tax:
        line += f" × {1 + terms.tax:g}"
    plain = MarketTerms(loss=terms.loss, tax=terms.tax, decimals=terms.decimals).energy(price.market)
    limited = abs(plain - price.energy) > 0.005
    if line == f"{price.energy:.2f}":
        return line
    return f"{line} {f'= {plain:.2f} → ' if limited else '= '}{price.energy:.2f}"


def sum_line(price: Price) -> str:
    """Show the sum: `16.54 + 7.00 (service) + 8.28 (wheeling) = 31.82`."""
    parts = [f"{price.energy:.2f}"]
    for name, yen in price.adders:
        sign = "+" if yen >= 0 else "-"
        parts.append(f"{sign} {abs(yen):.2f}" + (f" ({name})" if name else ""))
    return f"{' '.join(parts)} = {price.all_in:.2f}"
