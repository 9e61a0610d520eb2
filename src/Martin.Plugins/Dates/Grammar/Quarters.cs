namespace Martin.Plugins.Dates.Grammar;

/// <summary>"Q1", "Q3 2027", "the first quarter of next year", "H2".</summary>
public static class Quarters
{
    public static Parsed<WindowSpec>? At(Tokens t, int i) => Letter(t, i) ?? Spelled(t, i);

    private static Parsed<WindowSpec>? Letter(Tokens t, int i)
    {
        var months = t.Is(i, "q") ? 3 : t.Is(i, "h") ? 6 : 0;
        if (months == 0 || !t.IsGlued(i + 1) || t[i + 1].Number is not (>= 1 and <= 4) || t[i + 1].Length > 1 || t[i + 1].Number > 12 / months) return null;
        return t.IsGlued(i + 2) && t[i + 2].Kind is TokenKind.Word or TokenKind.Number ? null : OfYear(t, i + 2, t[i + 1].Number, months);
    }

    private static Parsed<WindowSpec>? Spelled(Tokens t, int i)
    {
        var number = t.Is(i, "last") ? new Parsed<int>(4, i + 1) : Numbers.Ordinal(t, i);
        if (number is not { Value: >= 1 and <= 4 } n || !t.Is(n.End, "quarter")) return null;
        // "the last quarter" alone is the one before this.
        var isOfYear = t.Is(n.End + 1, "of", "in") && OfYear(t, n.End + 1, n.Value, 3) is { } said && said.End > n.End + 1;
        return isOfYear || !t.Is(i, "last") ? OfYear(t, n.End + 1, n.Value, 3) : null;
    }

    private static Parsed<WindowSpec> OfYear(Tokens t, int i, int number, int months)
    {
        var at = t.Skip(t.Skip(t.Skip(i, ","), "of", "in"), "the");
        if (NumericDates.Year(t, at) is { } year) return new(new NamedQuarter(number, year, months), at + 1);
        if (t.After(at, "next", "year") is { } next) return new(new NamedQuarter(number, null, months, 1), next);
        if (t.After(at, "last", "year") is { } last) return new(new NamedQuarter(number, null, months, -1), last);
        if (t.After(t.Skip(at, "this"), "year") is { } own && at > i) return new(new NamedQuarter(number, null, months), own);
        return new(new NamedQuarter(number, null, months), i);
    }
}
