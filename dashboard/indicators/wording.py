"""Results in plain words: p-values, numbers of incidents and days."""


def p_words(p_value: float) -> str:
    """A p-value as text: 'p = .034', 'p < .001'."""
    return "p < .001" if p_value < 0.001 else f"p = {p_value:.3f}".replace("0.", ".", 1)


def counted(number: int, noun: str, several: str = "") -> str:
    """'1 incident', '2 incidents', '1,200 incidents'; `several` where the plural is no '-s'."""
    return f"{number:,} {noun if number == 1 else several or noun + 's'}"


def times(ratio: float) -> str:
    """A ratio to two or three figures: '12.9', '0.35', '240'."""
    return f"{ratio:.2f}" if ratio < 1 else f"{ratio:.1f}" if ratio < 100 else f"{ratio:,.0f}"
