namespace Martin.Plugins.Tests.Models.Offline.Hwu;

/// <summary>A day's worth of calendar, tasks, lists, mail and memories, anew for each utterance.</summary>
internal static class HwuOffice
{
    /// <summary>Whom the user has mail from: family, and the commonest first names.</summary>
    private static readonly string[] People =
    [
        "Dad", "Bob", "Alex", "Michael", "Tom", "Emma", "George Brown", "James", "Mary", "Robert", "Patricia", "Jennifer", "Linda", "David", "Elizabeth", "William", "Susan", "Joseph", "Jessica", "Karen", "Chris", "Lisa", "Daniel", "Nancy", "Mark",
        "Sandra", "Paul", "Kim", "Anna", "Peter", "Laura", "Kevin", "Amy", "Frank", "Julia", "Steve", "Rachel", "Bill", "Jack", "Luke", "Greg",
    ];

    public static Office New()
    {
        var office = new Office();
        var desk = office.Desk;
        desk.HasEvent("Standup", "2026-11-23T09:30:00", "2026-11-23T09:45:00");
        desk.HasEvent("Lunch with mom", "2026-11-23T12:00:00", "2026-11-23T13:00:00");
        desk.HasEvent("Dentist", "2026-11-24T15:00:00", "2026-11-24T16:00:00");
        desk.HasEvent("Meeting with Ted", "2026-11-25T10:00:00", "2026-11-25T11:00:00", "ted@example.com");
        desk.HasEvent("Doctor", "2026-11-26T08:00:00", "2026-11-26T09:00:00");
        desk.HasEvent("Sam's party", "2026-11-28T20:00:00", "2026-11-28T23:00:00");
        desk.HasTask("Call the bank", "2026-11-23T09:00:00");
        desk.HasTask("Wash the car");
        desk.HasTask("Wake up", "2026-11-23T08:00:00", "2026-11-23T08:00:00");
        desk.HasTask("Take the pills", "2026-11-22T20:00:00", "2026-11-22T20:00:00");
        foreach (var item in (string[])["Milk", "Eggs", "Bananas"]) desk.HasTask(item, list: "shopping");
        foreach (var item in (string[])["Cheese", "Apples"]) desk.HasTask(item, list: "grocery");
        desk.HasMail("John Smith <john@example.com>", "Lease", "2026-11-22T08:30:00", "When can you sign the lease?");
        desk.HasMail("Sarah <sarah@example.com>", "Saturday", "2026-11-21T18:00:00", "Shall we go on Saturday?");
        foreach (var name in People)
            desk.HasMail($"{name} <{name.Replace(' ', '.').ToLowerInvariant()}@example.com>", "Hello", "2026-11-19T09:00:00", "How are you?", unread: false);
        desk.HasMail("Mom <mom@example.com>", "Recipe", "2026-11-20T09:00:00", "Here is the recipe.", unread: false);
        desk.Memories.Add(new() { ["id"] = "m-1", ["content"] = "My sister Mary lives in Berlin", ["since"] = "2026-11-01" });
        foreach (var (who, address) in (((string, string)[])[("wife Emma", "emma@example.com"), ("boss Linda", "linda@example.com"), ("brother Peter", "peter@example.com"), ("mother", "mom@example.com")]))
            desk.Memories.Add(new() { ["id"] = $"m-{who}", ["content"] = $"The e-mail address of my {who} is {address}", ["since"] = "2026-11-01" });
        return office;
    }
}
