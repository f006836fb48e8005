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

    private static IReadOnlyList<string> Of(string provider, string claim, string status = "EXTERNAL_PROVIDER", string source = "TokenGeneration_HostedAuth")
    {
        using var asked = JsonDocument.Parse($$$"""
            {"triggerSource":"{{{source}}}","request":{"groupConfiguration":{"groupsToOverride":["own"]},
             "userAttributes":{"custom:groups":"{{{claim}}}","cognito:user_status":"{{{status}}}","identities":"[{\"providerName\":\"{{{provider}}}\"}]"} } }
            """);
        return Groups.Of(asked.RootElement);
    }
}
