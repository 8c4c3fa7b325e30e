"""What stands in a product's pitfalls. Pure."""


def pitfalls_of(text: str) -> list[str]:
    """Each line is one; signs of lists in front fall away."""
    lines = (line.strip().lstrip("-*•").strip() for line in text.splitlines())
    return [line for line in lines if line]
