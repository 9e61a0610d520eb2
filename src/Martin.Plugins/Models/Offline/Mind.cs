using System.Text.Json;
using Martin.Plugins.Models.Offline.Reading;
using Martin.Plugins.Models.Offline.Talk;
using Martin.Plugins.Models.Offline.Wishes;

namespace Martin.Plugins.Models.Offline;

/// <summary>What the offline model says next: calls to make, or else a text.</summary>
internal sealed record Reply(string Text, IReadOnlyList<string> Suggestions, IReadOnlyList<PlannedCall> Calls);

internal sealed record PlannedCall(string CallId, string Tool, IReadOnlyDictionary<string, object> Arguments);

/// <summary>Reads the last message in the light of the earlier ones and replays its wishes against the calls made so far.</summary>
internal static class Mind
{
    /// <summary>How many turns back a question may still be waiting for its answer.</summary>
    private const int TurnsInMind = 8;
    private const int MostStepsPerWish = 8;
    private const int MostSuggestions = 4;

    public static Reply Answer(Conversation talk, Scene scene)
    {
        if (talk.Turns is not [.., var last]) return new(Wording.Greeting, Wording.Examples, []);
        if (last.Decision is { } decision) return new(DecisionWording.Tell(decision), [], []);
        Outcome? before = null;
        var skipped = Math.Max(0, talk.Turns.Count - TurnsInMind);
        for (var i = 0; i < talk.Turns.Count; i++)
        {
            var turn = talk.Turns[i];
            if (i >= skipped && turn.Decision is null) before = Play(Wanted(turn.Text, scene, before), turn, scene, i + 1);  // a question outlives a decision
            scene = turn.Calls.Aggregate(scene, (s, call) => s with { Mentions = s.Mentions.After(call) });
        }
        return before!.Reply;
    }

    /// <summary>What replaying a turn came to: its reply, and the wish that ended with a question.</summary>
    private sealed record Outcome(Reply Reply, Wish? Asking, Ask? Question, IReadOnlyList<ToolResult> Results);

    private static IReadOnlyList<Wish> Wanted(string text, Scene scene, Outcome? before)
    {
        var wishes = MessageReader.Read(text, scene);
        if (before is not { Asking: { } asking, Question: { } question } || wishes.Any(w => w.IsUnderstood)) return wishes;
        if (Lexicon.IsYes(text) && question.IfYes is { } meant) return [meant];
        return asking.Answered(text, scene, before.Results) is { } answered ? [answered] : wishes;
    }

    private static Outcome Play(IReadOnlyList<Wish> wishes, Turn turn, Scene scene, int turnNumber)
    {
        var used = new bool[turn.Calls.Count];
        var (texts, suggestions, planned) = (new List<string>(), new List<string>(), new List<PlannedCall>());
        var outcome = new Outcome(new("", [], []), null, null, []);
        var together = true; // calls of wishes that need nothing of each other go out in one round
        foreach (var wish in wishes)
        {
            if (planned.Count > 0 && !(together && wish.StandsAlone)) break;
            together &= wish.StandsAlone;
            var results = new List<ToolResult>();
            var step = wish.Next(scene, results);
            var known = scene; // the wish goes on with what "it" meant when it began
            while (step is Call call && scene.Tools.Contains(call.Tool) && results.Count < MostStepsPerWish && Made(call, turn, used) is { } made)
            {
                results.Add(made.Result ?? ToolResult.Failed("it was interrupted") with { Tool = made.Tool });
                scene = scene with { Mentions = scene.Mentions.After(made) };
                step = wish.Next(known, results);
            }
            switch (step)
            {
                case Call call when !scene.Tools.Contains(call.Tool):
                    texts.Add(Wording.Unavailable(call.Tool));
                    break;
                case Call call:
                    planned.Add(new($"t{turnNumber}-{turn.Calls.Count + planned.Count + 1}-{call.Tool}", call.Tool, call.Arguments));
                    break;
                case Say say:
                    texts.Add(say.Text);
                    suggestions.AddRange(say.Suggestions);
                    break;
                case Ask ask:
                    texts.Add(ask.Text);
                    suggestions.AddRange(ask.Suggestions);
                    outcome = outcome with { Asking = wish, Question = ask, Results = results };
                    break;
            }
        }
        var reply = planned.Count > 0 ? new Reply("", [], planned)
            : new Reply(string.Join("\n\n", texts.Distinct()), [.. suggestions.Distinct().Take(MostSuggestions)], []);
        return outcome with { Reply = reply };
    }

    /// <summary>The first call of the turn to that tool not yet taken by an earlier step; so what another model began is not done twice.</summary>
    private static MadeCall? Made(Call call, Turn turn, bool[] used)
    {
        for (var i = 0; i < turn.Calls.Count; i++)
        {
            if (used[i] || turn.Calls[i].Tool != call.Tool) continue;
            used[i] = true;
            return turn.Calls[i];
        }
        return null;
    }
}

/// <summary>The one sentence after the user decided on a proposal.</summary>
internal static class DecisionWording
{
    public static string Tell(JsonElement decision)
    {
        var what = decision.Text("summary") ?? decision.Text("title") ?? "the action";
        return (decision.Text("decision"), decision.Text("status")) switch
        {
            ("reject", _) or (_, "rejected") => $"All right, I left it: {what}",
            (_, "executed") => $"Done: {what}",
            (_, "failed") => $"That did not work: {what}{(decision.Text("error") is { Length: > 0 } error ? $" ({error})" : "")}",
            (_, "unknown") => $"I cannot tell yet whether this went through: {what}. Please check before trying again.",
            (_, "expired") => $"This had expired before it could be done: {what}",
            (_, "approved" or "executing") => $"Under way: {what}",
            (_, var status) => $"Noted ({status ?? "decided"}): {what}",
        };
    }
}
