using Martin.Plugins.Models.Offline.Wishes;

namespace Martin.Plugins.Models.Offline.Reading.Frames;

/// <summary>Questions about the user's own world, "when does my passport expire?": what they told and their mail may know. The rest of the world is not asked about.</summary>
internal static class QuestionFrames
{
    private const int MostWords = 16;

    private static readonly HashSet<string> Asking = ["when", "where", "who", "what", "what's", "whats", "which", "whose", "how", "when's", "where's", "who's", "is", "are", "did", "have", "do", "does", "was", "has"];
    private static readonly HashSet<string> Own = ["my", "our"];

    /// <summary>What a person did or has, which they may have told.</summary>
    private static readonly HashSet<string> Deeds = ["put", "leave", "left", "park", "parked", "order", "ordered", "buy", "bought", "pay", "paid", "owe", "born", "told", "meet", "met", "spend", "spent", "book", "booked", "lend", "lent", "promise", "promised", "keep", "kept", "hide", "see", "visit", "visited", "sign", "signed"];

    private static readonly HashSet<string> Elsewhere = ["wear", "cook", "eat", "watch", "mean", "think", "feel", "look", "weather", "umbrella", "phone's", "battery", "volume", "location", "favorite", "mind", "opinion", "life", "purpose", "fault", "face", "mood", "horoscope", "fortune", "commute", "speed", "connection", "wifi", "internet", "screen", "computer", "printer", "queue", "balance"];

    public static LookUp? Read(Frame f)
    {
        if (f.To - f.From > MostWords || f.IsNegated || f.Has(Nouns.Foreign) || f.Has(Elsewhere) || !Asking.Contains(f.Words[f.From])) return null;
        if (f.Is(f.From, "how") && !f.Is(f.From + 1, "much", "many", "old", "long", "tall")) return null;
        var own = f.Where(Own, f.From, f.To);
        var deed = f.Has("i", "we") && f.Has(Deeds) && f.Has("did", "do", "was", "have") && !f.Has("should", "can", "could", "would");
        if (own < 0 && !deed || own >= 0 && own + 1 >= f.To) return null;
        if (f.Is(f.From, "is", "are", "do", "does", "have", "has") && own < 0) return null;
        var words = TitleText.Plain(f.Said(Skip(f), f.To));
        return words.Length is 0 or > TitleText.Longest ? null : new LookUp(words);
    }

    /// <summary>Question words find nothing.</summary>
    private static int Skip(Frame f)
    {
        var i = f.From;
        while (i < f.To - 1 && (Asking.Contains(f.Words[i]) || f.Is(i, "my", "our", "the", "i", "we", "much", "many", "a", "an", "to", "will", "can", "old", "long"))) i++;
        return i;
    }
}
