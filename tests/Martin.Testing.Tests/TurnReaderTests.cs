using System.Text.Json;
using Martin.Testing.Clients;

namespace Martin.Testing.Tests;

public class TurnReaderTests
{
    private const string Turn = "019377aa-0000-7000-8000-000000000001";
    private const long Epoch1 = (1L << 32) + 1;

    internal static WireEvent Event(long seq, string type, object? more = null, string turn = Turn)
    {
        var members = JsonSerializer.SerializeToElement(more ?? new { }).EnumerateObject().ToDictionary(p => p.Name, p => (object?)p.Value);
        members["turnId"] = turn;
        members["seq"] = seq;
        members["type"] = type;
        members["at"] = "2026-11-22T09:00:00Z";
        return new WireEvent(JsonSerializer.SerializeToElement(members));
    }

    private static WireEvent Started(long seq) => Event(seq, "turn_started", new { conversationId = Guid.NewGuid(), model = "m", origin = "message" });
    private static WireEvent Delta(long seq, string text) => Event(seq, "text_delta", new { text });
    private static WireEvent Tool(long seq, string type, string callId) => Event(seq, type, new { tool = new { callId, name = "create_task", arguments = new { }, ok = true } });
    private static WireEvent Reset(long seq, long toSeq) => Event(seq, "turn_reset", new { toSeq });
    private static WireEvent Completed(long seq, string content) => Event(seq, "turn_completed",
        new { message = new { content }, receipts = Array.Empty<int>(), actions = Array.Empty<int>(), usage = new { inputTokens = 1, outputTokens = 1 }, model = "m" });

    private static TurnReader Read(params WireEvent[] events)
    {
        var reader = new TurnReader();
        foreach (var e in events) reader.Accept(e);
        return reader;
    }

    private static void Refused(string why, params WireEvent[] events)
    {
        var reader = Read(events[..^1]);
        var refused = Assert.Throws<WireViolationException>(() => reader.Accept(events[^1]));
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_whole_turn_reads_as_its_text()
    {
        var reader = Read(Started(1), Delta(2, "Let me see. "), Tool(3, "tool_started", "a"), Tool(4, "tool_finished", "a"), Delta(5, "Done."), Completed(6, "Let me see. Done."));
        reader.StreamEnded();
        Assert.Equal("Let me see. Done.", reader.Text);
        Assert.Equal("turn_completed", reader.End!.Type);
    }

    [Fact]
    public void A_reset_drops_what_came_after_and_may_jump_to_the_next_epoch()
    {
        var reader = Read(Started(1), Delta(2, "kept "), Delta(3, "lost"), Tool(4, "tool_started", "a"), Reset(Epoch1, 2),
            Tool(Epoch1 + 1, "tool_started", "a"), Tool(Epoch1 + 2, "tool_finished", "a"), Delta(Epoch1 + 3, "new"), Completed(Epoch1 + 4, "kept new"));
        Assert.Equal("kept new", reader.Text);
        Assert.Equal(1, reader.Resets);
    }

    [Fact]
    public void A_resumed_stream_may_start_again_from_the_stored_message()
    {
        var reader = Read(Started(1), Delta(2, "on"), Delta(3, "e "));
        reader.Resumed();
        reader.Accept(Reset(Epoch1, 0));
        reader.Accept(Started(Epoch1 + 1));
        reader.Accept(Delta(Epoch1 + 2, "one two"));
        reader.Accept(Completed(Epoch1 + 3, "one two"));
        Assert.Equal("one two", reader.Text);
    }

    [Fact]
    public void Seq_rules_are_kept()
    {
        Refused("leaves a gap", Started(2));
        Refused("leaves a gap", Started(1), Delta(2, "a"), Delta(4, "b"));
        Refused("comes again", Started(1), Delta(2, "a"), Delta(2, "a"));
        Refused("comes again", Started(1), Delta(2, "a"), Delta(1, "a"));
        Refused("leaves a gap", Started(1), Delta(Epoch1, "a"));
        Refused("leaves a gap", Started(1), Reset(Epoch1, 0), Started(Epoch1 + 2));
        Refused("not back", Started(1), Delta(2, "a"), Reset(2, 0));
        Refused("toSeq must lie", Started(1), Delta(2, "a"), Reset(3, 3));
        Refused("toSeq must lie", Started(1), Delta(2, "a"), Reset(3, -1));
    }

    [Fact]
    public void The_end_is_one_and_final()
    {
        Refused("after the turn ended", Started(1), Delta(2, "a"), Completed(3, "a"), Delta(4, "b"));
        Refused("after the turn ended", Started(1), Delta(2, "a"), Completed(3, "a"), Completed(4, "a"));
        Refused("after the turn ended", Started(1), Delta(2, "a"), Completed(3, "a"), Reset(Epoch1, 0));
        Refused("differs from the deltas", Started(1), Delta(2, "a"), Completed(3, "ab"));
        Refused("differs from the deltas", Started(1), Delta(2, "a"), Event(3, "turn_cancelled"));
        Refused("has not finished", Started(1), Tool(2, "tool_started", "a"), Completed(3, ""));
        Assert.Throws<WireViolationException>(() => Read(Started(1), Delta(2, "a")).StreamEnded());
        Assert.Equal("a", Read(Started(1), Delta(2, "a"), Event(3, "turn_cancelled", new { message = new { content = "a" } })).Text);
    }

    [Fact]
    public void Tools_start_once_and_finish_once()
    {
        Refused("a second time", Started(1), Tool(2, "tool_started", "a"), Tool(3, "tool_started", "a"));
        Refused("a second time", Started(1), Tool(2, "tool_started", "a"), Tool(3, "tool_finished", "a"), Tool(4, "tool_finished", "a"));
        Refused("never started", Started(1), Tool(2, "tool_finished", "a"));
    }

    [Fact]
    public void Shapes_are_kept()
    {
        Refused("comes before turn_started", Delta(1, "a"));
        Refused("a second turn_started", Started(1), Started(2));
        Refused("lacks text", Started(1), Event(2, "text_delta"));
        Refused("carries no text", Started(1), Delta(2, ""));
        Refused("lacks tool.name", Started(1), Event(2, "tool_started", new { tool = new { callId = "a" } }));
        Refused("does not know", Started(1), Event(2, "token"));
        Refused("belongs to turn", Started(1), Event(2, "text_delta", new { text = "a" }, "019377aa-0000-7000-8000-000000000002"));
    }

    [Fact]
    public void Two_devices_must_see_the_same()
    {
        var first = Read(Started(1), Delta(2, "a"));
        var joinedLate = new TurnReader(afterSeq: 1);
        joinedLate.Accept(Delta(2, "a"));
        joinedLate.AssertAgreesWith(first);
        var wrong = new TurnReader(afterSeq: 1);
        wrong.Accept(Delta(2, "b"));
        Assert.Throws<WireViolationException>(() => wrong.AssertAgreesWith(first));
    }
}
