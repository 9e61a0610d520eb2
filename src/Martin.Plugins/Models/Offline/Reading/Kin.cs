namespace Martin.Plugins.Models.Offline.Reading;

/// <summary>What the members of a family are called: a mother is mom, mum and mommy.</summary>
internal static class Kin
{
    /// <summary>The plain word first, then what senders are usually called.</summary>
    private static readonly string[][] Families =
    [
        ["mother", "mom", "mum", "mommy", "mummy", "mama", "ma"], ["father", "dad", "daddy", "papa", "pa"], ["brother", "bro"], ["sister", "sis"], ["husband", "hubby"], ["wife", "wifey"],
        ["grandmother", "grandma", "granny", "nana", "nan"], ["grandfather", "grandpa", "granddad", "gramps"], ["aunt", "auntie", "aunty"], ["daughter"], ["son"],
    ];

    /// <summary>The name in every form, itself first.</summary>
    public static IReadOnlyList<string> Names(string name) => Family(name) is { } family ? [name, .. family.Where(f => !Is(f, name))] : [name];

    public static string Plain(string name) => Family(name)?[0] ?? name;

    /// <summary>As mail is searched for: by the everyday word.</summary>
    public static string Usual(string name) => Family(name) is [_, var everyday, ..] family && !Is(family[0], name) ? everyday : name;

    private static string[]? Family(string name) => Array.Find(Families, f => f.Any(n => Is(n, name)));

    private static bool Is(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
