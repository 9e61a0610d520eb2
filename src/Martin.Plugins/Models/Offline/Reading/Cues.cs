using Martin.Plugins.Dates.Grammar;

namespace Martin.Plugins.Models.Offline.Reading;

/// <summary>The words with which a message takes up what was said before.</summary>
internal static class Cues
{
    private static readonly string[][] Correcting =
    [
        ["or", "rather"], ["i", "meant"], ["i", "mean"], ["scratch", "that"], ["let's", "make", "it"], ["let's", "make", "that"], ["make", "it"], ["make", "that"],
        ["change", "it", "to"], ["change", "that", "to"], ["let's", "say"], ["it", "should", "be"], ["should", "be"], ["no"], ["nope"], ["nah"], ["wait"], ["sorry"], ["actually"], ["rather"],
        ["oops"], ["correction"], ["better"],
    ];

    private static readonly string[][] Adding = [["and"], ["also"], ["plus"], ["as", "well", "as"]];

    private static readonly string[][] Asking = [["what", "about"], ["how", "about"], ["what's", "with"], ["and", "what", "about"]];

    private static readonly string[] Neutral = [",", ".", "!", "-", "–", "—", "…", "ok", "okay", "hm", "hmm", "please", "oh", "then", "well", "yes", "maybe", "ah", "just", "martin"];

    /// <summary>The position after a word that corrects: "no", "I mean", "make it".</summary>
    public static int? AfterCorrection(Tokens t, int i) => After(t, i, Correcting);

    public static int? AfterAddition(Tokens t, int i) => After(t, i, Adding);

    public static int? AfterQuestion(Tokens t, int i) => After(t, i, Asking);

    public static bool IsNeutral(Tokens t, int i) => t.Is(i, Neutral);

    private static int? After(Tokens t, int i, string[][] cues)
    {
        foreach (var cue in cues)
            if (t.After(i, cue) is { } end)
                return end;
        return null;
    }
}
