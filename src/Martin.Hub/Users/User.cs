using Martin.Data.Users;

namespace Martin.Hub.Users;

/// <summary>The account of the one who asks.</summary>
public sealed record User(Guid Id, string Email, string? Name, string? TimeZone, GoogleLink Google)
{
    public static User From(UserRow row) => new(row.Id, row.Email, row.Name, row.Preferences.TimeZone, GoogleLink.None);
}

/// <summary>The user's connection to Google.</summary>
/// <param name="State"><c>not_connected</c>, <c>connected</c> or <c>revoked</c>.</param>
public sealed record GoogleLink(bool Connected, string? Email, IReadOnlyList<string> Scopes, string State)
{
    public static GoogleLink None { get; } = new(false, null, [], "not_connected");
}
