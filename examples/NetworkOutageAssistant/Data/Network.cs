namespace NetworkOutageAssistant.Data;

/// <summary>The nodes of the demo's network: 500, numbered from 1.</summary>
internal static class Network
{
    public const int Size = 500;

    private const ulong Seed = 500;

    private static readonly string[] Places =
    [
        "Harbour", "Mill", "Station", "Castle", "River", "Chapel", "Market", "Quarry", "Lime", "Abbey", "Bridge", "Orchard", "Foundry", "Meadow", "Tower", "Canal", "Heath", "Granary", "Ferry", "Beacon",
    ];

    private static readonly string[] Kinds = ["Street", "Hill", "Lane", "Square", "Road", "Park", "Wharf", "Gate"];
    private static readonly string[] Vendors = ["Nordwave", "Halden", "Kitetel", "Ostra"];
    private static readonly string[] Technologies = ["5G", "4G", "5G and 4G", "4G and 2G"];

    public static IReadOnlyList<Node> Nodes { get; } = Build();

    private static List<Node> Build()
    {
        var dice = new Dice(Seed);
        return [.. Enumerable.Range(1, Size).Select(number =>
            new Node(number, $"{dice.Of(Places)} {dice.Of(Kinds)}", dice.Of(Vendors), dice.Of(Technologies), dice.Between(4, 90) * 50))];
    }
}
