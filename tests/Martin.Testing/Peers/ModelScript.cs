using System.Text.Json;

namespace Martin.Testing.Peers;

/// <summary>A tool call that the model makes; <see cref="Arguments"/> is sent as it stands, so it may be broken JSON on purpose.</summary>
public sealed record ModelToolCall(string Name, string Arguments);

/// <summary>One answer of the model: text, then calls (several = parallel).</summary>
public sealed class ModelAnswer
{
    /// <summary>Text made from the request, so that an answer may quote tool results.</summary>
    public Func<ModelRequest, string> Text { get; set; } = _ => "";
    public List<ModelToolCall> Calls { get; } = [];
    /// <summary>Calls made from the request, so that one may name an id that an earlier result told.</summary>
    public List<Func<ModelRequest, ModelToolCall>> CallsMade { get; } = [];
    /// <summary>Own pace of this answer; null = the server's.</summary>
    public TimeSpan? TokenEvery { get; set; }

    internal ModelAnswer For(ModelRequest request)
    {
        if (CallsMade.Count == 0) return this;
        var answer = new ModelAnswer { Text = Text, TokenEvery = TokenEvery };
        answer.Calls.AddRange([.. Calls, .. CallsMade.Select(make => make(request))]);
        return answer;
    }
}

/// <summary>
/// What the model does after one kind of user message. Round k of the turn (k answers with calls already given) gets the k-th answer,
/// so the script needs no state and a turn resumed after a crash hears the same again.
/// </summary>
public sealed class ModelRule(Func<ModelRequest, bool> matches)
{
    private readonly List<ModelAnswer> answers = [new()];

    public bool Matches(ModelRequest request) => matches(request);

    /// <summary>The answer of this round; past the end a short closing sentence.</summary>
    public ModelAnswer AnswerFor(ModelRequest request) =>
        request.Round < answers.Count ? answers[request.Round] : new ModelAnswer { Text = _ => "That is all." };

    /// <summary>Adds a call to the current round; two in one round are parallel calls.</summary>
    public ModelRule Calls(string tool, string argumentsJson) => With(a => a.Calls.Add(new(tool, argumentsJson)));

    /// <inheritdoc cref="Calls(string, string)"/>
    public ModelRule Calls(string tool, object arguments) => Calls(tool, JsonSerializer.Serialize(arguments));

    /// <summary>Adds a call whose arguments depend on what the request holds.</summary>
    public ModelRule Calls(string tool, Func<ModelRequest, object> arguments) =>
        With(a => a.CallsMade.Add(r => new(tool, JsonSerializer.Serialize(arguments(r)))));

    public ModelRule Says(string text) => With(a => a.Text = _ => text);
    public ModelRule Says(Func<ModelRequest, string> text) => With(a => a.Text = text);

    /// <summary>Says <paramref name="count"/> numbered words, each a token of its own: long enough to be cut in the middle.</summary>
    public ModelRule SaysWords(int count) => With(a => a.Text = r => ModelScript.Words(r, count));

    public ModelRule Every(TimeSpan token) => With(a => a.TokenEvery = token);

    /// <summary>Goes to the next round: what follows is answered after the tool results of this one.</summary>
    public ModelRule Then
    {
        get
        {
            answers.Add(new ModelAnswer());
            return this;
        }
    }

    private ModelRule With(Action<ModelAnswer> change)
    {
        change(answers[^1]);
        return this;
    }
}

/// <summary>The rules of one fake model; the newest matching rule wins.</summary>
public sealed class ModelScript
{
    private readonly Lock gate = new();
    private readonly List<ModelRule> rules = [];

    /// <summary>Number of words in the answer to an unscripted message.</summary>
    public int DefaultWords { get; set; } = 30;

    /// <summary>A model with a mind of its own: asked before all rules; null leaves the request to them.</summary>
    public Func<ModelRequest, ModelAnswer?>? Mind { get; set; }

    public ModelRule On(Func<ModelRequest, bool> matches)
    {
        var rule = new ModelRule(matches);
        lock (gate) rules.Insert(0, rule);
        return rule;
    }

    public ModelAnswer AnswerFor(ModelRequest request)
    {
        if (Mind?.Invoke(request) is { } own) return own;
        lock (gate)
        {
            var rule = rules.Find(r => r.Matches(request));
            return rule?.AnswerFor(request).For(request) ?? new ModelAnswer { Text = r => Words(r, DefaultWords) };
        }
    }

    /// <summary>
    /// Numbered words that also name their request ("w3f-1 w3f-2 …"), so that a lost, doubled or foreign token is visible in the text.
    /// </summary>
    public static string Words(ModelRequest request, int count)
    {
        var name = request.Fingerprint[..3];
        return string.Join(' ', Enumerable.Range(1, count).Select(i => $"w{name}-{i}"));
    }
}
