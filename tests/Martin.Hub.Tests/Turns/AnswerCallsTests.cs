using Martin.Data.Turns;
using Martin.Hub.Turns;
using Microsoft.Extensions.AI;

namespace Martin.Hub.Tests.Turns;

public sealed class AnswerCallsTests
{
    private static readonly TurnOptions Options = new() { MaxCallsPerRound = 4, MaxArgumentChars = 1_000 };

    [Fact]
    public void Each_call_has_an_id_of_its_own_in_the_turn()
    {
        var calls = new AnswerCalls([Step("call_1", "call_1-2"), Step("call")], Options);
        foreach (var id in (string[])["call_1", "call_1", "", new('x', 200)]) calls.Add(Call(id));
        Assert.Equal(["call_1-3", "call_1-4", "call-2", "call-3"], calls.All.Select(c => c.CallId));
    }

    [Fact]
    public void No_more_calls_are_taken_than_a_round_may_have()
    {
        var calls = new AnswerCalls([], Options);
        for (var i = 0; i < Options.MaxCallsPerRound; i++) calls.Add(Call("call"));
        Assert.Throws<TurnLimitException>(() => calls.Add(Call("call")));
        Assert.Equal(Options.MaxCallsPerRound, calls.All.Count);
    }

    [Fact]
    public void Nor_longer_arguments_than_all_may_have_together()
    {
        var calls = new AnswerCalls([], Options);
        calls.Add(Call("call", new('a', 600)));
        Assert.Throws<TurnLimitException>(() => calls.Add(Call("call", new('a', 600))));
        Assert.True(calls.Tokens >= 150);
    }

    private static FunctionCallContent Call(string id, string title = "x") => new(id, "create_task", new Dictionary<string, object?> { ["title"] = title });

    private static TurnStepRow Step(params string[] ids) => new()
    {
        TurnId = Guid.NewGuid(), Ordinal = 1, Epoch = 0, Kind = StepKind.Model, LastSeq = 0, CreatedAt = DateTimeOffset.UnixEpoch,
        Content = new ModelStep("", [.. ids.Select(id => new ToolCall(id, "create_task", "{}"))], 0, 0).ToJson(),
    };
}
