using System.Text;
using System.Text.Json.Nodes;
using LlmGateway.Handler.Site;

namespace LlmGateway.Handler.Tests.Site;

public sealed class SignedInUserTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_000);

    [Fact]
    public void The_page_is_given_the_token_its_end_and_a_name()
    {
        var token = Jwt("""{"exp":4600}""", padded: false);

        Describe(token, Jwt("""{"sub":"1","username":"ada","email":"ada@example.com"}""", padded: true)).ToJsonString().Should().Be($$"""{"access_token":"{{token}}","expires_in":3600,"user":"ada@example.com"}""");
    }

    [Theory]
    [InlineData("""{"sub":"1","username":"ada"}""", "ada")]
    [InlineData("""{"sub":"1"}""", "1")]
    public void Who_has_no_address_is_called_otherwise(string claims, string name) => Describe(Jwt("""{"exp":4600}""", padded: false), Jwt(claims, padded: true))["user"]!.ToString().Should().Be(name);

    [Theory]
    [InlineData("no token")]
    [InlineData("a.!.c")]
    [InlineData("a.e30.c")]
    public void A_token_that_says_nothing_of_its_end_is_asked_for_again_soon(string token) => Describe(token, null)["expires_in"]!.GetValue<long>().Should().Be(60);

    [Fact]
    public void A_token_that_ended_has_no_time_left() => Describe(Jwt("""{"exp":1}""", padded: false), null)["expires_in"]!.GetValue<long>().Should().Be(0);

    private static JsonNode Describe(string token, string? claims) => JsonNode.Parse(SignedInUser.Describe(token, claims, Now).Span)!;

    private static string Jwt(string payload, bool padded)
    {
        var text = Convert.ToBase64String(Encoding.UTF8.GetBytes(payload)).Replace('+', '-').Replace('/', '_');
        return $"a.{(padded ? text : text.TrimEnd('='))}.c";
    }
}
