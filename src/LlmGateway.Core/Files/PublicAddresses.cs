using System.Net;
using System.Net.Sockets;

namespace LlmGateway.Core.Files;

/// <summary>
/// Which addresses anybody on the internet may reach. All else stands behind the gateway: its own machine, its network, the metadata service of its host.
/// By the registries of special-purpose addresses: https://www.iana.org/assignments/iana-ipv4-special-registry, https://www.iana.org/assignments/iana-ipv6-special-registry.
/// </summary>
internal static class PublicAddresses
{
    private static readonly IPNetwork[] Special =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
            "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            // Of the global unicast addresses of IPv6: protocol assignments (Teredo among them), examples, and 6to4, which holds an IPv4 address of any kind.
            "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        }.Select(IPNetwork.Parse),
    ];

    /// <summary>All that IPv6 has given out to the public so far; local, mapped and translated addresses are elsewhere.</summary>
    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    public static bool Contains(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (address.AddressFamily == AddressFamily.InterNetworkV6 && !GlobalUnicast.Contains(address)) return false;
        foreach (var network in Special)
            if (network.Contains(address)) return false;
        return true;
    }
}
