namespace Martin.Plugins.Dates.Grammar;

/// <summary>Numbers in digits and words: "7", "twenty-two", "3rd", "twenty second".</summary>
public static class Numbers
{
    private static readonly Dictionary<string, int> Units = Indexed(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen");

    private static readonly Dictionary<string, int> Tens = new()
    {
        ["twenty"] = 20, ["thirty"] = 30, ["forty"] = 40, ["fourty"] = 40, ["fifty"] = 50, ["sixty"] = 60, ["seventy"] = 70, ["eighty"] = 80,
        ["ninety"] = 90,
    };

    private static readonly Dictionary<string, int> Ordinals = Indexed(
        "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth "
        + "seventeenth eighteenth nineteenth twentieth");

    public static Parsed<int>? Cardinal(Tokens t, int i) =>
        t[i].Kind == TokenKind.Number && t[i].Number >= 0 ? new(t[i].Number, i + 1) : InWords(t, i);

    public static Parsed<int>? InWords(Tokens t, int i)
    {
        if (Units.TryGetValue(t[i].Text, out var unit)) return new(unit, i + 1);
        if (!Tens.TryGetValue(t[i].Text, out var tens)) return null;
        var next = AfterHyphen(t, i + 1);
        return Units.TryGetValue(t[next].Text, out unit) && unit is > 0 and < 10 ? new(tens + unit, next + 1) : new(tens, i + 1);
    }

    public static Parsed<int>? Ordinal(Tokens t, int i)
    {
        if (t[i].Kind == TokenKind.Number)
            return t[i].Number >= 0 && t.IsGlued(i + 1) && t.Is(i + 1, "st", "nd", "rd", "th") ? new(t[i].Number, i + 2) : null;
        if (Ordinals.TryGetValue(t[i].Text, out var ordinal)) return new(ordinal, i + 1);
        if (t.Is(i, "thirtieth")) return new(30, i + 1);
        if (!Tens.TryGetValue(t[i].Text, out var tens)) return null;
        var next = AfterHyphen(t, i + 1);
        return Ordinals.TryGetValue(t[next].Text, out ordinal) && ordinal is > 0 and < 10 ? new(tens + ordinal, next + 1) : null;
    }

    private static int AfterHyphen(Tokens t, int i) => t.Is(i, "-") && t.IsGlued(i) && t.IsGlued(i + 1) ? i + 1 : i;

    private static Dictionary<string, int> Indexed(string words) =>
        words.Split(' ').Select((word, index) => (word, index)).ToDictionary(p => p.word, p => p.index);
}
