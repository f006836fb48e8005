namespace NetworkOutageAssistant.Data;

/// <summary>A site of the mobile network.</summary>
internal sealed record Node(int Number, string Site, string Vendor, string Technology, int Customers)
{
    /// <summary>The scope of its records: what clients send as <c>node_id</c>.</summary>
    public string Id => FormattableString.Invariant($"node-{Number}");

    /// <summary>As with telephone numbers, the first digit says where: all of the north begins with 1.</summary>
    public string Region => RegionOf(Number.ToString(System.Globalization.CultureInfo.InvariantCulture)[0]);

    private static string RegionOf(char first) => first switch
    {
        '1' => "north",
        '2' => "east",
        '3' => "south",
        '4' => "west",
        _ => "central",
    };
}
