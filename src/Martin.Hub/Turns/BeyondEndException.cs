namespace Martin.Hub.Turns;

/// <summary>A reader stands beyond what its turn has said: <see cref="TurnReading.BeyondEnd"/> on its way from the turn's node to the reader's.</summary>
[GenerateSerializer, Alias("beyond-end")]
public sealed class BeyondEndException : Exception;
