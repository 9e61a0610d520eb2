namespace Martin.Plugins.Models.Offline.Reading;

/// <summary>Short forms of given names, both ways.</summary>
internal static class Nicknames
{
    private static readonly string[][] Families =
    [
        ["robert", "bob", "rob", "bobby", "bert"], ["william", "bill", "will", "billy", "liam"], ["elizabeth", "liz", "beth", "lizzie", "eliza", "betty"], ["katherine", "kate", "kathy", "katie", "catherine", "cathy"],
        ["michael", "mike", "mick"], ["thomas", "tom", "tommy"], ["alexander", "alex", "sasha", "xander"], ["alexandra", "alex", "sandra", "sasha"], ["samuel", "sam"], ["samantha", "sam"], ["daniel", "dan", "danny"],
        ["david", "dave"], ["james", "jim", "jimmy", "jamie"], ["john", "jack", "johnny"], ["joseph", "joe"], ["joanna", "jo"], ["benjamin", "ben"], ["christopher", "chris", "kit"], ["christina", "chris", "tina"],
        ["christine", "chris", "tina"], ["anthony", "tony"], ["stephen", "steve"], ["steven", "steve"], ["matthew", "matt"], ["nicholas", "nick"], ["andrew", "andy", "drew"], ["margaret", "peggy", "maggie", "meg"],
        ["richard", "dick", "rick", "rich"], ["edward", "ed", "eddie", "ted"], ["charles", "charlie", "chuck"], ["george", "georgie"], ["henry", "harry", "hank"], ["patricia", "pat", "trish"], ["patrick", "pat"],
        ["susan", "sue"], ["deborah", "deb", "debbie"], ["jennifer", "jen", "jenny"], ["jessica", "jess"], ["rebecca", "becky"], ["victoria", "vicky", "tori"], ["theodore", "ted", "theo"], ["timothy", "tim"],
        ["gregory", "greg"], ["jonathan", "jon"], ["joshua", "josh"], ["lawrence", "larry"], ["philip", "phil"], ["ronald", "ron"], ["peter", "pete"], ["maximilian", "max"], ["johannes", "hannes"], ["susanne", "susi"],
    ];

    private static readonly ILookup<string, string> Others =
        Families.SelectMany(f => f.Select(name => (name, f))).SelectMany(p => p.f.Where(o => o != p.name).Select(o => (p.name, o))).ToLookup(p => p.name, p => p.o);

    /// <summary>Other forms of the name, the full ones first; of an unknown name, none.</summary>
    public static IEnumerable<string> Of(string name) => Others[name.ToLowerInvariant()].Distinct().OrderByDescending(n => Families.Any(f => f[0] == n));
}
