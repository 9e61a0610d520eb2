namespace Martin.Hub.Turns;

/// <summary>A turn reached one of <see cref="TurnOptions"/>' limits; the message is for the user.</summary>
public sealed class TurnLimitException(string message) : Exception(message);
