using Martin.Data.Conversations;
using Martin.Data.Turns;
using Martin.Hub.Turns;

namespace Martin.Hub.Tests.Turns;

/// <summary>
/// Plays random lives of a turn (texts, tools, crashes anywhere) and readers that come and go anywhere, without a server:
/// whoever reads to the end holds exactly what is stored, each event once, by numbers that only rise.
/// </summary>
public sealed class TurnRecoveryTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 200)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Every_reader_ends_with_the_stored_turn(int seed) => new Life(new Random(seed)).PlayToTheEnd();

    private sealed class Life(Random random)
    {
        private readonly TurnRow turn = new()
        {
            Id = Guid.CreateVersion7(), UserId = Guid.NewGuid(), ConversationId = Guid.NewGuid(), Origin = TurnOrigin.Message,
            Status = TurnStatus.Queued, TimeZone = "UTC", CreatedAt = DateTimeOffset.UnixEpoch, Model = "m",
        };
        private readonly List<TurnStepRow> steps = [];
        private readonly List<Reader> readers = [];
        private readonly System.Text.StringBuilder durable = new();
        private List<TurnEvent> log = [];
        private string unsaved = "";
        private ChatMessageRow? answer;

        public void PlayToTheEnd()
        {
            var first = true;
            while (turn.EndedAt is null)
            {
                if (!first) TakeOver();
                first = false;
                for (var act = random.Next(1, 25); act > 0 && turn.EndedAt is null; act--) Act(lastChance: turn.Epoch > 6);
            }
            for (var i = 0; i < 20; i++) Visit();
            foreach (var reader in readers) reader.ReadToEnd(this);
            var fresh = new Reader();
            fresh.ReadToEnd(this);
            Assert.All(readers.Append(fresh), r => Assert.Equal(answer!.Content, r.Text));
            Assert.All(readers.Append(fresh), r => Assert.Equal(steps.Count(s => s.Kind == StepKind.Tool), r.ToolsFinished));
        }

        /// <summary>What a reader at this position is sent, by whoever has the turn now.</summary>
        public IEnumerable<TurnEvent> From(long afterSeq)
        {
            var history = History();
            if (turn.EndedAt is not null && (random.Next(2) == 0 || TurnSeq.EpochOf(afterSeq) > turn.Epoch)) return TurnReading.FromRows(turn, history, afterSeq);
            if (TurnSeq.EpochOf(afterSeq) == turn.Epoch && (turn.Epoch == 0 || afterSeq > TurnSeq.Base(turn.Epoch))) return log.Where(e => e.Seq > afterSeq);
            var reset = taken!.ResetFor(afterSeq, turn.Epoch);
            return log.Where(e => e.Seq > reset.Seq).Prepend(reset);
        }

        private TurnHistory? taken;

        private TurnHistory History() => new(turn, steps, answer is null ? [] : [answer], []);

        private long NextSeq => log.Count == 0 ? TurnSeq.Base(turn.Epoch) + 1 : log[^1].Seq + 1;

        private void TakeOver()
        {
            turn.Epoch++;
            taken = History();
            log = [.. taken.Rebuild(turn.Epoch)];
            unsaved = "";
        }

        private void Act(bool lastChance)
        {
            if (turn.Status == TurnStatus.Queued && random.Next(3) > 0) Start();
            else if (turn.Status == TurnStatus.Queued) Publish(TurnEventType.TurnQueued);
            else if (lastChance || random.Next(30) == 0) End();
            else
            {
                switch (random.Next(3))
                {
                    case 0: Say(); break;
                    case 1: Tool(); break;
                    default: Visit(); break;
                }
            }
            if (random.Next(3) == 0) Visit();
        }

        private void Publish(string type, string? text = null) =>
            log.Add(new() { TurnId = turn.Id, Seq = NextSeq, Type = type, At = default, Text = text });

        private void Start()
        {
            (turn.Status, turn.StartedAt, turn.StartedSeq, turn.StartedEpoch) = (TurnStatus.Running, DateTimeOffset.UnixEpoch, NextSeq, turn.Epoch);
            Publish(TurnEventType.TurnStarted);
        }

        private void Say()
        {
            var word = $"w{random.Next(1000)} ";
            unsaved += word;
            Publish(TurnEventType.TextDelta, word);
        }

        // A model answer with one call and its result; a crash may come between (the run stops acting there).
        private void Tool()
        {
            var call = new ToolCall($"c{steps.Count}", "list_tasks", "{}");
            Store(StepKind.Model, NextSeq - 1, new ModelStep(unsaved, [call], 0, 0).ToJson());
            durable.Append(unsaved);
            unsaved = "";
            if (random.Next(6) == 0) TakeOver();
            Publish(TurnEventType.ToolStarted);
            if (random.Next(6) == 0)
            {
                TakeOver();
                Publish(TurnEventType.ToolStarted);
            }
            var outcome = new ToolOutcome(call.CallId, call.Name, true, "", null, "{}", null, false, false);
            Store(StepKind.Tool, NextSeq, outcome.ToJson());
            if (random.Next(6) == 0) TakeOver();
            else Publish(TurnEventType.ToolFinished);
        }

        private void Store(StepKind kind, long lastSeq, string content) => steps.Add(new()
        {
            TurnId = turn.Id, Ordinal = steps.Count + 1, Epoch = turn.Epoch, Kind = kind, LastSeq = lastSeq, Content = content, CreatedAt = default,
        });

        private void End()
        {
            answer = new()
            {
                Id = Guid.NewGuid(), UserId = turn.UserId, ConversationId = turn.ConversationId, TurnId = turn.Id,
                Role = ChatRole.Assistant, Content = durable + unsaved, CreatedAt = default,
            };
            (turn.Status, turn.EndedAt, turn.LastSeq) = (TurnStatus.Completed, DateTimeOffset.UnixEpoch, NextSeq);
            turn.Outcome = new TurnOutcome([], null, new(0, 0), null).ToJson();
            Publish(TurnEventType.TurnCompleted);
        }

        private void Visit()
        {
            var reader = readers.Count == 0 || random.Next(4) == 0 ? new Reader() : readers[random.Next(readers.Count)];
            if (!readers.Contains(reader)) readers.Add(reader);
            reader.ReadSome(this, random.Next(0, 12));
        }
    }

    /// <summary>A client that follows the contract to the letter.</summary>
    private sealed class Reader
    {
        private readonly List<TurnEvent> held = [];
        private bool ended;

        public string Text => string.Concat(held.Select(e => e.Text));
        public int ToolsFinished => held.Count(e => e.Type == TurnEventType.ToolFinished);

        private long Position { get; set; }

        public void ReadSome(Life life, int most)
        {
            if (!ended) foreach (var e in life.From(Position).Take(most).ToList()) Take(e);
        }

        public void ReadToEnd(Life life)
        {
            ReadSome(life, int.MaxValue);
            Assert.True(ended, "The stream did not end with a terminal event.");
        }

        private void Take(TurnEvent e)
        {
            Assert.False(ended, "Something came after the end.");
            if (e.Type == TurnEventType.TurnReset)
            {
                Assert.True(e.Seq > Position, $"reset {e.Seq} after {Position}");
                Assert.True(e.ToSeq <= Position, $"reset to {e.ToSeq} beyond {Position}");
                held.RemoveAll(h => h.Seq > e.ToSeq);
            }
            else
            {
                Assert.Equal(Position + 1, e.Seq);
                held.Add(e);
                ended = e.IsTerminal;
            }
            Position = e.Seq;
        }
    }
}
