using System.Text.Json;
using LlmGateway.Handler.Groups;
using LlmGateway.Shared;

namespace LlmGateway.Handler.Tests.Groups;

/// <summary>Whose groups of a directory count, and by which names.</summary>
public sealed class DirectoryGroupsTests
{
    private static readonly DirectoryGroups Groups = new(new DirectoryGroupsDocument
    {
        Attribute = "custom:groups",
        LinkAttribute = "custom:groups_link",
        Providers = new Dictionary<string, IReadOnlyDictionary<string, string>>
        {
            ["Mapped"] = new Dictionary<string, string> { ["0b1c"] = "admins" },
            ["Plain"] = new Dictionary<string, string>(),
        },
    });

    [Theory]
    [InlineData("Mapped", "[0b1c, ffff]", "own,admins")]
    [InlineData("Mapped", "0b1c", "own,admins")]
    [InlineData("Mapped", "admins", "own")]
    [InlineData("Plain", "[0b1c, ffff]", "own,0b1c,ffff")]
    [InlineData("Plain", "", "own")]
    [InlineData("Unknown", "admins", "own")]
    public void By_provider(string provider, string claim, string groups) => Of(provider, claim).Should().Equal(groups.Split(','));

    [Theory]
    [InlineData("CONFIRMED", "TokenGeneration_HostedAuth")]
    [InlineData("CONFIRMED", "TokenGeneration_Authentication")]
    [InlineData("EXTERNAL_PROVIDER", "TokenGeneration_Authentication")]
    public void Nobody_gives_himself_any(string status, string source) => Of("Plain", "admins", status, source).Should().Equal("own");

    [Fact]
    public void Renewed_tokens_keep_them() => Of("Plain", "x", source: "TokenGeneration_RefreshTokens").Should().Equal("own", "x");

    [Theory]
    [InlineData("Plain", "", "https://graph.windows.net/x", "Plain")]
    [InlineData("Plain", "one", "https://graph.windows.net/x", null)]
    [InlineData("Plain", "", "", null)]
    [InlineData("Unknown", "", "https://graph.windows.net/x", null)]
    public void A_link_in_place_of_groups_is_noticed(string provider, string claim, string link, string? noticed)
    {
        using var asked = JsonDocument.Parse(Event(provider, claim, "EXTERNAL_PROVIDER", "TokenGeneration_HostedAuth", link));
        Groups.LinkedBy(asked.RootElement).Should().Be(noticed);
    }

    private static string Event(string provider, string claim, string status, string source, string link = "") => $$$"""
        {"triggerSource":"{{{source}}}","request":{"groupConfiguration":{"groupsToOverride":["own"]},
         "userAttributes":{"custom:groups":"{{{claim}}}","custom:groups_link":"{{{link}}}","cognito:user_status":"{{{status}}}","identities":"[{\"providerName\":\"{{{provider}}}\"}]"} } }
        """;

    private static IReadOnlyList<string> Of(string provider, string claim, string status = "EXTERNAL_PROVIDER", string source = "TokenGeneration_HostedAuth")
    {
        using var asked = JsonDocument.Parse(Event(provider, claim, status, source));
        return Groups.Of(asked.RootElement);
    }
}
