using Martin.Plugins.Models.Offline.Wishes;

namespace Martin.Plugins.Models.Offline.Reading.Frames;

/// <summary>"delete the fundraiser", "get rid of peas": something by its name alone, whatever it is.</summary>
internal static class RemoveFrames
{
    private const int MostWords = 6;

    public static RemoveAnything? Read(Frame f)
    {
        var isRemoving = f.Is(f.Verb, "delete", "remove", "erase", "cancel", "scrap") || f.Is(f.Verb, "get") && f.Is(f.Verb + 1, "rid");
        if (f.Act != Act.Remove || !isRemoving || f.Verb != f.From || f.IsNegated || f.P.IsQuestion && f.P.Start == f.From || f.Has(Nouns.Foreign) || f.Has(Nouns.SureMails) || f.Has(Nouns.Contacts)) return null;
        var words = TitleText.Plain(f.Said(f.Object, f.To));
        return words.Length == 0 || words.Split(' ').Length > MostWords || Lexicon.Pronouns.Contains(words.ToLowerInvariant()) ? null : new RemoveAnything(words);
    }
}
