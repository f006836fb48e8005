using System.Globalization;

namespace NetworkOutageAssistant.Data;

/// <summary>The outages of two years up to a morning: 20,000, the same for the same morning. "Last night" is known exactly, for the demo's question.</summary>
internal sealed class OutageBook
{
    public const int Size = 20_000;

    /// <summary>It was down last night, and is fixed.</summary>
    public const int DemoNode = 42;

    /// <summary>It is down since last night.</summary>
    public const int OpenNode = 17;

    private const int Days = 730;
    private const int Mean = Size / Network.Size;
    private const int OneInNight = 14;
    private const int OneHostileIn = 150;

    private readonly DateTime _morning;
    private readonly Dice _dice = new(20_000);

    private OutageBook(DateOnly date) => _morning = date.ToDateTime(new TimeOnly(6, 0), DateTimeKind.Utc);

    /// <param name="date">The day whose morning it is: "last night" ended at 06:00 UTC.</param>
    /// <returns>In the order of their beginning.</returns>
    public static IReadOnlyList<Outage> Of(DateOnly date)
    {
        var all = new OutageBook(date).Write().OrderBy(outage => outage.StartedAt).ThenBy(outage => outage.Node.Number);
        return [.. all.Select((outage, index) => outage with { Ticket = string.Create(CultureInfo.InvariantCulture, $"INC-{100_000 + index}") })];
    }

    private IEnumerable<Outage> Write()
    {
        // Some have more trouble than others; what one has more, the next has less.
        for (var at = 0; at < Network.Size; at += 2)
        {
            var more = _dice.Between(-22, 22);
            foreach (var outage in WriteOf(Network.Nodes[at], Mean + more)) yield return outage;
            foreach (var outage in WriteOf(Network.Nodes[at + 1], Mean - more)) yield return outage;
        }
    }

    private List<Outage> WriteOf(Node node, int count)
    {
        var atNight = _dice.OneIn(OneInNight) || node.Number is DemoNode or OpenNode;
        var minutes = new HashSet<int>();
        while (minutes.Count < (atNight ? count - 1 : count)) minutes.Add(_dice.Below((Days - 2) * 24 * 60));
        List<Outage> all = [.. minutes.Order().Select(minute => Hostile(Any(node, _morning.AddDays(-Days).AddMinutes(minute), isOpen: false), _dice.OneIn(OneHostileIn)))];
        // Whoever asks about the demo's node meets one.
        if (node.Number == DemoNode) all[^1] = Hostile(all[^1], isHostile: true);
        if (atNight) all.Add(node.Number == DemoNode ? Demo(node) : LastNight(node));
        return all;
    }

    private Outage Demo(Node node) => OutageText.Write(
        node, _morning.AddMinutes(-226), _morning.AddMinutes(-69), "critical", "power failure", ["voice", "mobile data", "emergency calls"], node.Customers,
        "mains power failed and the batteries ran empty", "The rectifier module was replaced and the batteries are charging.", "Battery string measured at 41 volts on arrival. Mains was back at 03:55 UTC.");

    private Outage LastNight(Node node)
    {
        var started = _morning.AddMinutes(-_dice.Between(150, 470));
        var outage = Any(node, started, isOpen: node.Number == OpenNode || _dice.OneIn(4));
        return outage.EndedAt > _morning ? Any(node, started, isOpen: true) : outage;
    }

    private Outage Any(Node node, DateTime started, bool isOpen)
    {
        var trouble = _dice.Of(Trouble.All);
        var severity = _dice.Below(10) switch { 0 => "critical", < 5 => "major", _ => "minor" };
        IReadOnlyList<string> services = severity switch { "critical" => ["voice", "mobile data", "emergency calls"], "major" => ["mobile data", "voice"], _ => ["mobile data"] };
        var customers = severity == "critical" ? node.Customers : node.Customers / _dice.Between(2, 6);
        var ended = isOpen ? (DateTime?)null : started.AddMinutes(_dice.Between(12, 400));
        return OutageText.Write(node, started, ended, severity, trouble.Cause, services, customers, _dice.Of(trouble.Happenings), isOpen ? _dice.Of(trouble.Waits) : _dice.Of(trouble.Fixes), _dice.Of(trouble.Notes));
    }

    private Outage Hostile(Outage outage, bool isHostile) => isHostile ? outage with { Notes = $"{outage.Notes} {_dice.Of(HostileNotes.All)}" } : outage;
}
