namespace Martin.Plugins.Models.Offline.Reading.Frames;

/// <summary>What stands before the wish itself: how it is asked for, and to whom it is said.</summary>
internal static class FrameHead
{
    private static readonly string[][] LeadIns =
    [
        .. "i want you to|i need you to|i would like you to|i'd like you to|i'd like to|i would like to|i want to|i need to|i have to|i wanna|i wish to|i must|can you|could you|would you|will you|can u|could u|you can|may you|can i|may i|could i|can we|could we|would you mind|are you able to|are you able|is it possible to|is it possible for you to|is there a way to|is there any way to|is there a way i can|is there a way you can|would you be able to|do you mind|feel free to|go ahead and|make sure to|make sure you|be sure to|please|pls|kindly|hey|hi|hello|ok|okay|so|well|now|just|uh|um|uhm|hmm|oh|ah|martin|buddy|listen|also|then|and|let's|let us|let me|help me to|help me|try to|go to|go into|go in|i'd love to|i would love to|i'd love you to|time to|dear|assistant|quickly|if you can|if possible|thanks|we need to|we have to|you need to|you should|you have to|i think you should|i want|i need|i'd like|i would like|want to|need to|prepare to|be able to|start to|begin to|,|!|."
            .Split('|').Select(p => p.Split(' ')).OrderByDescending(p => p.Length),
    ];

    /// <summary>Read with what follows: "I need the budget talks taken off" is no lead-in before a noun.</summary>
    private static readonly HashSet<string> WithVerbOnly = ["i want", "i need", "i'd like", "i would like", "let me", "go to", "go into", "go in", "can i", "may i", "could i", "is there a way i can"];

    public static int AfterLeadIn(string[] words, int from, int to)
    {
        for (var at = -1; at != from;)
        {
            at = from;
            if (Verbs.At(words, from, to) is { Act: Act.Query or Act.Complete or Act.Remove, End: var end } && end > from + 1) return from;  // "let me know" is a verb of its own
            foreach (var lead in LeadIns)
            {
                if (from + lead.Length >= to || !words.AsSpan(from, lead.Length).SequenceEqual(lead)) continue;
                if (WithVerbOnly.Contains(string.Join(' ', lead)) && (Verbs.At(words, from + lead.Length, to) is null || words[from + lead.Length] is "email" or "mail" && lead[0] == "i")) continue;
                from += lead.Length;
                break;
            }
        }
        // A name that the assistant is called by, right before a verb.
        return from + 1 < to && Verbs.At(words, from, to) is null && !Nouns.All.Contains(words[from]) && words[from] is { Length: > 2 } name && !Common.Contains(name)
            && Verbs.At(words, from + 1, to) is { Act: not (Act.None or Act.Query) } ? from + 1 : from;
    }

    private static readonly HashSet<string> Common =
        ["the", "this", "that", "don't", "dont", "not", "never", "why", "should", "would", "could", "someone", "somebody", "mom", "dad", "please", "you", "they", "she", "can't", "cannot", "won't", "didn't", "has", "had", "will", "one", "two",
            "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "who", "everyone", "people", "did", "never", "for", "and", "but", "because", "all", "recipe", "how", "if", "when", "before", "after", "until", "while"];
}
