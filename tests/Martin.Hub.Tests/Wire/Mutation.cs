using Martin.Testing.Clients;
using Martin.Testing.Clients.Raw;

namespace Martin.Hub.Tests.Wire;

/// <summary>A right call with one thing changed at random; it may still be right.</summary>
internal static class Mutation
{
    public static HostileCall Of(HubMethodShape method, Belongings of, Random random, WireProtocol protocol)
    {
        var arguments = method.Valid(of).ToList();
        var at = random.Next(arguments.Count + 1);
        if (at == arguments.Count) arguments.Add(Wrong(random, protocol));
        else if (arguments[at] is RawMap map && random.Next(8) > 0) arguments[at] = Change(map, random, protocol);
        else arguments[at] = Wrong(random, protocol);
        return new("a random change", method, arguments, null) { InItsWay = random.Next(50) > 0 };
    }

    private static RawMap Change(RawMap map, Random random, WireProtocol protocol)
    {
        var (name, value) = map.Members[random.Next(map.Members.Count)];
        return random.Next(10) switch
        {
            0 => map.Without(name),
            1 => map.Plus(name, value),
            2 => map.Plus(name + "s", Wrong(random, protocol)),
            3 => map.Without(name).Plus(name[..1].ToUpperInvariant() + name[1..], value),
            4 => map.With(name, RawValue.List(value)),
            _ => map.With(name, Wrong(random, protocol)),
        };
    }

    private static RawValue Wrong(Random random, WireProtocol protocol)
    {
        while (true)
        {
            var value = WrongValues.Any[random.Next(WrongValues.Any.Count)];
            if (value.FitsIn(protocol)) return value;
        }
    }
}
