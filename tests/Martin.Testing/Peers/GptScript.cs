using System.Text.Json;

namespace Martin.Testing.Peers;

/// <summary>A tool call that the model makes; <see cref="Arguments"/> is sent as it stands, so it may be broken JSON on purpose.</summary>
public sealed record GptToolCall(string Name, string Arguments);

/// <summary>One answer of the model: text, then calls (several = parallel).</summary>
public sealed class GptAnswer
{
    /// <summary>Text made from the request, so that an answer may quote tool results.</summary>
    public Func<GptRequest, string> Text { get; set; } = _ => "";
    public List<GptToolCall> Calls { get; } = [];
    /// <summary>Calls made from the request, so that one may name an id that an earlier result told.</summary>
    public List<Func<GptRequest, GptToolCall>> CallsMade { get; } = [];
    /// <summary>Own pace of this answer; null = the server's.</summary>
    public TimeSpan? TokenEvery { get; set; }

    internal GptAnswer For(GptRequest request)
    {
        if (CallsMade.Count == 0) return this;
        var answer = new GptAnswer { Text = Text, TokenEvery = TokenEvery };
        answer.Calls.AddRange([.. Calls, .. CallsMade.Select(make => make(request))]);
        return answer;
    }
}

/// <summary>
/// What the model does after one kind of user message. Round k of the turn (k answers with calls already given) gets the k-th answer,
/// so the script needs no state and a turn resumed after a crash hears the same again.
/// </summary>
public sealed class GptRule(Func<GptRequest, bool> matches)
{
    private readonly List<GptAnswer> answers = [new()];

    public bool Matches(GptRequest request) => matches(request);

    /// <summary>The answer of this round; past the end a short closing sentence.</summary>
    public GptAnswer AnswerFor(GptRequest request) =>
        request.Round < answers.Count ? answers[request.Round] : new GptAnswer { Text = _ => "That is all." };

    /// <summary>Adds a call to the current round; two in one round are parallel calls.</summary>
    public GptRule Calls(string tool, string argumentsJson) => With(a => a.Calls.Add(new(tool, argumentsJson)));

    /// <inheritdoc cref="Calls(string, string)"/>
    public GptRule Calls(string tool, object arguments) => Calls(tool, JsonSerializer.Serialize(arguments));

    /// <summary>Adds a call whose arguments depend on what the request holds.</summary>
    public GptRule Calls(string tool, Func<GptRequest, object> arguments) =>
        With(a => a.CallsMade.Add(r => new(tool, JsonSerializer.Serialize(arguments(r)))));

    public GptRule Says(string text) => With(a => a.Text = _ => text);
    public GptRule Says(Func<GptRequest, string> text) => With(a => a.Text = text);

    /// <summary>Says <paramref name="count"/> numbered words, each a token of its own: long enough to be cut in the middle.</summary>
    public GptRule SaysWords(int count) => With(a => a.Text = r => GptScript.Words(r, count));

    public GptRule Every(TimeSpan token) => With(a => a.TokenEvery = token);

    /// <summary>Goes to the next round: what follows is answered after the tool results of this one.</summary>
    public GptRule Then
    {
        get
        {
            answers.Add(new GptAnswer());
            return this;
        }
    }

    private GptRule With(Action<GptAnswer> change)
    {
        change(answers[^1]);
        return this;
    }
}

/// <summary>The rules of one fake model; the newest matching rule wins.</summary>
public sealed class GptScript
{
    private readonly Lock gate = new();
    private readonly List<GptRule> rules = [];

    /// <summary>Number of words in the answer to an unscripted message.</summary>
    public int DefaultWords { get; set; } = 30;

    public GptRule On(Func<GptRequest, bool> matches)
    {
        var rule = new GptRule(matches);
        lock (gate) rules.Insert(0, rule);
        return rule;
    }

    public GptAnswer AnswerFor(GptRequest request)
    {
        lock (gate)
        {
            var rule = rules.Find(r => r.Matches(request));
            return rule?.AnswerFor(request).For(request) ?? new GptAnswer { Text = r => Words(r, DefaultWords) };
        }
    }

    /// <summary>
    /// Numbered words that also name their request ("w3f-1 w3f-2 …"), so that a lost, doubled or foreign token is visible in the text.
    /// </summary>
    public static string Words(GptRequest request, int count)
    {
        var name = request.Fingerprint[..3];
        return string.Join(' ', Enumerable.Range(1, count).Select(i => $"w{name}-{i}"));
    }
}
